import { bare, hasMethod, member, safely } from '../checks/member';
import { copyDeep, isFlat, isObject } from './copy';
import type { AttemptConfig } from './types';

type Members = Record<PropertyKey, unknown>;

/** The headers as a plain object, since axios 1.0 and 1.1 lose headers when they merge an `AxiosHeaders` again. */
function copyHeaders(headers: object): unknown {
  try {
    // axios also takes pairs, a map, and the platform's own headers. All of them have entries().
    if (hasMethod(headers, 'entries')) return copyDeep(headers);
    const copy = { ...headers };
    return isFlat(copy) ? copy : copyDeep(copy);
  } catch {
    return headers;
  }
}

/** Copies one member of a config. A member that throws is left out. */
function copyOfMember(config: AttemptConfig, name: string): unknown {
  const value = member(config, name);
  // The caller's own ones may be plain objects, but are live.
  if (name === 'signal' || name === 'cancelToken') return value;
  return name === 'headers' && isObject(value) ? copyHeaders(value) : copyDeep(value);
}

/**
 * Moves the default headers, which axios 1.0 and 1.1 keep behind a symbol, to `common`, so that they stay
 * defaults.
 */
function showDefaults(headers: Members): void {
  for (const symbol of Object.getOwnPropertySymbols(headers)) {
    headers.common = { ...(member(headers, 'common') as object | undefined), ...(headers[symbol] as object) };
  }
}

/**
 * A copy of `config` that shares nothing that an interceptor, a transform or axios changes in place. Agents,
 * signals, streams, functions and other instances stay the same objects, and so does anything that can't be
 * copied.
 *
 * The copy has no prototype, so that nothing is read from `Object.prototype`.
 *
 * @param sharesData whether the body stays the same object too.
 */
export function copyConfig(config: AttemptConfig, sharesData = false): AttemptConfig {
  const copy: AttemptConfig = bare();
  // Not spread: axios makes its config without a prototype, and spreading that takes five times as long.
  for (const key of Object.keys(config)) {
    copy[key] = sharesData && key === 'data' ? config.data : copyOfMember(config, key);
  }
  for (const symbol of Object.getOwnPropertySymbols(config)) {
    safely(() => Reflect.set(copy, symbol, Reflect.get(config, symbol)));
  }
  safely(() => {
    showDefaults(Object(copy.headers) as Members);
  });
  return copy;
}

/**
 * A copy of what axios and its adapters may change of a config. Every call pays for it, and few for a whole copy.
 * The first three may be replaced, but none is changed in place.
 */
export const copyVolatile = (config: AttemptConfig, sharesData: boolean): object => ({
  url: member(config, 'url'),
  baseURL: member(config, 'baseURL'),
  method: member(config, 'method'),
  adapter: copyOfMember(config, 'adapter'),
  headers: copyOfMember(config, 'headers'),
  params: copyOfMember(config, 'params'),
  data: sharesData ? member(config, 'data') : copyOfMember(config, 'data'),
});
