const hasOwn = (owner: object, name: PropertyKey): boolean =>
  Object.prototype.hasOwnProperty.call(owner, name);

/**
 * A member of an object that came from outside: its own, or one of its class. What somebody has put on
 * `Object.prototype` doesn't count: it says nothing about this object.
 */
export function member(owner: unknown, name: PropertyKey): unknown {
  if (owner === undefined || owner === null) return undefined;
  const value = (owner as Record<PropertyKey, unknown>)[name];
  if (value === undefined || hasOwn(owner, name)) return value;
  // The last link of a chain of prototypes is Object.prototype: known by its place, since each realm has its own.
  for (let link = owner, next; (next = Object.getPrototypeOf(link) as object | null); link = next) {
    if (hasOwn(link, name)) return value;
  }
  return undefined;
}
