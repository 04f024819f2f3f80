import { withDefaults } from '../checks/with-defaults';
import { retryBudget, type RetryBudgetOptions } from '../guards/budget';
import { BUDGET_DEFAULTS } from '../guards/budget-defaults';
import { retryGuard, rulesOf } from '../guards/guard';
import { PerKey } from '../guards/per-key';
import type { RetryGuard } from '../types';
import { runnerOf, type RedisClient } from './client';
import { FleetBudget } from './fleet-budget';
import { tagOf } from './key';
import { Link } from './link';
import { checkRedis, REDIS_DEFAULTS, type RedisOptions } from './options';

/** The options of {@link redisBudget}. */
export interface RedisBudgetOptions extends RetryBudgetOptions, RedisOptions {}

// Of what is stored. Processes with another version are another fleet.
const VERSION = 1;

/**
 * Makes a budget like `retryBudget()` for a whole fleet of processes that share a Redis or Valkey: in any `window`, the
 * retries of all are at most `ratio` × their calls, plus `minPerSecond` for each second, which is for the whole fleet.
 * All processes need the same `ratio`, `minPerSecond`, `window` and `prefix`. A process counts its calls by itself, and
 * tells Redis about them when it needs a retry: the calls of one that never does are not counted.
 *
 * A retry waits for Redis at most for `timeout`. If Redis fails, does not answer in time or can't be reached, each
 * process has an in-process budget with the same options until Redis can be used again.
 *
 * @param redis see {@link redisPacer}.
 * @example
 * axiosRetry(client, { budget: redisBudget(await createClient().connect(), { minPerSecond: 100 }) });
 * @throws TypeError if the client is of another kind, or an option is wrong. The message names the option, the rule
 * and the value.
 */
export function redisBudget(redis: RedisClient, options: RedisBudgetOptions = {}): RetryGuard {
  const runner = runnerOf(redis);
  const complete = withDefaults<RedisBudgetOptions>('redisBudget', options, {
    ...BUDGET_DEFAULTS,
    ...REDIS_DEFAULTS,
  });
  checkRedis(complete);
  const { prefix, ratio, minPerSecond, window, key } = complete;
  const link = new Link(runner, complete);
  // Always told of everything, so that it can take over at any time.
  const local = rulesOf(retryBudget({ ratio, minPerSecond, window, key }));
  const budgets = new PerKey(
    key,
    (name) => {
      const tag = tagOf(prefix, ['budget', VERSION, ratio, minPerSecond, window], name);
      return new FleetBudget(link, `${tag}:counts`, complete);
    },
    2 * window,
  );
  return retryGuard({
    attemptEnded: (attempt) => {
      local.attemptEnded?.(attempt);
      if (attempt.isFirst) budgets.of(attempt.config).addCall(performance.now());
    },
    allows: async (retry, stage) => {
      const isAllowedHere = (await local.allows?.(retry, stage)) ?? true;
      return (await budgets.of(retry.config).allows(retry, stage)) ?? isAllowedHere;
    },
    retryDropped: (retry) => {
      local.retryDropped?.(retry);
      budgets.of(retry.config).giveBack(retry);
    },
    close: () => {
      link.close();
    },
  });
}
