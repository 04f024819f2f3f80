import axios from 'axios';
import * as axiosRetry from 'axios-retry';
import { ALL_STRATEGIES } from '../../../demo/simulate/all-strategies';
import { busiestSecond } from '../../../demo/simulate/figures';
import { lowerBound } from '../../../demo/simulate/bound';
import { runFleet } from '../../../demo/simulate/fleet';
import type { Recording } from '../../../demo/simulate/recording';
import { callsOf, troubleEnd, type Scenario } from '../../../demo/simulate/scenario';
import { STRATEGIES, STRATEGY_NAMES, type Strategy } from '../../../demo/simulate/strategies';
import * as axiosBackoff from '../../../demo/simulate/ours';
import { CALM } from './scenario';

const LIBRARIES = { axios, axiosBackoff, axiosRetry };

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

  it('spaces its releases evenly: it is done in half the time, and not long after the least', async () => {
    const doneAfter = async (name: 'pacer' | 'shared'): Promise<number> =>
      (await run(SMALL, STRATEGIES[name])).end - troubleEnd(SMALL);
    const shared = await doneAfter('shared');
    expect(shared).toBeLessThan(0.6 * (await doneAfter('pacer')));
    expect(shared).toBeLessThan(1.5 * (lowerBound(SMALL).end - troubleEnd(SMALL)));
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

/** How many attempts there were in the first so many tenths of a second. */
const early = ({ attempts }: Pick<Recording, 'attempts'>, tenths: number): number =>
  sum(attempts.slice(0, tenths));

it.each(['aws', 'breaker'] as const)('%s does the same for the same seed', async (name) => {
  const one = await run(SHORT, ALL_STRATEGIES[name]);
  expect(await run(SHORT, ALL_STRATEGIES[name])).toEqual(one);
});

it('an outage with Retry-After is left alone for so long', async () => {
  // One call, which full jitter would retry within the first second.
  const scenario: Scenario = { ...SHORT, rate: 1, duration: 1000, outageRetryAfter: 4 };
  const { attempts } = await run(scenario, STRATEGIES.full);
  expect(attempts.indexOf(1, 1)).toBeGreaterThanOrEqual(40);
});

describe("AWS' adaptive mode", () => {
  const OUTAGE = { ...SHORT, processes: 1, rate: 40, capacity: 50 };

  it('holds first attempts back as well, and comes back no faster than the server can bear', async () => {
    const [adaptive, full] = [await run(OUTAGE, ALL_STRATEGIES.aws), await run(OUTAGE, STRATEGIES.full)];
    // Two thirds of the calls begin while the server is down, and all but a few wait for a token.
    expect(early(adaptive, 25)).toBeLessThan(10);
    expect(early(full, 25)).toBeGreaterThan(100);
    expect(adaptive.lost).toBe(0);
    // It measures its rate by the clock, which has to be the simulated one from the beginning.
    expect(adaptive.end).toBeLessThan(30_000);
    expect(sum(adaptive.attempts)).toBeLessThan(1.1 * adaptive.ended);
    const busiest = (recording: Recording): number => busiestSecond(recording.attempts.slice(25));
    expect(busiest(adaptive)).toBeLessThanOrEqual(OUTAGE.capacity);
    expect(busiest(full)).toBeGreaterThan(1.5 * OUTAGE.capacity);
  });

  it('slows down for single failures too', async () => {
    const noise: Scenario = { ...OUTAGE, outages: [], errorRate: 0.05 };
    const [adaptive, full] = [await run(noise, ALL_STRATEGIES.aws), await run(noise, STRATEGIES.full)];
    expect(adaptive.end).toBeGreaterThan(2 * full.end);
  });

  it('waits for what Retry-After asks, but for five seconds more than its own wait at most', async () => {
    const firstRetry = async (outageRetryAfter: number): Promise<number> => {
      const one: Scenario = { ...OUTAGE, rate: 1, duration: 1000, outageRetryAfter };
      return (await run(one, ALL_STRATEGIES.aws)).attempts.indexOf(1, 1);
    };
    expect(await firstRetry(4)).toBeGreaterThanOrEqual(40);
    expect(await firstRetry(60)).toBeGreaterThanOrEqual(50);
    expect(await firstRetry(60)).toBeLessThanOrEqual(61);
  });

  it('loses a call when its retries are used up', async () => {
    const { attempts, lost } = await run(
      { ...OUTAGE, rate: 1, duration: 1000, retries: 0 },
      ALL_STRATEGIES.aws,
    );
    expect([sum(attempts), lost]).toEqual([1, 1]);
  });
});

describe('a circuit breaker', () => {
  const OUTAGE = { ...SHORT, processes: 1 };

  it('lets nothing through for ten seconds after five failures, and loses no call over it', async () => {
    const { attempts, lost } = await run(OUTAGE, ALL_STRATEGIES.breaker);
    // Some were under way when the fifth failed.
    expect(early({ attempts }, 100)).toBeLessThanOrEqual(6);
    expect(lost).toBe(0);
    expect(sum(attempts)).toBeLessThan(1.1 * 100);
  });

  it('fails an attempt at once, which is a retry of the call', async () => {
    const { durations, lost, attempts } = await run({ ...OUTAGE, retries: 1 }, ALL_STRATEGIES.breaker);
    expect(lost).toBeGreaterThan(80);
    expect(sum(attempts)).toBeLessThan(20);
    expect(Math.min(...durations)).toBeLessThan(1000);
  });

  it('is full jitter where only single answers fail', async () => {
    const noise: Scenario = { ...OUTAGE, outages: [], errorRate: 0.05 };
    expect(await run(noise, ALL_STRATEGIES.breaker)).toEqual(await run(noise, STRATEGIES.full));
  });
});
