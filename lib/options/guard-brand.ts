import { bare, member } from '../checks/member';
import type { GuardRules } from '../types';
import type { RetryGuard } from '../types';

/** A guard as the core sees it. */
export interface Guard extends RetryGuard {
  /** The rules of the guard; empty once it is closed. */
  rules: GuardRules;
}

// In the global symbol registry, because the ESM and the CommonJS copy may meet in one process.
const BRAND = Symbol.for('axios-backoff.guard');

/**
 * Makes a guard from its rules. It is a function, because only functions stay identical in every copy of a
 * config.
 */
export function brand(rules: GuardRules): RetryGuard {
  const guard = Object.assign((): void => undefined, {
    [BRAND]: true,
    rules,
    close: () => {
      guard.rules = bare();
      rules.close?.();
    },
  });
  return guard as unknown as RetryGuard;
}

/** Whether a guard was made by any copy of this package. */
export const isGuard = (value: unknown): value is Guard => member(value, BRAND) === true;
