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
  try {
    if (Array.isArray(value)) return (value as unknown[]).slice();
    if (isPlain(value)) return Object.getPrototypeOf(value) ? { ...value } : bare(value);
    // Its members may be a toJSON(). One of a class of its own may have hidden state.
    if (value.constructor === Date) return Object.assign(new Date(value as Date), value);
    // The form-data package has the tag as well, but can be read only once and not be copied.
    return /(URLSearchParams|FormData)]/.test(tagOf(value)) && member(value, 'entries')
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
 * Copies plain objects, arrays, dates, query parameters and forms, at any depth. Everything else is shared with the
 * copy, and so is what throws when it is copied.
 */
export function copyDeep(root: unknown): unknown {
  if (!isObject(root)) return root;
  const first = copyShallow(root);
  if (first !== root && !isFlat(first)) copyInside(root, first);
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
      if (copy !== value) unfinished.push(copy as Members);
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
}
