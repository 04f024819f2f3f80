const hasOwn = (owner: object, name: PropertyKey): boolean =>
  Object.prototype.hasOwnProperty.call(owner, name);

/**
 * Returns the result of `work`, or `undefined` if it throws: Proxies, getters and user classes may throw on
 * any access.
 */
export function safely<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/**
 * Reads a member of an external object: its own, or one of its class. Members on `Object.prototype` are
 * ignored, because they say nothing about this object; so are members that throw.
 */
export function member(owner: unknown, name: PropertyKey): unknown {
  try {
    return owner === undefined || owner === null ? undefined : memberOf(owner, name);
  } catch {
    return undefined;
  }
}

/** Whether an external object has such a method. */
export const hasMethod = (owner: unknown, name: PropertyKey): boolean =>
  typeof member(owner, name) === 'function';

/** Reads a member like {@link member}, but throws what it throws. */
export function memberOf(owner: object, name: PropertyKey): unknown {
  const value = (owner as Record<PropertyKey, unknown>)[name];
  if (value === undefined || hasOwn(owner, name)) return value;
  // The last link of a prototype chain is Object.prototype: recognised by its position, since each realm has
  // its own.
  for (let link = owner, next; (next = Object.getPrototypeOf(link) as object | null); link = next) {
    if (hasOwn(link, name)) return value;
  }
  return undefined;
}

/**
 * Detaches a class from `Object.prototype`, so that its objects inherit nothing from there. Objects from
 * `Object.create(null)` take five times the memory.
 */
function cutOff(type: { readonly prototype: object }): void {
  Object.setPrototypeOf(type.prototype, null);
  Reflect.deleteProperty(type.prototype, 'constructor');
}

class Bare {
  [name: string]: unknown;
}
cutOff(Bare);

/** A new object with the members of the given ones. It inherits nothing from `Object.prototype`. */
export const bare = (...sources: readonly object[]): Record<string, unknown> =>
  Object.assign(new Bare(), ...sources) as Record<string, unknown>;
