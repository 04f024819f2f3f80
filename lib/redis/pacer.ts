import { withDefaults } from '../checks/with-defaults';
import { retryGuard, rulesOf } from '../guards/guard';
import { retryPacer, type RetryPacerOptions } from '../guards/pacer';
import { originRules, PACER_DEFAULTS } from '../guards/pacer/origins';
import type { OwnRules } from '../options/guard-brand';
import type { RetryGuard } from '../types';
import { runnerOf, type RedisClient } from './client';
import { tagOf } from './key';
import { Link } from './link';
import { checkRedis, REDIS_DEFAULTS, type RedisOptions } from './options';
import { SharedLaw, SharedOrigin } from './shared-law';

/** The options of {@link redisPacer}. */
export interface RedisPacerOptions extends RetryPacerOptions, RedisOptions {}

// Of what is stored, and of the law itself. Processes with another version are another fleet.
const VERSION = 7;

/**
 * Makes a pacer like `retryPacer()` for a whole fleet of processes that share a Redis or Valkey: one probe at a time,
 * a recovery that all hear of within a tenth of a second, and one release rate. All processes need the same
 * `failures`, `probeDelay`, `maxProbeDelay` and `prefix`.
 *
 * No call waits for Redis. If it fails, does not answer in time or can't be reached, each process paces by itself, from
 * where the fleet was, until Redis can be used again. A server that forbids EVAL is the same case. While all is well,
 * nothing is sent to Redis.
 *
 * @param redis a client of `redis` 4 to 6 (node-redis) or of `ioredis` 4 to 6, cluster clients included, or an object
 * with one method `eval(script, keys, args)` that returns a promise of the reply. It is used for EVALSHA and EVAL only;
 * the pacer never subscribes.
 * @example
 * axiosRetry(client, { pacer: redisPacer(await createClient().connect()) });
 * @throws TypeError if the client is of another kind, or an option is wrong. The message names the option, the rule
 * and the value.
 */
export function redisPacer(redis: RedisClient, options: RedisPacerOptions = {}): RetryGuard {
  const runner = runnerOf(redis);
  const complete = withDefaults<RedisPacerOptions>('redisPacer', options, {
    ...PACER_DEFAULTS,
    ...REDIS_DEFAULTS,
  });
  checkRedis(complete);
  const { prefix, failures, probeDelay, maxProbeDelay, key, holdNewCalls, maxHeld } = complete;
  // It checks these options, and holds new calls: each process by itself.
  const local: OwnRules = rulesOf(
    retryPacer({ failures, probeDelay, maxProbeDelay, key, holdNewCalls, maxHeld }),
  );
  const { holds } = local;
  const link = new Link(runner, complete);
  const id = Math.random().toString(36).slice(2) + Math.random().toString(36).slice(2);
  const rules = originRules(complete, holds && local, (newLaw, name) => {
    const tag = tagOf(prefix, ['pacer', VERSION, failures, probeDelay, maxProbeDelay], name);
    return new SharedOrigin(
      new SharedLaw(link, newLaw, id, [`${tag}:state`, `${tag}:fleet`, `${tag}:reports`]),
    );
  });
  const close = (): void => {
    link.close();
    rules.close?.();
  };
  return retryGuard({ ...rules, ...(holds && { holds }), close });
}
