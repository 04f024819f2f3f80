import { rulesOf } from '../../../lib';
import type { OwnRules } from '../../../lib/options/guard-brand';
import { redisBudget, redisPacer } from '../../../lib/redis';
import { retryOf, tellCalls } from '../../redis/guards';

const client = { eval: () => Promise.resolve([]) };
const make = [
  ['redisPacer', redisPacer],
  ['redisBudget', redisBudget],
] as const;

const RULE =
  'axios-backoff: the client must be a client of redis 4 to 6 or of ioredis 4 to 6, or an object with the method eval(script, keys, args); got';

describe.each(make)('%s', (name, factory) => {
  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    ['redis://127.0.0.1', '"redis://127.0.0.1"'],
    [{}, '{}'],
    [{ eval: true }, '{ eval }'],
    // node-redis 3, and others with callbacks or a signature of their own.
    [{ eval: () => true, evalsha: () => true }, '{ eval, evalsha }'],
    [() => undefined, 'a function'],
  ])('refuses %p for a client', (value, shown) => {
    expect(() => factory(value as never)).toThrow(new TypeError(`${RULE} ${shown}`));
  });

  it.each([
    ['prefix', 'a{b}', 'option "prefix" must be a text of 1 to 64 letters'],
    ['prefix', ' a', 'option "prefix" must be'],
    ['prefix', 'a\n', 'option "prefix" must be'],
    ['prefix', 'a'.repeat(65), 'option "prefix" must be'],
    ['prefix', '', 'option "prefix" must be'],
    ['prefix', 5, 'option "prefix" must be'],
    ['timeout', 0.9, 'option "timeout" must be'],
    ['timeout', 0, 'option "timeout" must be milliseconds from 1 to 2 ** 53; got 0'],
    [
      'timeout',
      '1s',
      'option "timeout" must be milliseconds from 1 to 2 ** 53; got "1s"; did you mean 1000?',
    ],
    ['timeout', NaN, 'option "timeout" must be'],
    ['log', true, 'option "log" must be a function or false; got true'],
    ['key', 'origin', 'option "key" must be a function'],
  ])('refuses %s: %p', (option, value, message) => {
    expect(() => factory(client, { [option]: value })).toThrow(TypeError);
    expect(() => factory(client, { [option]: value })).toThrow(message);
  });

  it('warns of an unknown option, with the closest match', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    factory(client, { prefixes: 'a' } as never);
    expect(warn.mock.calls).toEqual([
      [`axios-backoff: unknown option "prefixes" of ${name}(); did you mean "prefix"?`],
    ]);
  });

  it.each([{ prefix: 'Az_09.:/-' }, { prefix: 'a'.repeat(64) }, { timeout: 1 }, { log: false }] as const)(
    'takes %p',
    (options) => {
      expect(() => factory(client, options)).not.toThrow();
    },
  );

  it('warns with console.warn when Redis can not be used', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const guard = factory({ eval: () => Promise.reject(new Error('gone')) });
    tellCalls(guard, 1, false);
    await rulesOf(guard).allows?.(retryOf(), 'send');
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/^axios-backoff: Redis failed: .*by itself$/)]]);
    guard.close();
  });
});

it('they refuse what the in-process guards refuse', () => {
  expect(() => redisPacer(client, { failures: 0 })).toThrow('option "failures" must be');
  expect(() => redisPacer(client, { maxProbeDelay: -1 })).toThrow('option "maxProbeDelay" must be');
  expect(() => redisBudget(client, { ratio: 2 })).toThrow('option "ratio" must be');
  expect(() => redisBudget(client, { window: 0 })).toThrow('option "window" must be');
});

it('a pacer can hold new calls, each process by itself', () => {
  const { holds } = rulesOf(redisPacer(client, { holdNewCalls: true })) as OwnRules;
  expect(holds?.isHolding()).toBe(false);
  const pacer = redisPacer(client, { holdNewCalls: true, log: false });
  rulesOf(pacer).attemptEnded?.({
    config: {},
    duration: 1,
    isFirst: true,
    isUp: false,
    status: 429,
    retryAfter: 5000,
  });
  expect((rulesOf(pacer) as OwnRules).holds?.isHolding()).toBe(true);
  expect((rulesOf(redisPacer(client)) as OwnRules).holds).toBeUndefined();
  pacer.close();
});
