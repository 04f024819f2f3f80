import type { AttemptConfig } from './types';

/** The class of a value as it says itself: known across realms, and for those that are no global everywhere. */
export const tagOf = (value: unknown): string => Object.prototype.toString.call(value);

// Jest and iframes have an Object.prototype of their own, so it is known by its place in the chain.
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function copyForm(form: FormData): FormData {
  const copy = new (form.constructor as new () => FormData)();
  for (const [name, value] of form.entries()) copy.append(name, value as string);
  return copy;
}

/** Copies what an interceptor could change in place: plain objects, lists, query parameters and forms. */
function copyValue(value: unknown, copies?: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    // A list of primitives, as most are, needs no record of what has been copied.
    if (!value.some((item) => typeof item === 'object')) return value.slice();
    return copyMembers(value, [], copies);
  }
  if (isPlainObject(value)) return copyMembers(value, {}, copies);
  switch (tagOf(value)) {
    case '[object URLSearchParams]':
      return new (value.constructor as typeof URLSearchParams)(value as URLSearchParams);
    case '[object FormData]':
      // The form-data package has the same tag, but can be read only once and not be copied.
      return 'entries' in value ? copyForm(value as FormData) : value;
    default:
      return value;
  }
}

function copyMembers(source: object, target: object, copies = new Map<object, unknown>()): unknown {
  const known = copies.get(source);
  if (known) return known;
  copies.set(source, target);
  for (const key of Object.keys(source)) {
    const value: unknown = Reflect.get(source, key);
    Reflect.set(target, key, typeof value === 'object' ? copyValue(value, copies) : value);
  }
  return target;
}

/**
 * The headers as a plain object, since axios 1.0 and 1.1 lose headers when they merge an `AxiosHeaders` again. Those
 * versions keep the defaults behind a symbol: here they go where an instance has them, so that they stay defaults.
 */
function copyHeaders(headers: object): unknown {
  const copy = copyMembers(headers, {}) as Record<string, unknown>;
  for (const symbol of Object.getOwnPropertySymbols(headers)) {
    const defaults: unknown = Reflect.get(headers, symbol);
    if (typeof defaults === 'object' && defaults !== null) copy.common = { ...defaults };
  }
  return copy;
}

/**
 * A config that shares nothing with `config` that an interceptor, a transform or axios changes in place. Agents,
 * signals, streams, functions and other instances stay the same objects.
 */
export function copyConfig(config: AttemptConfig): AttemptConfig {
  const copy: AttemptConfig = { ...config };
  for (const key in copy) {
    const value = copy[key];
    if (typeof value === 'object' && value !== null) copy[key] = copyValue(value);
  }
  const { headers } = config;
  if (typeof headers === 'object' && headers !== null && copy.headers === headers) {
    copy.headers = copyHeaders(headers);
  }
  return copy;
}
