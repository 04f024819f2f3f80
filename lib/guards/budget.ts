import type { AxiosRequestConfig } from 'axios';
import { check, isFunction, isMilliseconds } from '../checks/check';
import { retryGuard } from './guard';
import type { PendingRetry, RetryGuard } from '../types';
import { withDefaults } from '../checks/with-defaults';
import { BUDGET_DEFAULTS } from './budget-defaults';
import { PerKey } from './per-key';
import { WindowCounter } from './window-counter';

/** The options of {@link retryBudget}. */
export interface RetryBudgetOptions {
  /**
   * Retries allowed per call, from 0 to 1: 0.2 is one retry for five calls.
   * @default 0.2
   */
  readonly ratio?: number | undefined;
  /**
   * Retries allowed per second, on top of the ratio.
   * @default 10
   */
  readonly minPerSecond?: number | undefined;
  /**
   * How long a call or a retry counts, in milliseconds. At least 1.
   * @default 10_000
   */
  readonly window?: number | undefined;
  /**
   * Maps a request to its budget: requests with the same key share one.
   * @default originOf
   */
  readonly key?: ((config: AxiosRequestConfig) => string) | undefined;
}

const isQuantity = (value: unknown): boolean => Number.isFinite(value) && Number(value) >= 0;

function checked(given: RetryBudgetOptions): Required<RetryBudgetOptions> {
  const options = withDefaults<RetryBudgetOptions>('retryBudget', given, BUDGET_DEFAULTS);
  const { ratio, minPerSecond, window, key } = options;
  check(isFunction, 'key', 'a function', key);
  check((value: number) => isQuantity(value) && value <= 1, 'ratio', 'a number from 0 to 1', ratio);
  check(isQuantity, 'minPerSecond', 'a finite number of 0 or more', minPerSecond);
  check(
    (value: number) => isMilliseconds(value) && value >= 1,
    'window',
    'milliseconds from 1 to 2 ** 53',
    window,
  );
  return options;
}

/**
 * Makes a retry budget for the option `budget`. It limits the retries to each origin; instances can share it.
 *
 * Whenever a retry is sent, the retries in the `window` up to then are at most `ratio` × the calls in it
 * (whose first attempt has ended), plus `minPerSecond` for each second. A call that exceeds the budget ends
 * at once with its HTTP error, stop reason `budget`.
 *
 * A retry is checked twice: before its delay, so that a call that gets none fails at once, and when it is due,
 * because many retries may fall due together.
 *
 * @example
 * axiosRetry(client, { budget: retryBudget({ ratio: 0.1 }) });
 * @throws TypeError if an option is wrong. The message names the option, the rule and the value.
 * @see Finagle, `RetryBudget`: https://twitter.github.io/finagle/guide/Clients.html#retries
 */
export function retryBudget(options: RetryBudgetOptions = {}): RetryGuard {
  const { ratio, minPerSecond, window, key } = checked(options);
  const counters = new PerKey(
    key,
    () => ({
      calls: new WindowCounter(window),
      wait: new WindowCounter(window),
      send: new WindowCounter(window),
    }),
    2 * window,
  );
  /** The tokens that each retry has taken, as functions that return them. */
  const taken = new WeakMap<PendingRetry, (() => void)[]>();
  return retryGuard({
    attemptEnded: ({ isFirst, config }) => {
      if (isFirst) counters.of(config).calls.add();
    },
    allows: (retry, stage) => {
      const { calls, [stage]: retries } = counters.of(retry.config);
      const limit = ratio * calls.lowerBound + minPerSecond * (window / 1000);
      const isAllowed = retries.upperBound + 1 <= limit;
      if (isAllowed) taken.set(retry, [...(taken.get(retry) ?? []), retries.add()]);
      return isAllowed;
    },
    retryDropped: (retry) => {
      for (const giveBack of taken.get(retry) ?? []) giveBack();
      taken.delete(retry);
    },
  });
}
