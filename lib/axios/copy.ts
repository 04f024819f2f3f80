import { bare, member, safely } from '../checks/member';

/**
 * The `Object.prototype.toString` tag of a value: works across realms, and for classes that are not global
 * everywhere.
 */
export const tagOf = (value: unknown): string =>
  safely(() => Object.prototype.toString.call(value)) ?? '[object Object]';

type Members = Record<PropertyKey, unknown>;

export const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Whether an object is a plain object or an array. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // Jest and iframes have their own Object.prototype, so it is recognised by its position in the chain.
  return Array.isArray(value) || !prototype || !Object.getPrototypeOf(prototype);
}

/** Copies a form or query parameters. Returns the original if its class does not reproduce it. */
function copyForm(form: URLSearchParams): URLSearchParams {
  const copy = new (form.constructor as new () => URLSearchParams)();
  const entries = [...form.entries()];
  for (const [name, entry] of entries) copy.append(name, entry);
  return [...copy.entries()].length === entries.length && copy.toString() === form.toString() ? copy : form;
}

/** A shallow copy, or the original if it can't be copied. */
function copyShallow(value: object): object {
  if (Array.isArray(value)) return (value as unknown[]).slice();
  if (isPlain(value)) return Object.getPrototypeOf(value) ? { ...value } : bare(value);
  // A form of the form-data package has the tag too, but can be read only once and can't be copied.
  return /(URLSearchParams|FormData)]$/.test(tagOf(value)) && member(value, 'entries')
    ? copyForm(value as URLSearchParams)
    : value;
}

/**
 * Copies everything that could be changed in place: plain objects, arrays, query parameters and forms, at any
 * depth. Everything else is shared with the copy, and so is what throws when it is copied.
 */
export function copyDeep(root: unknown): unknown {
  if (!isObject(root)) return root;
  const first = safely(() => copyShallow(root)) ?? root;
  // Most objects and arrays in a config hold no others.
  if (first === root || !isPlain(first) || !Object.values(first).some(isObject)) return first;
  // Shared references and cycles stay so in the copy.
  const copies = new Map([[root, first]]);
  const unfinished = [first as Members];
  const copyOf = (value: object): object => {
    let copy = copies.get(value);
    if (!copy) {
      copy = safely(() => copyShallow(value)) ?? value;
      copies.set(value, copy);
      if (copy !== value && isPlain(copy)) unfinished.push(copy as Members);
    }
    return copy;
  };
  // No recursion: axios can send JSON that is nested thousands of levels deep.
  for (let next; (next = unfinished.pop());) {
    for (const key of Object.keys(next)) {
      const value = next[key];
      if (isObject(value)) next[key] = copyOf(value);
    }
  }
  return first;
}
