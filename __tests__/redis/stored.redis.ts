import type { Redis } from 'ioredis';
import { rulesOf } from '../../lib';
import { redisBudget, redisPacer } from '../../lib/redis';
import { allowed, CONFIG, retryOf, tellCalls } from './guards';
import { RedisServer } from './redis-server';

let redis: RedisServer;
let client: Redis;
beforeAll(async () => {
  redis = await RedisServer.start();
  client = redis.connect();
});
afterAll(async () => {
  client.disconnect();
  await redis.close();
});
beforeEach(() => client.flushall());

const sleep = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time));

/** Everything that is stored, as text. */
async function everything(): Promise<string> {
  const parts: unknown[] = [];
  for (const key of await client.keys('*')) {
    const type = await client.type(key);
    parts.push(key, type === 'hash' ? await client.hgetall(key) : await client.lrange(key, 0, -1));
  }
  return JSON.stringify(parts);
}

/** Uses both guards, with requests that are full of secrets. */
async function use(key?: () => string): Promise<void> {
  const config = {
    ...CONFIG,
    url: 'https://user:pa55@api.example.com/private/path?token=s3cret#fragment',
    headers: { authorization: 'Bearer s3cret' },
    data: 'b0dy',
  };
  const budget = redisBudget(client, { key });
  const pacer = redisPacer(client, { key });
  tellCalls(budget, 20, true, config);
  await allowed(budget, 3, 'wait', config);
  await allowed(budget, 3, 'send', config);
  const stops = Array.from({ length: 12 }, () => rulesOf(pacer).wait!(retryOf(config), () => undefined));
  closings.push(...stops, budget.close, pacer.close);
  tellCalls(pacer, 12, false, config);
  await sleep(400);
}

const closings: (() => void)[] = [];
afterEach(() => {
  for (const close of closings.splice(0)) close();
});

it('keys have a prefix, a hash tag that they share, and a time to live', async () => {
  await use();
  // The reports have been taken up.
  const keys = (await client.keys('*')).sort();
  const tags = keys.map((key) => /^(\{axios-backoff:[\da-z]+\}):([a-z]+)$/.exec(key)!);
  expect(tags.map(([, , name]) => name).sort()).toEqual(['counts', 'fleet', 'state']);
  const ofPacer = tags.filter(([, , name]) => name !== 'counts');
  expect(new Set(ofPacer.map(([, tag]) => tag)).size).toBe(1);
  for (const key of keys) {
    const life = await client.pttl(key);
    expect(life).toBeGreaterThan(15_000);
    expect(life).toBeLessThanOrEqual(360_000);
  }
});

it('nothing of a request is stored: no host, path, query, header, body or credential', async () => {
  await use();
  const text = await everything();
  expect(text.length).toBeGreaterThan(300);
  for (const secret of [
    'example',
    'private',
    'path',
    'token',
    's3cret',
    'pa55',
    'user',
    'Bearer',
    'b0dy',
    'fragment',
  ])
    expect(text).not.toContain(secret);
});

it('nor is a key of the caller', async () => {
  // No number, or a time could contain it.
  await use(() => 'tenant-quokka');
  expect(await everything()).not.toContain('quokka');
});

it('while all is well, nothing is sent', async () => {
  const guard = redisPacer(client);
  await client.config('RESETSTAT');
  tellCalls(guard, 1000, true);
  await sleep(300);
  const budget = redisBudget(client);
  tellCalls(budget, 1000, true);
  await sleep(300);
  expect(await client.info('commandstats')).not.toMatch(/cmdstat_eval/);
  guard.close();
  budget.close();
});

it('after a trouble that is over, nothing more is sent', async () => {
  const pacer = redisPacer(client);
  const end = rulesOf(pacer).wait!(retryOf(), () => undefined);
  tellCalls(pacer, 12, false);
  await sleep(500);
  end();
  await sleep(1500);
  await client.config('RESETSTAT');
  await sleep(1500);
  expect(await client.info('commandstats')).not.toMatch(/cmdstat_eval/);
  pacer.close();
});

it('a process in trouble sends about ten commands a second, and one that only waits about one', async () => {
  const commands = async (): Promise<number> =>
    [...(await client.info('commandstats')).matchAll(/cmdstat_eval(?:sha)?:calls=(\d+)/g)].reduce(
      (sum, [, calls]) => sum + Number(calls),
      0,
    );
  const pacer = redisPacer(client);
  const end = rulesOf(pacer).wait!(retryOf(), () => undefined);
  await sleep(200);
  await client.config('RESETSTAT');
  await sleep(4000);
  expect(await commands()).toBeGreaterThanOrEqual(3);
  expect(await commands()).toBeLessThanOrEqual(6);
  tellCalls(pacer, 12, false);
  await sleep(300);
  await client.config('RESETSTAT');
  await sleep(3000);
  expect(await commands()).toBeGreaterThanOrEqual(20);
  expect(await commands()).toBeLessThanOrEqual(45);
  end();
  pacer.close();
});
