import { check, isFunction, isMilliseconds, MILLISECONDS } from '../checks/check';
import { meantBy } from '../checks/meant-by';
import { member } from '../checks/member';
import type { RetryOptions } from '../types';
import { isGuard } from './guard-brand';
import { meantGuard } from './meant-guard';

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
  meant?: (value: unknown, option: string) => string | undefined,
];

const FUNCTION: Rule = [isFunction, 'a function'];
const FUNCTION_OR_NULL: Rule = [(value) => value === null || isFunction(value), 'a function or null'];
const GUARD: Rule = [(value) => value === null || isGuard(value), 'a guard or null', meantGuard];
const BOOLEAN: Rule = [(value) => typeof value === 'boolean', 'true or false'];
const LIMIT: Rule = [(value) => value === Infinity || isMilliseconds(value), `${MILLISECONDS}, or Infinity`];

const isCount = (value: unknown): boolean => isMilliseconds(value) && Number.isInteger(value);

/** Whether a list of two statuses looks like a range: nobody means 599 alone. */
const isBareRange = (value: unknown): boolean => {
  const { length, 0: from, 1: to } = value as unknown[];
  return length === 2 && Number(from) < Number(to) && (Number(to) % 100 === 99 || to === 600);
};

function meantDelay(value: unknown): string | undefined {
  if (member(value, 'initialDelay') ?? member(value, 'maxDelay')) return 'exponentialBackoff({ … })';
  if (Number.isFinite(value) && Number(value) > 0) return 'the function itself, without calling it';
  return meantBy(value);
}

const isBudget = (value: unknown): boolean => {
  if (value === null) return true;
  const rules = isGuard(value) && value.rules;
  return Boolean(rules) && (!member(rules, 'wait') || Boolean(member(rules, 'allows')));
};

const meantBudget = (value: unknown, option: string): string =>
  isGuard(value) ? 'the option "pacer"' : meantGuard(value, option);

/**
 * `sendErrorConfig` is for axios-retry's preset alone, and in no public type. A plain name, so that it survives each way
 * to copy a preset; a function, so that a bundle without the preset has none of it.
 */
type Option = keyof RetryOptions | 'sendErrorConfig';

const RULES: Readonly<Record<Option, Rule>> = {
  retries: [(value) => value === Infinity || isCount(value), 'a whole number of 0 or more, or Infinity'],
  retryDelay: [
    // A fraction is what axios-retry's `exponentialDelay()` returns, where the function itself is meant.
    (value) => (isFunction(value) ? !meantBy(value) : isCount(value)),
    `whole ${MILLISECONDS}, or a function`,
    meantDelay,
  ],
  retryCondition: FUNCTION,
  methods: [
    (value) => isListOf(value, (method) => typeof method === 'string' && /^[\w-]+$/.test(method)),
    'a list of method names',
  ],
  statuses: [
    (value) => isListOf(value, isStatusRange) && !isBareRange(value),
    'a list of statuses (100 to 999) and of ranges [from, to]',
  ],
  idempotent: BOOLEAN,
  renewData: FUNCTION,
  maxRetryAfter: LIMIT,
  maxElapsedTime: LIMIT,
  shouldResetTimeout: BOOLEAN,
  pauseWhileOffline: BOOLEAN,
  // One that only paces would do nothing here.
  budget: [isBudget, 'a guard or null', meantBudget],
  pacer: GUARD,
  validateResponse: FUNCTION_OR_NULL,
  log: [(value) => value === false || isFunction(value), 'a function or false'],
  onRetry: FUNCTION,
  onMaxRetryTimesExceeded: FUNCTION,
  onGiveUp: FUNCTION,
  sendErrorConfig: FUNCTION,
};

export const NAMES = Object.keys(RULES);

/** Whether there is an option of this name. */
export const isOption = (name: string): name is Option => NAMES.includes(name);

/**
 * Checks the value of an option.
 *
 * @param where what has the option, if not the installation.
 * @throws TypeError that names the option, the rule, the value and, if it can be guessed, what was meant.
 */
export function checkOption(name: Option, value: unknown, where: string): void {
  const [isValid, rule, meant] = RULES[name];
  check(isValid, name, rule, value, meant, where);
  if (where && isGuard(value)) value.rules.holds?.refuse(where);
}
