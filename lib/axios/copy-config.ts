import { bare, cutOff, member } from '../checks/member';
import type { AttemptConfig } from './types';

/** What comes of `work`, or nothing: a Proxy, a getter and a class of the caller's may throw whatever is done to them. */
export function safely<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** The class of a value as it says itself: known across realms, and for those that are no global everywhere. */
export const tagOf = (value: unknown): string =>
  safely(() => Object.prototype.toString.call(value)) ?? '[object Object]';

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

/** A form or query parameters once more; `undefined` if the class makes something else of it. */
function copyForm(form: URLSearchParams): URLSearchParams | undefined {
  const copy = new (form.constructor as new () => URLSearchParams)();
  const entries = [...form.entries()];
  for (const [name, entry] of entries) copy.append(name, entry);
  return [...copy.entries()].length === entries.length && copy.toString() === form.toString()
    ? copy
    : undefined;
}

/** Copies what an interceptor could change in place: plain objects, lists, query parameters and forms. */
function copyOf(value: object, copies?: Copies): unknown {
  if (Array.isArray(value)) return deepen(value.slice(), value, copies);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!prototype) return deepen(bare(value), value, copies);
  // Jest and iframes have an Object.prototype of their own, so it is known by its place in the chain.
  if (!Object.getPrototypeOf(prototype)) return deepen({ ...value }, value, copies);
  // The form-data package has the tag as well, but can be read only once and not be copied.
  if (!/(URLSearchParams|FormData)]$/.test(tagOf(value)) || !member(value, 'entries')) return value;
  return copyForm(value as URLSearchParams) ?? value;
}

/** A copy, or the value itself where it is a class of its own that can't be copied, or throws. */
function copyValue(value: object, copies?: Copies): unknown {
  // What is there twice, or in itself, is so in the copy.
  const known = copies?.get(value);
  if (known) return known;
  let copy: unknown = value;
  try {
    copy = copyOf(value, copies);
  } catch {
    // It is passed on as it is.
  }
  copies?.set(value, copy);
  return copy;
}

/**
 * The headers as a plain object, since axios 1.0 and 1.1 lose headers when they merge an `AxiosHeaders` again.
 */
function copyHeaders(headers: object): object {
  try {
    return deepen({ ...headers }, headers);
  } catch {
    return headers;
  }
}

/** One member of a config, for the copy; one that can't be read is left out. */
function copyOfMember(config: AttemptConfig, name: string): unknown {
  try {
    const value = member(config, name);
    if (typeof value !== 'object' || !value) return value;
    return name === 'headers' ? copyHeaders(value) : copyValue(value);
  } catch {
    return undefined;
  }
}

/**
 * Shows the default headers, which axios 1.0 and 1.1 keep behind a symbol, where an instance has them, so that they
 * stay defaults.
 */
function showDefaults(headers: Members): void {
  for (const symbol of Object.getOwnPropertySymbols(headers)) {
    headers.common = { ...(member(headers, 'common') as object | undefined), ...(headers[symbol] as object) };
  }
}

/**
 * A config that shares nothing with `config` that an interceptor, a transform or axios changes in place. Agents,
 * signals, streams, functions and other instances stay the same objects, and so does what can't be copied.
 *
 * The copy has no prototype, so that nobody who reads it finds what was put on `Object.prototype`.
 *
 * @param changed members that go before the config's own.
 */
export function copyConfig(config: AttemptConfig, changed: AttemptConfig = {}): AttemptConfig {
  const copy: AttemptConfig = bare();
  // axios makes its config without a prototype, and to spread one like that takes five times as long.
  for (const key of Object.keys(changed)) copy[key] = copyOfMember(changed, key);
  for (const key of Object.keys(config)) if (!(key in copy)) copy[key] = copyOfMember(config, key);
  for (const symbol of Object.getOwnPropertySymbols(config)) {
    safely(() => Reflect.set(copy, symbol, Reflect.get(config, symbol)));
  }
  safely(() => {
    showDefaults(Object(copy.headers) as Members);
  });
  return copy;
}

/** Made for every call: in one go, and by a class that says what there will be, it takes the least memory. */
class Volatile implements AttemptConfig {
  [name: string]: unknown;
  url: string | undefined;
  baseURL: string | undefined;
  method: string | undefined;
  adapter: unknown;
  headers: unknown;
  params: unknown;
  data: unknown;

  constructor(config: AttemptConfig) {
    this.url = copyOfMember(config, 'url') as string | undefined;
    this.baseURL = copyOfMember(config, 'baseURL') as string | undefined;
    this.method = copyOfMember(config, 'method') as string | undefined;
    this.adapter = copyOfMember(config, 'adapter');
    this.headers = copyOfMember(config, 'headers');
    this.params = copyOfMember(config, 'params');
    this.data = copyOfMember(config, 'data');
  }
}
cutOff(Volatile);

/** Of a copy, what axios and its adapters may change. Every call pays for this, and few for a whole copy. */
export const copyVolatile = (config: AttemptConfig): AttemptConfig => new Volatile(config);
