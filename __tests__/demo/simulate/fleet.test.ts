import axios from 'axios';
import * as axiosRetry from 'axios-retry';
import { runFleet } from '../../../demo/simulate/fleet';
import type { Recording } from '../../../demo/simulate/recording';
import { callsOf, type Scenario } from '../../../demo/simulate/scenario';
import { STRATEGIES, STRATEGY_NAMES, type Strategy } from '../../../demo/simulate/strategies';
import * as axiosBackoff from '../../../lib';
import * as axiosBackoffRedis from '../../../lib/redis';
import { CALM } from './scenario';

const LIBRARIES = { axios, axiosBackoff, axiosBackoffRedis, axiosRetry };

// A hundred calls, half of which meet an outage.
const SHORT: Scenario = {
  ...CALM,
  processes: 3,
  rate: 20,
  duration: 5000,
  capacity: 30,
  outages: [{ from: 0, to: 2500 }],
};

const run = (scenario: Scenario, strategy: Strategy): Promise<Recording> =>
  runFleet(scenario, strategy, LIBRARIES);

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

describe('a fleet', () => {
  it('begins its calls evenly, and sends each once as long as nothing fails', async () => {
    const { attempts, durations, ended, lost, end } = await run({ ...SHORT, outages: [] }, STRATEGIES.full);
    expect(attempts).toEqual(Array<number>(50).fill(2));
    expect([...durations]).toEqual(Array<number>(100).fill(50));
    expect({ ended, lost, end }).toEqual({ ended: 100, lost: 0, end: 4950 + 50 });
  });

  it('begins a batch when the warm-up is over', async () => {
    const { attempts, durations } = await run(
      { ...SHORT, capacity: 300, outages: [], warmUp: 1000, batch: 3, duration: 1000 },
      STRATEGIES.full,
    );
    expect(durations).toHaveLength(43);
    expect(attempts).toEqual([...Array<number>(10).fill(2), 5, ...Array<number>(9).fill(2)]);
  });

  it('loses all calls that meet an outage without retries', async () => {
    const { attempts, lost, lastFailure } = await run(SHORT, STRATEGIES.none);
    expect({ attempts: sum(attempts), lost, lastFailure }).toEqual({
      attempts: 100,
      lost: 50,
      lastFailure: 2450,
    });
  });

  it.each(STRATEGY_NAMES.filter((name) => name !== 'none'))('loses none with %s', async (name) => {
    const { attempts, ended, lost } = await run(SHORT, STRATEGIES[name]);
    expect({ ended, lost }).toEqual({ ended: 100, lost: 0 });
    expect(sum(attempts)).toBeGreaterThanOrEqual(150);
  });

  it('waits as long as its strategy says', async () => {
    // One call, which fails in the first 2.5 s: after 0, 1.05 and 2.1 s.
    const { attempts } = await run({ ...SHORT, rate: 1, duration: 1000 }, STRATEGIES.fixed);
    expect(attempts.flatMap((count, tenth) => (count > 0 ? [[tenth, count]] : []))).toEqual([
      [0, 1],
      [10, 1],
      [21, 1],
      [31, 1],
    ]);
  });

  it('retries what was refused, and what had no answer in time', async () => {
    const refused = await run({ ...SHORT, outageMode: 'refuse' }, STRATEGIES['axios-retry']);
    expect(refused.lost).toBe(0);
    // The second call of each pair would wait for longer than its client.
    const late = {
      ...SHORT,
      outages: [],
      capacity: 1,
      queue: 10,
      rate: 2,
      duration: 1000,
      timeout: 500,
    };
    const { attempts, lost } = await run(late, STRATEGIES.fixed);
    expect(lost).toBe(0);
    expect(sum(attempts)).toBeGreaterThan(callsOf(late));
  });

  it('does the same for the same seed, and something else for another', async () => {
    for (const name of ['full', 'axios-retry'] as const) {
      const [one, same, other] = [
        await run(SHORT, STRATEGIES[name]),
        await run(SHORT, STRATEGIES[name]),
        await run({ ...SHORT, seed: 2 }, STRATEGIES[name]),
      ];
      expect(same).toEqual(one);
      expect(other.durations).not.toEqual(one.durations);
    }
  });

  it('leaves the clocks and Math.random as they were', async () => {
    const before = [setTimeout, Date, Math.random];
    await run(SHORT, STRATEGIES.full);
    expect([setTimeout, Date, Math.random]).toEqual(before);
  });

  it('takes what is no failure of a request for a bug, and not for a lost call', async () => {
    const broken: Strategy = {
      label: 'broken',
      install: (client) => {
        client.interceptors.request.use(() => {
          throw new TypeError('a bug');
        });
      },
    };
    await expect(run(SHORT, broken)).rejects.toThrow('a bug');
  });
});

describe('a fleet that shares its pacer', () => {
  // Each process has five calls that meet the outage, too few for a pacer of its own.
  const SMALL: Scenario = {
    ...CALM,
    processes: 40,
    rate: 30,
    duration: 8000,
    capacity: 50,
    outages: [{ from: 0, to: 6400 }],
  };
  const attemptsOf = async (name: 'full' | 'pacer' | 'shared', more: Partial<Scenario> = {}) => {
    const { attempts, lost, durations } = await run({ ...SMALL, ...more }, STRATEGIES[name]);
    expect(lost).toBe(0);
    return sum(attempts) / durations.length;
  };

  it('needs far fewer attempts than one whose processes pace alone, however far Redis is', async () => {
    // 1.8 is the least: four of five calls meet the outage.
    const alone = (await attemptsOf('pacer')) - 1.8;
    expect((await attemptsOf('shared')) - 1.8).toBeLessThan(alone / 3);
    expect((await attemptsOf('shared', { redisLatency: 20 })) - 1.8).toBeLessThan(alone / 3);
  });

  it.each(['hang', 'fail'] as const)(
    'loses no call, and hardly more, while commands to Redis %s',
    async (mode) => {
      const alone = await attemptsOf('pacer');
      const lost = { redisLostMode: mode, redisLost: { from: 3000, to: 7500 } };
      expect(await attemptsOf('shared', lost)).toBeLessThan(1.1 * alone);
      const forGood = { redisLostMode: mode, redisLost: { from: 2000, to: 900_000 } };
      expect(await attemptsOf('shared', forGood)).toBeLessThan(1.1 * alone);
    },
  );

  it('paces alone from the start where there is no Redis', async () => {
    const none = { redisLostMode: 'fail', redisLost: { from: 0, to: 900_000 } } as const;
    expect(await attemptsOf('shared', none)).toBeLessThan(1.1 * (await attemptsOf('pacer')));
  });

  it('does the same for the same seed', async () => {
    const once = await run(SMALL, STRATEGIES.shared);
    expect(await run(SMALL, STRATEGIES.shared)).toEqual(once);
    expect((await run({ ...SMALL, seed: 2 }, STRATEGIES.shared)).durations).not.toEqual(once.durations);
  });
});
