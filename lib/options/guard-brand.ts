import { isFunction } from '../checks/check';
import { bare, member } from '../checks/member';
import type { GuardRules } from '../types';
import type { RetryGuard } from '../types';

/** A guard as the core knows it. */
export interface Guard extends RetryGuard {
  /** What it does; nothing once it is closed. */
  rules: GuardRules;
}

// From the registry that all copies of the package share: the ESM and the CommonJS one may meet in a process.
const BRAND = Symbol.for('axios-backoff.guard');

/** Makes a guard of what it does: a function, since those alone stay the same in every copy of a config. */
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

/** Whether a copy of this package has made the guard. */
export const isGuard = (value: unknown): value is Guard => member(value, BRAND) === true;

const FACTORIES: Readonly<Record<string, RegExp>> = {
  retryBudget: /^(ratio|minPerSecond|window|key)$/,
  retryPacer: /^(failures|probeDelay|maxProbeDelay)$/,
  retryGuard: /^(attemptEnded|allows|wait|retryDropped)$/,
};

/** What to write in the place of a value that is no guard: the call that makes one. */
export function meantGuard(value: unknown, option: string): string {
  const usual = option === 'budget' ? 'retryBudget' : 'retryPacer';
  if (isFunction(value)) {
    const { name, length } = value as () => void;
    if (member(FACTORIES, name)) return `${name}()`;
    // The factories, whose names a minifier may have changed, need no argument.
    return length ? 'retryGuard({ … })' : `${usual}()`;
  }
  const figures = typeof value === 'object' && value ? Object.entries(value) : [];
  const [name = ''] = figures[0] ?? [];
  const factory = Object.keys(FACTORIES).find((key) => FACTORIES[key]?.test(name));
  if (!factory) return `${usual}()`;
  const shown = figures.map(([key, figure]) => `${key}: ${typeof figure === 'number' ? figure : '…'}`);
  return `${factory}({ ${shown.join(', ')} })`;
}
