import type { AttemptConfig } from './types';

/** The class of a value as it says itself: known across realms, and for those that are no global everywhere. */
export const tagOf = (value: unknown): string => Object.prototype.toString.call(value);

type Copies = Map<unknown, object>;

/** Copies what lies in `copy`, which shares it with its original so far. */
function deepen<T extends object>(copy: T, original: object, copies: Copies): T {
  copies.set(original, copy);
  for (const key of Object.keys(copy)) {
    const value: unknown = Reflect.get(copy, key);
    if (typeof value === 'object') Reflect.set(copy, key, copyValue(value, copies));
  }
  return copy;
}

/** Copies what an interceptor could change in place: plain objects, lists, query parameters and forms. */
function copyValue(value: object | null, copies: Copies): unknown {
  if (!value) return value;
  // What is there twice, or in itself, is so in the copy.
  const known = copies.get(value);
  if (known) return known;
  if (Array.isArray(value)) return deepen(value.slice(), value, copies);
  const prototype: unknown = Object.getPrototypeOf(value);
  // Jest and iframes have an Object.prototype of their own, so it is known by its place in the chain.
  if (!prototype || !Object.getPrototypeOf(prototype)) return deepen({ ...value }, value, copies);
  // The form-data package has the tag as well, but can be read only once and not be copied.
  if (!/(URLSearchParams|FormData)]$/.test(tagOf(value)) || !('entries' in value)) return value;
  const form = value as FormData;
  const copy = new (form.constructor as new () => FormData)();
  for (const [name, entry] of form.entries()) copy.append(name, entry as string);
  return copy;
}

/**
 * The headers as a plain object, since axios 1.0 and 1.1 lose headers when they merge an `AxiosHeaders` again. Those
 * versions keep the defaults behind a symbol: here they go where an instance has them, so that they stay defaults.
 */
function copyHeaders(headers: object, copies: Copies): object {
  const copy: Record<string, unknown> = deepen({ ...headers }, headers, copies);
  for (const symbol of Object.getOwnPropertySymbols(headers)) {
    copy.common = { ...(copy.common as object | undefined), ...Reflect.get(headers, symbol) };
  }
  return copy;
}

/**
 * A config that shares nothing with `config` that an interceptor, a transform or axios changes in place. Agents,
 * signals, streams, functions and other instances stay the same objects.
 */
export function copyConfig(config: AttemptConfig): AttemptConfig {
  const copies: Copies = new Map();
  const copy = deepen({ ...config }, config, copies);
  const { headers } = config;
  if (headers && typeof headers === 'object' && copy.headers === headers) {
    copy.headers = copyHeaders(headers, copies);
  }
  return copy;
}
