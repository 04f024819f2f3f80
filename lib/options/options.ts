import { isPlain, tagOf } from '../axios/copy';
import { defaultBackoff } from '../delay/backoff';
import { wrong } from '../checks/check';
import { show } from '../checks/show';
import { bare, memberOf, safely } from '../checks/member';
import { meantName } from '../checks/meant-name';
import type { Guard } from './guard-brand';
import { checkOption, isOption, NAMES } from './rules';
import type { AttemptConfig } from '../axios/types';
import type { RetryOptions, StatusRange } from '../types';

// RFC 9110 §9.2.2; QUERY: draft-ietf-httpbis-safe-method-w-body.
const IDEMPOTENT_METHODS = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE', 'QUERY'] as const;

// 501 and 505 are left out: they say that the server can't handle the request at all.
const RETRYABLE_STATUSES: readonly StatusRange[] = [
  408, // Request Timeout
  425, // Too Early
  429, // Too Many Requests
  500, // Internal Server Error
  [502, 504], // Bad Gateway, Service Unavailable, Gateway Timeout
  [520, 524], // Cloudflare: the origin answered wrongly or not at all
  527, // Cloudflare: Railgun error
  529, // the service is overloaded
  530, // Cloudflare: the origin's name was not found
];

/** The options without a default. */
type Optional = 'retryCondition' | 'renewData' | 'onRetry' | 'onMaxRetryTimesExceeded' | 'onGiveUp';

/** Something that a config sets: a member, or a header under its name, after a colon. */
export type Setting = readonly [name: string, value: unknown];
export type Settings = Readonly<Record<string, unknown>>;

/** Puts settings on a config, except those that its owner has changed since they were `given`. */
export type PutSettings = (config: AttemptConfig, given?: Settings) => void;

type SendErrorConfig = (settings: readonly Setting[], source: unknown) => PutSettings;

/** Options that have been checked and merged. */
export type ResolvedOptions = Readonly<
  Required<Omit<RetryOptions, Optional | 'budget' | 'pacer'>> &
    Pick<RetryOptions, Optional> & {
      budget: Guard | null;
      pacer: Guard | null;
      sendErrorConfig?: SendErrorConfig;
    }
>;

// Resolved options have no prototype: an option that is not set must not be found on Object.prototype.
export const DEFAULTS: ResolvedOptions = Object.freeze(
  bare({
    retries: 10,
    retryDelay: defaultBackoff,
    methods: IDEMPOTENT_METHODS,
    statuses: RETRYABLE_STATUSES,
    idempotent: false,
    maxRetryAfter: 300_000,
    maxElapsedTime: Infinity,
    shouldResetTimeout: true,
    pauseWhileOffline: true,
    budget: null,
    pacer: null,
    validateResponse: null,
    log: (message, { type }) => {
      console[type === 'recovered' ? 'info' : 'warn'](message);
    },
  } satisfies ResolvedOptions),
) as unknown as ResolvedOptions;

const OFF = { retries: 0 };

/** @throws TypeError unless `given` is an object that can be read. */
function membersOf(given: unknown, where: string): Settings {
  const source = (given === false ? OFF : given) as object;
  // A Proxy, or a getter, may throw.
  const members = safely(() => {
    // Not a list, a map or a promise.
    if (tagOf(source) !== '[object Object]') return undefined;
    const found = bare(source);
    // It may inherit others: from its class, or from another object.
    if (!isPlain(source)) for (const name of NAMES) found[name] = memberOf(source, name);
    return found;
  });
  if (members) return members;
  const meant = typeof given === 'number' ? `{ retries: ${String(given)} }` : undefined;
  throw wrong(`the options${where}`, 'an object', given, meant);
}

/**
 * Checks `given` and merges it over `base`. `undefined` means "not given"; `false` turns retries off.
 *
 * @param warn is called for each unknown option, with the closest match.
 * @param where what has the options, for messages, if not the installation.
 * @param ignored names beside the options that are no mistake.
 * @throws TypeError that names the option, the rule and the value.
 */
export function resolveOptions(
  base: ResolvedOptions,
  given: unknown,
  warn: (message: string, name: string) => void,
  where = '',
  ignored: readonly string[] = [],
): ResolvedOptions {
  if (given === undefined || given === null) return base;
  const resolved = bare(base);
  for (const [name, value] of Object.entries(membersOf(given, where))) {
    if (value === undefined || ignored.includes(name)) continue;
    if (isOption(name)) {
      checkOption(name, value, where);
      resolved[name] = value;
    } else warn(`unknown option ${show(name)}${where}${meantName(name, NAMES)}`, name);
  }
  return Object.freeze(resolved) as unknown as ResolvedOptions;
}
