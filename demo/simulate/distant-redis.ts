import type { RedisEval } from '../../lib/redis';
import { RedisModel } from './redis-model';
import { isWithin, type Scenario } from './scenario';

/**
 * The Redis of a scenario's fleet, as far away as that says. While it is lost, commands wait until it is back, as in
 * the queue of a client, or fail at once.
 */
export function distantRedis({ redisLatency, redisLost, redisLostMode, warmUp }: Scenario): RedisEval {
  const model = new RedisModel();
  // In whole milliseconds, like all timers here.
  const there = Math.floor(redisLatency / 2);
  const isLost = (): boolean => isWithin(redisLost, performance.now() - warmUp);
  const untilBack = async (): Promise<void> => {
    if (!redisLost || !isLost()) return;
    if (redisLostMode === 'fail') throw new Error('connect ECONNREFUSED');
    await pause(redisLost.to + warmUp - performance.now());
  };
  return {
    eval: async (script, keys, args) => {
      if (redisLostMode === 'fail') await untilBack();
      await pause(there);
      await untilBack();
      const reply = await model.eval(script, keys, args);
      await pause(redisLatency - there);
      // An answer is lost on its way as well.
      await untilBack();
      return reply;
    },
  };
}

const pause = (time: number): Promise<void> | undefined =>
  time > 0
    ? new Promise((resolve) => {
        setTimeout(resolve, time);
      })
    : undefined;
