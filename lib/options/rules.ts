import { isFunction, isMilliseconds, MILLISECONDS } from '../checks/check';
import type { RetryOptions } from '../types';
import { isGuard, meantGuard } from './guard-brand';

const isStatus = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) > 99 && Number(value) < 1000;

const isStatusRange = (value: unknown): boolean => {
  // By index: the iterator of a list may have no end.
  const range = Array.isArray(value) ? (value as unknown[]) : [value, value];
  return (
    isStatus(range[0]) && isStatus(range[1]) && Number(range[0]) <= Number(range[1]) && range.length === 2
  );
};

const isListOf = (value: unknown, isItem: (item: unknown) => unknown): boolean =>
  Array.isArray(value) && value.every(isItem);

type Rule = readonly [
  isValid: (value: unknown) => unknown,
  rule: string,
  meant?: (value: unknown, option: string) => string,
];

const FUNCTION: Rule = [isFunction, 'a function'];
const FUNCTION_OR_NULL: Rule = [(value) => value === null || isFunction(value), 'a function or null'];
const GUARD: Rule = [(value) => value === null || isGuard(value), 'a guard or null', meantGuard];
const BOOLEAN: Rule = [(value) => typeof value === 'boolean', 'true or false'];
const LIMIT: Rule = [(value) => value === Infinity || isMilliseconds(value), `${MILLISECONDS}, or Infinity`];

export const RULES: Readonly<Record<keyof RetryOptions, Rule>> = {
  retries: [
    (value) => value === Infinity || (isMilliseconds(value) && Number.isInteger(value)),
    'a whole number of 0 or more, or Infinity',
  ],
  retryDelay: [(value) => isFunction(value) || isMilliseconds(value), `${MILLISECONDS}, or a function`],
  retryCondition: FUNCTION,
  methods: [
    (value) => isListOf(value, (method) => typeof method === 'string' && method),
    'a list of method names',
  ],
  statuses: [
    (value) => isListOf(value, isStatusRange),
    'a list of statuses (100 to 999) and of ranges [from, to]',
  ],
  idempotent: BOOLEAN,
  renewData: FUNCTION,
  maxRetryAfter: LIMIT,
  maxElapsedTime: LIMIT,
  shouldResetTimeout: BOOLEAN,
  pauseWhileOffline: BOOLEAN,
  budget: GUARD,
  pacer: GUARD,
  validateResponse: FUNCTION_OR_NULL,
  log: [(value) => value === false || isFunction(value), 'a function or false'],
  onRetry: FUNCTION,
  onMaxRetryTimesExceeded: FUNCTION,
  onGiveUp: FUNCTION,
};
