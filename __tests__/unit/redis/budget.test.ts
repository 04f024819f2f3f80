import { rulesOf, type RetryGuard } from '../../../lib';
import { tagOf } from '../../../lib/redis/key';
import { redisBudget, type RedisBudgetOptions } from '../../../lib/redis';
import { RedisModel } from '../../../demo/simulate/redis-model';
import { allowed, CONFIG, retryOf, tellCalls } from '../../redis/guards';

const ORIGIN = 'https://api.example.com';

let redis: RedisModel;
let isCut: boolean;
const log = jest.fn();
beforeEach(() => {
  jest.useFakeTimers();
  log.mockReset();
  redis = new RedisModel();
  isCut = false;
});
afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

const make = (options: RedisBudgetOptions): RetryGuard =>
  redisBudget(
    { eval: (...args) => (isCut ? Promise.reject(new Error('cut off')) : redis.eval(...args)) },
    { log, ...options },
  );

const pass = (time: number): Promise<void> => jest.advanceTimersByTimeAsync(time);

it('the ratio is of the calls of all that have asked', async () => {
  const [one, two] = [make({ ratio: 0.1, minPerSecond: 0 }), make({ ratio: 0.1, minPerSecond: 0 })];
  tellCalls(one, 100, true);
  tellCalls(two, 100, true);
  expect(await allowed(one, 20)).toBe(10);
  expect(await allowed(two, 20)).toBe(10);
  expect(await allowed(one, 20)).toBe(0);
});

it('calls count for a window from when they were made, not from when they are reported', async () => {
  const one = make({ ratio: 0.1, minPerSecond: 0, window: 10_000 });
  tellCalls(one, 100, true);
  await pass(6000);
  tellCalls(one, 50, true);
  await pass(6000);
  // The first hundred are over.
  expect(await allowed(one, 20)).toBe(5);
  await pass(11_000);
  expect(await allowed(one, 20)).toBe(0);
});

it('the ends of retries are no calls', async () => {
  const one = make({ ratio: 0.1, minPerSecond: 0 });
  tellCalls(one, 40, true);
  for (let index = 0; index < 100; index++)
    rulesOf(one).attemptEnded!({
      config: CONFIG,
      duration: 20,
      isFirst: false,
      isUp: true,
      retry: retryOf(),
    });
  expect(await allowed(one, 20)).toBe(4);
});

it('has a key of its own for each origin and each set of options', async () => {
  const keys = (): string[] => [...redis.hashes.keys()];
  await allowed(make({}), 1);
  expect(keys()).toEqual([`${tagOf('axios-backoff', ['budget', 1, 0.2, 10, 10_000], ORIGIN)}:counts`]);
  await allowed(make({}), 1, 'send', { url: 'https://www.example.com' });
  await allowed(make({ prefix: 'app', ratio: 0.5, minPerSecond: 3, window: 5000 }), 1);
  expect(keys().slice(1)).toEqual([
    `${tagOf('axios-backoff', ['budget', 1, 0.2, 10, 10_000], 'https://www.example.com')}:counts`,
    `${tagOf('app', ['budget', 1, 0.5, 3, 5000], ORIGIN)}:counts`,
  ]);
});

it('keeps the calls of an origin for its window, whatever other origins there are', async () => {
  const one = make({ ratio: 0.1, minPerSecond: 0, window: 10_000 });
  tellCalls(one, 100, true);
  await pass(6000);
  for (const name of ['a', 'b', 'c']) {
    await pass(1000);
    tellCalls(one, 1, true, { url: `https://${name}.example.com` });
  }
  expect(await allowed(one, 20)).toBe(10);
});

it('if there is no answer, its own says no as well', async () => {
  const one = make({ ratio: 0, minPerSecond: 0 });
  isCut = true;
  expect(await allowed(one, 1)).toBe(0);
});

it('what is not sent is given back, in the bucket from which it was taken', async () => {
  const [one, two] = [make({ ratio: 0, minPerSecond: 0.1 }), make({ ratio: 0, minPerSecond: 0.1 })];
  const retry = retryOf();
  expect(await rulesOf(one).allows!(retry, 'wait')).toBe(true);
  expect(await allowed(two, 1, 'wait')).toBe(0);
  await pass(3000);
  rulesOf(one).retryDropped!(retry);
  await pass(1);
  expect(await allowed(two, 3, 'wait')).toBe(1);
  // Twice is once.
  rulesOf(one).retryDropped!(retry);
  await pass(1);
  expect(await allowed(one, 3, 'wait')).toBe(0);
});

it('without Redis, each process has its own, which has counted all along', async () => {
  const one = make({ ratio: 0.1, minPerSecond: 0 });
  tellCalls(one, 100, true);
  expect(await allowed(one, 4)).toBe(4);
  isCut = true;
  expect(await allowed(one, 20)).toBe(6);
  expect(log.mock.calls.map(([line]: unknown[]) => line)).toEqual([expect.stringContaining('Redis failed')]);
});

it('afterwards the fleet hears of what was not reported', async () => {
  const one = make({ ratio: 0.1, minPerSecond: 0 });
  isCut = true;
  tellCalls(one, 60, true);
  expect(await allowed(one, 1)).toBe(1);
  tellCalls(one, 40, true);
  isCut = false;
  await pass(1000);
  // It is asked whether it is back, and nobody waits for that.
  expect(await allowed(one, 1)).toBe(1);
  await pass(1);
  expect(await allowed(one, 20)).toBe(10);
});

it('a question that is not answered in time is answered here', async () => {
  const one = make({ ratio: 0, minPerSecond: 1 });
  redis.eval = () => new Promise(() => undefined);
  let answer: unknown;
  void Promise.resolve(rulesOf(one).allows!(retryOf(), 'send')).then((given) => (answer = given));
  await pass(249);
  expect(answer).toBeUndefined();
  await pass(10);
  expect(answer).toBe(true);
});

it('once closed, it asks nobody', async () => {
  const one = make({});
  const { allows } = rulesOf(one);
  one.close();
  expect(await allows!(retryOf(), 'send')).toBe(true);
  expect(redis.runs).toBe(0);
});
