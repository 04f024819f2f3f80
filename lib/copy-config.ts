import type { AttemptConfig } from './types';

/** The class of a value as it says itself: known across realms, and for those that are no global everywhere. */
export const tagOf = (value: unknown): string => Object.prototype.toString.call(value);

type Members = Record<PropertyKey, unknown>;
type Copies = Map<unknown, unknown>;

/** Copies what lies in `copy`, which shares it with its original so far. */
function deepen<T extends object>(copy: T, original: object, copies?: Copies): T {
  copies?.set(original, copy);
  for (const key of Object.keys(copy)) {
    const value = (copy as Members)[key];
    if (typeof value === 'object' && value) {
      // Most objects and lists in a config hold no others, and then need no record of what has been copied.
      copies ??= new Map<unknown, unknown>([[original, copy]]);
      (copy as Members)[key] = copyValue(value, copies);
    }
  }
  return copy;
}

/** Copies what an interceptor could change in place: plain objects, lists, query parameters and forms. */
function copyValue(value: object, copies?: Copies): unknown {
  // What is there twice, or in itself, is so in the copy.
  const known = copies?.get(value);
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

const copyMember = (value: unknown): unknown =>
  typeof value === 'object' && value ? copyValue(value) : value;

/** The headers as a plain object, since axios 1.0 and 1.1 lose headers when they merge an `AxiosHeaders` again. */
const copyHeaders = (headers: unknown): unknown =>
  typeof headers === 'object' && headers ? deepen({ ...headers }, headers) : headers;

/**
 * A config that shares nothing with `config` that an interceptor, a transform or axios changes in place. Agents,
 * signals, streams, functions and other instances stay the same objects.
 */
export function copyConfig(config: AttemptConfig): AttemptConfig {
  const copy: AttemptConfig = {};
  // axios makes its config without a prototype, and to spread one like that takes five times as long.
  for (const key of Object.keys(config)) {
    copy[key] = key === 'headers' ? copyHeaders(config.headers) : copyMember(config[key]);
  }
  for (const symbol of Object.getOwnPropertySymbols(config))
    Reflect.set(copy, symbol, Reflect.get(config, symbol));
  // The same versions keep the default headers behind a symbol: here they go where an instance has them, so that
  // they stay defaults.
  const headers = Object(copy.headers) as Members;
  for (const symbol of Object.getOwnPropertySymbols(headers)) {
    headers.common = { ...(headers.common as object | undefined), ...(headers[symbol] as object) };
  }
  return copy;
}

/** Of a copy, what axios and its adapters may change. Every call pays for this, and few for a whole copy. */
export const copyVolatile = ({
  url,
  baseURL,
  method,
  adapter,
  headers,
  params,
  data,
}: AttemptConfig): AttemptConfig => ({
  url,
  baseURL,
  method,
  adapter,
  headers: copyHeaders(headers),
  params: copyMember(params),
  data: copyMember(data),
});
