import type { Redis } from 'ioredis';
import { rulesOf } from '../../lib';
import { redisBudget, type RedisBudgetOptions } from '../../lib/redis';
import { allowed, CONFIG, retryOf, tellCalls } from './guards';
import { startProxy, type Proxy } from './proxy';
import { RedisServer } from './redis-server';

let redis: RedisServer;
let proxy: Proxy;
let clients: readonly Redis[];
beforeAll(async () => {
  redis = await RedisServer.start();
});
beforeEach(async () => {
  proxy = await startProxy(redis.port);
  clients = [1, 2, 3].map(() => redis.connect({ port: proxy.port }));
  await clients[0]!.flushall();
});
afterEach(async () => {
  redis.signal('SIGCONT');
  for (const client of clients) client.disconnect();
  await proxy.close();
});
afterAll(() => redis.close());

const log = jest.fn();
beforeEach(() => log.mockReset());

const sleep = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time));

const budgets = (options: RedisBudgetOptions): ReturnType<typeof redisBudget>[] =>
  clients.map((client) => redisBudget(client, { log, ...options }));

it('the ratio is of the calls of all, the minimum for all', async () => {
  const [one, two, three] = budgets({ ratio: 0.1, minPerSecond: 0.5, window: 10_000 }) as [
    never,
    never,
    never,
  ];
  tellCalls(one, 50, true);
  tellCalls(two, 50, true);
  // Those of the first become known with its question: 0.1 × 50 + 5.
  expect(await allowed(one, 20)).toBe(10);
  expect(await allowed(three, 5)).toBe(0);
  // And those of the second.
  expect(await allowed(two, 20)).toBe(5);
  expect(await allowed(one, 1)).toBe(0);
  expect(log.mock.calls).toEqual([]);
});

it('deciding and sending are counted apart, and what is not sent is given back', async () => {
  const [one, two] = budgets({ ratio: 0, minPerSecond: 0.01, window: 100_000 }) as [never, never];
  const retry = retryOf();
  expect(await rulesOf(one).allows!(retry, 'wait')).toBe(true);
  expect(await rulesOf(two).allows!(retryOf(), 'wait')).toBe(false);
  expect(await rulesOf(one).allows!(retry, 'send')).toBe(true);
  expect(await rulesOf(two).allows!(retryOf(), 'send')).toBe(false);
  rulesOf(one).retryDropped!(retry);
  await sleep(100);
  expect(await rulesOf(two).allows!(retryOf(), 'wait')).toBe(true);
  expect(await rulesOf(two).allows!(retryOf(), 'send')).toBe(true);
});

it('a window goes by', async () => {
  const [one, two] = budgets({ ratio: 0, minPerSecond: 2, window: 1000 }) as [never, never];
  expect(await allowed(one, 5)).toBe(2);
  expect(await allowed(two, 5)).toBe(0);
  await sleep(1100);
  expect(await allowed(two, 5)).toBe(2);
});

it('keys have budgets of their own', async () => {
  const [one] = budgets({ ratio: 0, minPerSecond: 0.1, window: 10_000 }) as [never];
  expect(await allowed(one, 5)).toBe(1);
  expect(await allowed(one, 5, 'send', { url: 'https://other.example.com' })).toBe(1);
  expect(CONFIG.url).not.toContain('other');
});

describe.each<[string, () => unknown, () => unknown]>([
  ['killed', () => redis.kill(), () => redis.start()],
  [
    'stopped',
    () => {
      redis.signal('SIGSTOP');
    },
    () => {
      redis.signal('SIGCONT');
    },
  ],
  [
    'slow',
    () => {
      proxy.delay = 2000;
    },
    () => {
      proxy.delay = 0;
    },
  ],
  [
    'made to forbid scripts',
    () => redis.cli('ACL', 'SETUSER', 'default', '-eval', '-evalsha'),
    () => redis.cli('ACL', 'SETUSER', 'default', '+eval', '+evalsha'),
  ],
])('while Redis is %s', (_name, begin, end) => {
  it('no call waits longer than the bound, and each process has a budget of its own', async () => {
    const [one, two] = budgets({ ratio: 0, minPerSecond: 0.1, window: 100_000 }) as [never, never];
    expect(await allowed(one, 6)).toBe(6);
    await begin();
    const startedAt = performance.now();
    // All at one time: the first to hear that Redis is away tells the others.
    const answers = await Promise.all(
      Array.from({ length: 50 }, async () => await rulesOf(two).allows!(retryOf(), 'send')),
    );
    expect(performance.now() - startedAt).toBeLessThan(600);
    expect(answers.filter(Boolean)).toHaveLength(10);
    // From then on, nobody waits at all.
    const askedAt = performance.now();
    expect(await allowed(two, 50)).toBe(0);
    expect(performance.now() - askedAt).toBeLessThan(100);
    // That of the fleet before, and four of its own: the process counted those of the fleet as its own as well.
    await allowed(one, 1);
    expect(await allowed(one, 50)).toBeLessThanOrEqual(4);
    await end();
    const [warning] = log.mock.calls as [[string, { type: string }]];
    expect(warning[0]).toMatch(/^axios-backoff: Redis (failed|did not answer|refused)/);
    expect(warning[1].type).toBe('warning');
  });
});

it('an event loop that is blocked is not taken for a slow Redis', async () => {
  const [one] = budgets({ ratio: 0, minPerSecond: 0.1, window: 100_000 }) as [never];
  for (let times = 0; times < 5; times++) {
    const asked = rulesOf(one).allows!(retryOf(), 'send');
    const until = performance.now() + 500;
    while (performance.now() < until);
    expect(await asked).toBe(true);
  }
  expect(log.mock.calls).toEqual([]);
  expect(await clients[1]!.hgetall((await clients[1]!.keys('*'))[0]!)).toMatchObject({});
  expect(await allowed(one, 10)).toBe(5);
});

it('after Redis is back, the budget is that of all again', async () => {
  const [one, two] = budgets({ ratio: 0, minPerSecond: 0.1, window: 100_000 }) as [never, never];
  await redis.kill();
  expect(await allowed(one, 3)).toBe(3);
  await redis.start();
  // It looks again when it is asked, after half a second at most.
  const deadline = performance.now() + 8000;
  let stored: string[] = [];
  while (!stored.length && performance.now() < deadline) {
    await allowed(one, 1, 'wait');
    await sleep(200);
    stored = await clients[2]!.keys('*').catch(() => []);
  }
  expect(await allowed(one, 20)).toBeGreaterThan(0);
  expect(await allowed(two, 20)).toBeLessThanOrEqual(9);
});
