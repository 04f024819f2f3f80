import axios from 'axios';
import { Cluster } from 'ioredis';
import { createClient, createClientPool, createCluster } from 'redis';
import { axiosRetry, exponentialBackoff, type RetryGuard } from '../../lib';
import { redisBudget, redisPacer, type RedisClient } from '../../lib/redis';
import { startCluster } from './cluster';
import { startFlakyServer, type FlakyServer } from './flaky-server';
import { allowed } from './guards';
import { RedisServer } from './redis-server';

let redis: RedisServer;
let cluster: readonly RedisServer[];
beforeAll(async () => {
  [redis, cluster] = await Promise.all([RedisServer.start(), startCluster()]);
});
afterAll(() => Promise.all([redis, ...cluster].map((server) => server.close())));

type Connected = readonly [client: RedisClient, disconnect: () => unknown];

const ports = (): { host: string; port: number }[] =>
  cluster.map(({ port }) => ({ host: '127.0.0.1', port }));
const urls = (): { url: string }[] => ports().map(({ port }) => ({ url: `redis://127.0.0.1:${port}` }));
const url = (): string => `redis://127.0.0.1:${redis.port}`;

const KINDS: Readonly<Record<string, () => Connected | Promise<Connected>>> = {
  'a client of redis 6': async () => {
    const client = await createClient({ url: url() }).connect();
    return [client, () => client.close()];
  },
  'a client of redis 6 that speaks RESP2': async () => {
    const client = await createClient({ url: url(), RESP: 2 }).connect();
    return [client, () => client.close()];
  },
  'a pool of redis 6': async () => {
    const pool = createClientPool({ url: url() });
    await pool.connect();
    return [pool, () => pool.close()];
  },
  'a cluster of redis 6': async () => {
    const client = await createCluster({ rootNodes: urls() }).connect();
    return [client, () => client.close()];
  },
  'a client of ioredis 6': () => {
    const client = redis.connect();
    return [client, () => client.quit()];
  },
  'a client of ioredis 6 with a key prefix and pipelines of its own': () => {
    const client = redis.connect({ keyPrefix: 'app:', enableAutoPipelining: true });
    return [client, () => client.quit()];
  },
  'a cluster of ioredis 6': () => {
    const client = new Cluster(ports());
    return [client, () => client.quit()];
  },
  'an object with one method': () => {
    const client = redis.connect();
    return [
      { eval: (script, keys, args) => client.eval(script, keys.length, ...keys, ...args) },
      () => client.quit(),
    ];
  },
};

describe.each(Object.entries(KINDS))('%s', (name, connect) => {
  let connected: readonly Connected[];
  let guards: RetryGuard[];
  let server: FlakyServer | undefined;
  const log = jest.fn();
  beforeEach(async () => {
    log.mockReset();
    connected = await Promise.all([connect(), connect()]);
  });
  afterEach(async () => {
    for (const guard of guards) guard.close();
    await Promise.all([server?.close(), ...connected.map(([, disconnect]) => disconnect())]);
    server = undefined;
    expect(log.mock.calls).toEqual([]);
  });

  it('carries a budget: two processes have ten retries together', async () => {
    guards = connected.map(([client]) =>
      redisBudget(client, {
        ratio: 0,
        minPerSecond: 0.01,
        window: 1_000_000,
        timeout: 2000,
        prefix: name.replace(/\W/g, '-'),
        log,
      }),
    );
    const [one, two] = guards as [RetryGuard, RetryGuard];
    expect(await allowed(one, 6)).toBe(6);
    expect(await allowed(two, 6)).toBe(4);
    expect(await allowed(one, 1)).toBe(0);
  });

  it('carries a pacer: two processes send one probe at a time, and recover together', async () => {
    const flaky = (server = await startFlakyServer());
    guards = connected.map(([client]) =>
      redisPacer(client, {
        probeDelay: 200,
        maxProbeDelay: 400,
        timeout: 2000,
        prefix: name.replace(/\W/g, '-'),
        log,
      }),
    );
    const calls = guards.flatMap((pacer) => {
      const client = axios.create({ baseURL: flaky.url });
      axiosRetry(client, {
        pacer,
        retries: 100,
        retryDelay: exponentialBackoff({ initialDelay: 400, maxDelay: 2000 }),
        log: false,
      });
      return Array.from({ length: 12 }, () => client.get('/'));
    });
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const from = flaky.now();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(flaky.mostAtOnce(from)).toBe(1);
    flaky.isDown = false;
    const answers = await Promise.all(calls);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(24);
  });
});

/** Clients that nobody has connected, or that have been closed. */
const NOT_CONNECTED: Readonly<Record<string, () => RedisClient>> = {
  'a client of redis 6': () => createClient({ url: url() }),
  'a pool of redis 6': () => createClientPool({ url: url() }),
  'a cluster of redis 6': () => createCluster({ rootNodes: urls() }),
  'a client of ioredis 6 that has been closed': () => {
    const client = redis.connect({ lazyConnect: true });
    client.disconnect();
    return client;
  },
};

it.each(Object.entries(NOT_CONNECTED))('%s says that it is not connected', async (_name, make) => {
  const log = jest.fn();
  const budget = redisBudget(make(), { log });
  expect(await allowed(budget, 1)).toBe(1);
  budget.close();
  expect(log.mock.calls).toEqual([
    [
      'axios-backoff: Redis is not connected (await client.connect()): until it can be used, each process limits its retries by itself',
      expect.objectContaining({ type: 'warning' }),
    ],
  ]);
});
