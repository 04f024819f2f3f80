import { bare, member, safely } from '../checks/member';

/** The class of a value as it says itself: known across realms, and for those that are no global everywhere. */
export const tagOf = (value: unknown): string =>
  safely(() => Object.prototype.toString.call(value)) ?? '[object Object]';

type Members = Record<PropertyKey, unknown>;

export const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Whether an object is a plain one or a list. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // Jest and iframes have an Object.prototype of their own, so it is known by its place in the chain.
  return Array.isArray(value) || !prototype || !Object.getPrototypeOf(prototype);
}

/** A form or query parameters once more; the same where its class makes something else of it. */
function copyForm(form: URLSearchParams): URLSearchParams {
  const copy = new (form.constructor as new () => URLSearchParams)();
  const entries = [...form.entries()];
  for (const [name, entry] of entries) copy.append(name, entry);
  return [...copy.entries()].length === entries.length && copy.toString() === form.toString() ? copy : form;
}

/** A copy that shares with the original what lies in it; the original itself, where that can't be copied. */
function copyShallow(value: object): object {
  try {
    if (Array.isArray(value)) return (value as unknown[]).slice();
    if (isPlain(value)) return Object.getPrototypeOf(value) ? { ...value } : bare(value);
    // The form-data package has the tag as well, but can be read only once and not be copied.
    return /(URLSearchParams|FormData)]$/.test(tagOf(value)) && member(value, 'entries')
      ? copyForm(value as URLSearchParams)
      : value;
  } catch {
    return value;
  }
}

/** Whether an object or a list holds none other, as with most in a config. */
export function isFlat(members: object): boolean {
  if (Array.isArray(members)) return !members.some(isObject);
  for (const name in members) if (isObject((members as Members)[name])) return false;
  return true;
}

/**
 * Copies what somebody could change in place: plain objects, lists, query parameters and forms, and those that lie in
 * them, however deep. All else is the same in the copy, and so is what throws when it is copied.
 */
export function copyDeep(root: unknown): unknown {
  if (!isObject(root)) return root;
  const first = copyShallow(root);
  if (first !== root && isPlain(first) && !isFlat(first)) copyInside(root, first);
  return first;
}

/** Copies what lies in `first`, the shallow copy of `root`. */
function copyInside(root: object, first: object): void {
  // What is there twice, or in itself, is so in the copy.
  const copies = new Map([[root, first]]);
  const unfinished = [first as Members];
  const copyOf = (value: object): object => {
    let copy = copies.get(value);
    if (!copy) {
      copy = copyShallow(value);
      copies.set(value, copy);
      if (copy !== value && isPlain(copy)) unfinished.push(copy as Members);
    }
    return copy;
  };
  // No recursion: axios sends JSON that is nested some thousand levels deep.
  for (let next; (next = unfinished.pop());) {
    for (const key of Object.keys(next)) {
      const value = next[key];
      if (isObject(value)) next[key] = copyOf(value);
    }
  }
}
