import { isFunction } from '../checks/check';
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

const FACTORIES: Readonly<Record<string, RegExp>> = {
  retryBudget: /^(ratio|minPerSecond|window|key)$/,
  retryPacer: /^(failures|probeDelay|maxProbeDelay)$/,
  retryGuard: /^(attemptEnded|allows|wait|retryDropped)$/,
};

/** Suggests the call that makes a guard, for a value that is not one. */
export function meantGuard(value: unknown, option: string): string {
  const usual = option === 'budget' ? 'retryBudget' : 'retryPacer';
  if (isFunction(value)) {
    const { name, length } = value as () => void;
    if (member(FACTORIES, name)) return `${name}()`;
    // The factories, whose names a minifier may have changed, take no required argument.
    return length ? 'retryGuard({ … })' : `${usual}()`;
  }
  const figures = typeof value === 'object' && value ? Object.entries(value) : [];
  const [name = ''] = figures[0] ?? [];
  const factory = Object.keys(FACTORIES).find((key) => FACTORIES[key]?.test(name));
  if (!factory) return `${usual}()`;
  const shown = figures.map(([key, figure]) => `${key}: ${typeof figure === 'number' ? figure : '…'}`);
  return `${factory}({ ${shown.join(', ')} })`;
}
