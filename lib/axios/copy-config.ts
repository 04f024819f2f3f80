import { bare, member, safely } from '../checks/member';
import { copyDeep } from './copy';
import type { AttemptConfig } from './types';

type Members = Record<PropertyKey, unknown>;

/**
 * The headers as a plain object, since axios 1.0 and 1.1 lose headers when they merge an `AxiosHeaders`
 * twice.
 */
const copyHeaders = (headers: object): unknown => safely(() => copyDeep({ ...headers })) ?? headers;

/** Copies one member of a config. A member that throws is left out. */
function copyOfMember(config: AttemptConfig, name: string): unknown {
  const value = member(config, name);
  return name === 'headers' && typeof value === 'object' && value ? copyHeaders(value) : copyDeep(value);
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

/** The members of a config that axios and its adapters may change. */
const VOLATILE = ['url', 'baseURL', 'method', 'adapter', 'headers', 'params', 'data'] as const;

/** Copies only those members. Every call pays for this copy; few need a full one. */
export function copyVolatile(config: AttemptConfig, sharesData: boolean): AttemptConfig {
  const copy: Record<string, unknown> = bare();
  for (const name of VOLATILE) {
    copy[name] = sharesData && name === 'data' ? config.data : copyOfMember(config, name);
  }
  return copy;
}
