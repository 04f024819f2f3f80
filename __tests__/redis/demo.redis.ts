import { existsSync } from 'node:fs';
import { outageFor } from '../../demo/fleet/outage';
import {
  closeFleets,
  realOutcomes,
  simulatedOutcomes,
  startFleets,
  type Fleets,
} from '../../demo/fleet/outcomes';
import { findRedis } from '../../demo/fleet/redis';
import type { Scenario } from '../../demo/simulate/scenario';
import { run } from '../demo/command';
import { RedisServer } from './redis-server';

let redis: RedisServer;
beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis.close());

const urlOf = ({ port }: RedisServer): string => `redis://127.0.0.1:${port}`;

describe('a real outage', () => {
  const SHORT: Scenario = {
    ...outageFor(3),
    rate: 20,
    duration: 4000,
    capacity: 40,
    outages: [{ from: 500, to: 2500 }],
    maxDelay: 4000,
  };
  let fleets: Fleets | undefined;
  afterEach(async () => {
    if (fleets) await closeFleets(fleets);
  });

  it('costs no call, with a pacer each or one for all, as in the simulator', async () => {
    fleets = await startFleets(SHORT, urlOf(redis));
    await Promise.all([fleets.alone.run(), fleets.shared.run()]);
    const outcomes = [...realOutcomes(fleets, SHORT), ...(await simulatedOutcomes(SHORT))];
    expect(outcomes.map(({ name, isSimulated }) => [name, isSimulated])).toEqual([
      ['alone', false],
      ['shared', false],
      ['alone', true],
      ['shared', true],
    ]);
    for (const { figures } of outcomes) {
      expect(figures.lost).toBe(0);
      // Half of the calls meet the outage. A slow machine makes fewer fail.
      expect(figures.attemptsPerCall).toBeGreaterThan(1);
      expect(figures.attemptsPerCall).toBeLessThan(4);
    }
    expect((await redis.connect().keys('*')).every((key) => key.startsWith('{demo:'))).toBe(true);
  });
});

describe('the Redis of demo:fleet', () => {
  it('is the one at REDIS_URL', async () => {
    const found = await findRedis({ REDIS_URL: urlOf(redis) }, 'redis://127.0.0.1:1', 'none');
    expect(found).toMatchObject({ url: urlOf(redis), from: 'REDIS_URL' });
  });

  it('is the one that is there', async () => {
    expect(await findRedis({}, urlOf(redis), 'none')).toMatchObject({ from: 'this machine' });
  });

  it('is started, and ended', async () => {
    const found = await findRedis({}, 'redis://127.0.0.1:1');
    if (typeof found === 'string') throw new Error(found);
    try {
      expect(await findRedis({ REDIS_URL: found.url })).toMatchObject({ from: 'REDIS_URL' });
    } finally {
      await found.close();
    }
    expect(await findRedis({ REDIS_URL: found.url })).toContain("can't be used");
  });
});

it('npm run demo:fleet shows real fleets and simulated ones', async () => {
  expect(existsSync('dist/redis.js')).toBe(true);
  const { exitCode, stdout, stderr } = await run('fleet/main', ['--processes', '2'], {
    REDIS_URL: urlOf(redis),
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^Servers {2}two, .*\nFleets {3}two, .*\nRedis {4}REDIS_URL\n/);
  expect(stdout).toMatch(/\n +\d+ s {2}down {2}each its own pacer: \d+ attempts/);
  for (const kind of ['real', 'simulated'])
    for (const fleet of ['each its own pacer', 'one pacer for all'])
      expect(stdout).toMatch(new RegExp(`\\n${kind} +${fleet} +\\d`));
});
