import { check } from './check';

const hasOwn = (owner: object, name: PropertyKey): boolean =>
  Object.prototype.hasOwnProperty.call(owner, name);

/** What comes of `work`, or nothing: a Proxy, a getter and a class of the caller's may throw whatever is done to them. */
export function safely<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/**
 * A member of an object that came from outside: its own, or one of its class. What somebody has put on
 * `Object.prototype` doesn't count: it says nothing about this object. Nor does what can't be read.
 */
export function member(owner: unknown, name: PropertyKey): unknown {
  try {
    return owner === undefined || owner === null ? undefined : memberOf(owner, name);
  } catch {
    return undefined;
  }
}

function memberOf(owner: object, name: PropertyKey): unknown {
  const value = (owner as Record<PropertyKey, unknown>)[name];
  if (value === undefined || hasOwn(owner, name)) return value;
  // The last link of a chain of prototypes is Object.prototype: known by its place, since each realm has its own.
  for (let link = owner, next; (next = Object.getPrototypeOf(link) as object | null); link = next) {
    if (hasOwn(link, name)) return value;
  }
  return undefined;
}

/**
 * Takes what all objects have from those of a class, so that nobody finds in one what was put on `Object.prototype`.
 * An object of `Object.create(null)` takes five times the memory.
 */
export function cutOff(type: { readonly prototype: object }): void {
  Object.setPrototypeOf(type.prototype, null);
  Reflect.deleteProperty(type.prototype, 'constructor');
}

class Bare {
  [name: string]: unknown;
}
cutOff(Bare);

/** A new object with the members of the given ones: what is not its own is not found on `Object.prototype` either. */
export const bare = (...sources: readonly object[]): Record<string, unknown> =>
  Object.assign(new Bare(), ...sources) as Record<string, unknown>;

/** The options of a factory, and its defaults for those that are not given. */
export function withDefaults<T extends object>(given: T, defaults: Required<T>): Required<T> {
  check(typeof given === 'object' && given, 'options', 'an object', given);
  const options = bare(defaults);
  for (const name of Object.keys(defaults)) {
    const value = member(given, name);
    if (value !== undefined) options[name] = value;
  }
  return options as Required<T>;
}
