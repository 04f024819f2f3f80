import { originOf } from '../axios/origin';
import { check, isFunction } from '../checks/check';
import { guardLink } from '../call/guard-link';
import { brand, isGuard, type Guard } from '../options/guard-brand';
import type { GuardRules, RetryGuard } from '../types';
import { bare, hasMethod, member, safely } from '../checks/member';
import { nearest } from '../checks/nearest';
import { checkGiven, warnOfUnknown } from '../checks/with-defaults';
import { holdCounter } from './hold-counter';

const METHODS = ['attemptEnded', 'allows', 'wait', 'retryDropped', 'key', 'close'] as const;
// A pacer has one more, and so has a guard made from its rules.
const OWN_METHODS = [...METHODS, 'isServerSound'] as const;

/**
 * Makes a guard for the option `budget` or `pacer`, such as a circuit breaker or a budget shared by several
 * machines. If one of its methods throws, the error is logged and the call goes on as if the method had
 * returned nothing.
 *
 * @throws TypeError if `rules` is not an object, a method is not a function, or `allowsTimeout` is not a
 * number of 0 or more.
 * @see {@link GuardRules}
 */
export function retryGuard(rules: GuardRules): RetryGuard {
  checkGiven('retryGuard', rules);
  // The object may have other members. Only a method whose name is close to that of a rule is a slip.
  const methods = (safely(() => Object.keys(rules)) ?? []).filter((name) => hasMethod(rules, name));
  warnOfUnknown(
    'retryGuard',
    methods.filter((name) => nearest(name, METHODS)),
    METHODS,
  );
  const own: Record<string, unknown> = bare();
  for (const name of OWN_METHODS) {
    const method = member(rules, name);
    check((value: unknown) => value === undefined || isFunction(value), name, 'a function', method);
    // Not bound: a function may have a bind() of its own.
    own[name] =
      method && ((...args: unknown[]): unknown => Reflect.apply(method as () => unknown, rules, args));
  }
  const allowsTimeout = member(rules, 'allowsTimeout') ?? 5000;
  check(
    (value) => typeof value === 'number' && value >= 0,
    'allowsTimeout',
    'milliseconds of 0 or more, or Infinity',
    allowsTimeout,
  );
  own.allowsTimeout = allowsTimeout;
  // A guard made from the rules of a pacer holds calls like it.
  const holds = member(rules, 'holds');
  if (hasMethod(holds, 'isHolding')) own.holds = holds;
  if (own.wait) own.heldBack = holdCounter((own.key ?? originOf) as typeof originOf);
  return brand(own, guardLink);
}

/**
 * Returns the rules of a guard, so that another guard can fall back to them.
 *
 * @throws TypeError if `guard` is not a guard.
 */
export function rulesOf(guard: RetryGuard): GuardRules {
  check(isGuard, 'guard', 'a guard', guard);
  return (guard as Guard).rules;
}
