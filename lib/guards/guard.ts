import { check, isFunction } from '../checks/check';
import { brand, isGuard, type Guard } from '../options/guard-brand';
import type { GuardRules } from '../types';
import { bare, member } from '../checks/member';
import type { RetryGuard } from '../types';

const METHODS = ['attemptEnded', 'allows', 'wait', 'retryDropped', 'close'] as const;

/**
 * Makes a guard for the option `budget` or `pacer`: a circuit breaker, a budget that several machines share. What one
 * of its methods throws is logged, and the call goes on as if it had said nothing.
 *
 * @throws TypeError when a method is not a function, or `allowsTimeout` is not a number of 0 or more.
 */
export function retryGuard(rules: GuardRules): RetryGuard {
  check(typeof rules === 'object' && rules, 'rules', 'an object', rules);
  const own: Record<string, unknown> = bare();
  for (const name of METHODS) {
    const method = member(rules, name);
    check(method === undefined || isFunction(method), name, 'a function', method);
    own[name] = (method as (() => unknown) | undefined)?.bind(rules);
  }
  const allowsTimeout = member(rules, 'allowsTimeout') ?? 5000;
  check(
    typeof allowsTimeout === 'number' && allowsTimeout >= 0,
    'allowsTimeout',
    'milliseconds of 0 or more, or Infinity',
    allowsTimeout,
  );
  own.allowsTimeout = allowsTimeout;
  return brand(own);
}

/**
 * What a guard does, for another guard that falls back to it.
 *
 * @throws TypeError when `guard` is not one.
 */
export function rulesOf(guard: RetryGuard): GuardRules {
  check(isGuard(guard), 'guard', 'a guard', guard);
  return (guard as Guard).rules;
}
