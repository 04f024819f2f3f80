import { check, isFunction } from './check';
import type { GuardRules } from './guard-rules';
import { member } from './member';
import type { RetryGuard } from './types';

// Registered: a guard made by another copy of the package, or by another entry of it, is a guard here as well.
const BRAND = Symbol.for('axios-backoff.guard');

/** A guard as the core sees it. */
export interface GuardWithRules extends RetryGuard {
  /** Empty once it is closed. */
  rules: GuardRules;
}

export const isGuard = (value: unknown): value is GuardWithRules => member(value, BRAND) === true;

const METHODS = ['attemptEnded', 'allows', 'wait', 'retryDropped', 'close'] as const;

/**
 * Makes a guard for the option `budget` or `pacer`: a circuit breaker, a budget that several machines share. What one
 * of its methods throws is logged, and the call goes on as if it had said nothing.
 *
 * @throws TypeError when a method is not a function, or `allowsTimeout` not a number of 0 or more.
 */
export function retryGuard(rules: GuardRules): RetryGuard {
  for (const name of METHODS) {
    check(rules[name] === undefined || isFunction(rules[name]), name, 'a function', rules[name]);
  }
  const { allowsTimeout = 0 } = rules;
  check(allowsTimeout >= 0, 'allowsTimeout', 'milliseconds of 0 or more, or Infinity', allowsTimeout);
  const guard = {
    [BRAND]: true,
    rules,
    close: () => {
      guard.rules = {};
      rules.close?.();
    },
  };
  return guard as unknown as RetryGuard;
}

/**
 * What a guard does, for a guard that falls back to it.
 *
 * @throws TypeError when `guard` is not one.
 */
export function rulesOf(guard: RetryGuard): GuardRules {
  check(isGuard(guard), 'guard', 'a guard', guard);
  return (guard as GuardWithRules).rules;
}
