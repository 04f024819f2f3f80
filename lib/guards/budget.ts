import type { AxiosRequestConfig } from 'axios';
import { originOf } from '../axios/origin';
import { check, isFunction, isMilliseconds } from '../checks/check';
import { retryGuard } from './guard';
import type { PendingRetry } from '../types';
import { withDefaults } from '../checks/member';
import { PerKey } from './per-key';
import type { RetryGuard } from '../types';
import { WindowCounter } from './window-counter';

/** The figures of a retry budget. */
export interface RetryBudgetOptions {
  /** How many retries there may be for each call. Default `0.2`: one for five calls. */
  readonly ratio?: number;
  /** How many retries a second there may be besides. Default `10`. */
  readonly minPerSecond?: number;
  /** How long a call counts, in milliseconds. Default `10_000`. */
  readonly window?: number;
  /** What a budget is kept for: the requests for which this returns the same. Default {@link originOf}. */
  readonly key?: (config: AxiosRequestConfig) => string;
}

const isQuantity = (value: unknown): boolean => Number.isFinite(value) && Number(value) >= 0;

/**
 * A limit on the retries to an origin: whenever one is sent, those in the `window` that ends with it are at most
 * `ratio` of the calls in it (whose first attempt has ended), plus `minPerSecond` for each second. A call for which
 * there is no retry left ends at once with its HTTP error, stop reason `budget`. Give it as option `budget`, to many
 * instances if you like.
 *
 * A retry has to be in the budget twice: when it is decided on, so that a call which is not to have one need not
 * wait to learn that, and when it is sent, since the waits may make many of them fall due together.
 *
 * @throws TypeError when an option is wrong.
 * @see Finagle, `RetryBudget`: https://twitter.github.io/finagle/guide/Clients.html#retries
 */
export function retryBudget(options: RetryBudgetOptions = {}): RetryGuard {
  const { ratio, minPerSecond, window, key } = withDefaults<RetryBudgetOptions>(options, {
    ratio: 0.2,
    minPerSecond: 10,
    window: 10_000,
    key: originOf,
  });
  check(isFunction(key), 'key', 'a function', key);
  check(isQuantity(ratio), 'ratio', 'a finite number of 0 or more', ratio);
  check(isQuantity(minPerSecond), 'minPerSecond', 'a finite number of 0 or more', minPerSecond);
  check(isMilliseconds(window) && window >= 1, 'window', 'milliseconds from 1 to 2 ** 53', window);

  const counters = new PerKey(
    key,
    () => ({
      calls: new WindowCounter(window),
      wait: new WindowCounter(window),
      send: new WindowCounter(window),
    }),
    2 * window,
  );
  /** What each retry has taken, and how to give it back. */
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
