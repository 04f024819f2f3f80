type Kind<T extends Element> = new () => T;

/** The element of the page with that id. */
export function byId<T extends Element>(id: string, kind: Kind<T>): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new TypeError(`The page has no ${kind.name} with the id ${id}`);
  return found;
}

/** The element inside another one that a selector finds. */
export function within<T extends Element>(parent: ParentNode, selector: string, kind: Kind<T>): T {
  const found = parent.querySelector(selector);
  if (!(found instanceof kind)) throw new TypeError(`The page has no ${kind.name} at ${selector}`);
  return found;
}

/** A copy of what stands in a `<template>`: one element. */
export function copyOf<T extends Element>(template: string, kind: Kind<T>): T {
  const copy = byId(template, HTMLTemplateElement).content.firstElementChild?.cloneNode(true);
  if (!(copy instanceof kind)) throw new TypeError(`The template ${template} holds no ${kind.name}`);
  return copy;
}

/** Writes a text where it has changed: what is left alone is not announced again. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
