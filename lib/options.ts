import { exponentialBackoff } from './backoff';
import { check, isFunction, isMilliseconds } from './check';
import { nearest } from './nearest';
import type { RetryOptions, StatusRange } from './types';

/** The config key of a request's own options: axios-retry's, so that code written for it keeps working. */
export const NAMESPACE = 'axios-retry';

// RFC 9110 §9.2.2; QUERY: draft-ietf-httpbis-safe-method-w-body.
const IDEMPOTENT_METHODS = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE', 'QUERY'] as const;

// 501 and 505 say that the server can't do it at all, so they are not among them.
const RETRYABLE_STATUSES: readonly StatusRange[] = [
  408, // Request Timeout
  425, // Too Early
  429, // Too Many Requests
  500, // Internal Server Error
  [502, 504], // Bad Gateway, Service Unavailable, Gateway Timeout
  [520, 524], // Cloudflare: the origin answered wrongly or not at all
  527, // Cloudflare: Railgun error
  530, // Cloudflare: the origin's name was not found
];

type OptionName = keyof RetryOptions;
type Optional = 'retryCondition' | 'renewData' | 'onRetry' | 'onMaxRetryTimesExceeded' | 'onGiveUp' | 'log';

/** Options that have been checked and merged; `log` is left out for `console.warn`. */
export type ResolvedOptions = Readonly<Required<Omit<RetryOptions, Optional>> & Pick<RetryOptions, Optional>>;

const isLimit = (value: unknown): boolean => isMilliseconds(value) || value === Infinity;
const isBoolean = (value: unknown): boolean => typeof value === 'boolean';
const isStatus = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) >= 100 && Number(value) <= 999;
const isStatusRange = (value: unknown): boolean =>
  isStatus(value) ||
  (Array.isArray(value) &&
    value.length === 2 &&
    value.every(isStatus) &&
    Number(value[0]) <= Number(value[1]));

type Rule = readonly [isValid: (value: unknown) => boolean, rule: string];

const FUNCTION: Rule = [isFunction, 'a function'];
const BOOLEAN: Rule = [isBoolean, 'true or false'];
const LIMIT: Rule = [isLimit, 'milliseconds of 0 or more, or Infinity'];

const RULES: Readonly<Record<OptionName, Rule>> = {
  retries: [
    (value) => (Number.isInteger(value) && Number(value) >= 0) || value === Infinity,
    'a whole number of 0 or more, or Infinity',
  ],
  retryDelay: [
    (value) => isMilliseconds(value) || isFunction(value),
    'finite milliseconds of 0 or more, or a function',
  ],
  retryCondition: FUNCTION,
  methods: [
    (value) => Array.isArray(value) && value.every((method) => typeof method === 'string' && method),
    'a list of method names',
  ],
  statuses: [
    (value) => Array.isArray(value) && value.every(isStatusRange),
    'a list of statuses (100 to 999) and of ranges [from, to]',
  ],
  idempotent: BOOLEAN,
  renewData: FUNCTION,
  maxRetryAfter: LIMIT,
  maxElapsedTime: LIMIT,
  shouldResetTimeout: BOOLEAN,
  validateResponse: [(value) => value === null || isFunction(value), 'a function or null'],
  log: [(value) => value === false || isFunction(value), 'false or a function'],
  onRetry: FUNCTION,
  onMaxRetryTimesExceeded: FUNCTION,
  onGiveUp: FUNCTION,
};

const OPTION_NAMES = Object.keys(RULES);

// What axios-retry leaves among the options of a request; a config that is sent again still has it.
const PROGRESS_NAMES = ['retryCount', 'lastRequestTime'];

export const defaultBackoff = exponentialBackoff();

export const DEFAULTS: ResolvedOptions = Object.freeze({
  retries: 10,
  retryDelay: defaultBackoff,
  methods: IDEMPOTENT_METHODS,
  statuses: RETRYABLE_STATUSES,
  idempotent: false,
  maxRetryAfter: 300_000,
  maxElapsedTime: Infinity,
  shouldResetTimeout: true,
  validateResponse: null,
});

/**
 * Checks `given` and lays it over `base`; `undefined` means "not named".
 *
 * @param warn is told of each name that is no option, with the nearest that is.
 * @throws TypeError that names the option, the rule and the value.
 */
export function resolveOptions(
  base: ResolvedOptions,
  given: unknown,
  warn: (message: string) => void,
): ResolvedOptions {
  if (given === undefined || given === null) return base;
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw new TypeError(`axios-backoff: the options must be an object; got ${typeof given}`);
  }
  const resolved: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || PROGRESS_NAMES.includes(name)) continue;
    const rule = OPTION_NAMES.includes(name) ? RULES[name as OptionName] : undefined;
    if (rule) {
      const [isValid, text] = rule;
      check(isValid(value), name, text, value);
      resolved[name] = value;
    } else {
      const meant = nearest(name, OPTION_NAMES);
      warn(`unknown option "${name}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`);
    }
  }
  return Object.freeze(resolved as unknown as ResolvedOptions);
}
