import { inspect } from 'node:util';
import axios, { AxiosError, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { axiosRetry, type RetryOptions, type RetryState } from '../../../lib';
import { NAMESPACE } from '../../../lib/axios/namespace';
import type { AttemptConfig } from '../../../lib/axios/types';
import { begin } from '../../../lib/call/attempt';
import type { Attempt, Passage } from '../../../lib/call/passage';
import { attemptOf, evidenceOf, progressOf as markOf, type Progress } from '../../../lib/call/progress';
import { getRetryState } from '../../../lib/call/state';
import { passageWith } from '../passages';
import { unhandledIn } from '../unhandled';

const START = Date.UTC(2026, 0, 1);

const SECRET: AttemptConfig = { url: '/orders', data: { secret: 's3cr3t' } };

const passage = (options?: RetryOptions, parent?: Attempt): Passage => passageWith(options, SECRET, parent);

const configOfAttempt = (attempt: Attempt): AttemptConfig => ({
  url: '/orders',
  [NAMESPACE]: markOf(attempt),
});

const stateOf = ({ attempt }: Passage): RetryState => {
  const state = getRetryState({ config: configOfAttempt(attempt) });
  expect(state).toBeDefined();
  return state!;
};

const AT_ONCE = { delay: 0, duration: 0 };

beforeEach(() => {
  jest.useFakeTimers({ now: START });
});

afterEach(() => {
  jest.useRealTimers();
});

describe('getRetryState', () => {
  it('tells of a call under way', () => {
    const under = passage({ retries: 4 });
    under.call.record({ status: 503, delay: 0, duration: 30 });
    under.call.retryCount++;
    jest.advanceTimersByTime(100);
    const state = stateOf(under);
    expect(state).toEqual({
      retries: 4,
      retryCount: 1,
      skipped: 0,
      elapsed: 100,
      attempts: [{ status: 503, delay: 0, duration: 30 }],
    });
    expect(state.stopReason).toBeUndefined();
  });

  it('tells of a call that has ended, with a clock that stands still', () => {
    const ended = passage();
    jest.advanceTimersByTime(50);
    ended.call.settle('retries');
    jest.advanceTimersByTime(5000);
    expect(stateOf(ended)).toMatchObject({ elapsed: 50, stopReason: 'retries' });
  });

  it('gives no reason for a success', () => {
    const good = passage();
    good.call.settle();
    expect(stateOf(good).stopReason).toBeUndefined();
  });

  it('reads a response as well as an error, and what an error wraps', () => {
    const under = passage();
    const config = configOfAttempt(under.attempt);
    const error = new AxiosError('x', 'ECONNRESET', config as never);
    expect(getRetryState(error)).toEqual(stateOf(under));
    for (const wrapper of [
      { response: { config } },
      { cause: error },
      { cause: { cause: { response: { config } } } },
    ]) {
      expect(getRetryState(Object.assign(new Error('mapped'), wrapper))).toEqual(stateOf(under));
    }
  });

  it('looks for a cause no deeper than five', () => {
    const error: unknown = { config: configOfAttempt(passage().attempt) };
    const wrapped = (depth: number): unknown => (depth ? { cause: wrapped(depth - 1) } : error);
    expect(getRetryState(wrapped(5))).toBeDefined();
    expect(getRetryState(wrapped(6))).toBeUndefined();
    const ring: { cause?: unknown } = {};
    ring.cause = ring;
    expect(getRetryState(ring)).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['text', 'error'],
    ['an error of another kind', new Error('x')],
    ['a response without a config', {}],
    ['a config that is none', { config: 'x' }],
    ['a call without the plugin', { config: { url: '/orders' } }],
    ['options that have not been used', { config: { [NAMESPACE]: { retries: 3 } } }],
    [
      'what only looks like progress',
      { config: { [NAMESPACE]: { retries: 3, retryCount: 1, lastRequestTime: 2 } } },
    ],
    ["somebody else's function there", { config: { [NAMESPACE]: { attempt: () => ({ passage: {} }) } } }],
    ['progress that is no object', { config: { [NAMESPACE]: 5 } }],
  ])('knows nothing of %s', (_name, value) => {
    expect(getRetryState(value)).toBeUndefined();
  });

  it('is a picture of the moment', () => {
    const under = passage();
    const state = stateOf(under);
    under.call.retryCount++;
    under.call.record({ status: 500, ...AT_ONCE });
    expect(state).toMatchObject({ retryCount: 0, attempts: [] });
  });

  it('tells of the whole call, from a passage inside it too', () => {
    const outer = passage({ retries: 7 });
    const inner = passage({ retries: 3 }, outer.attempt);
    inner.call.record({ code: 'ECONNRESET', delay: 0, duration: 10 });
    outer.call.retryCount = 2;
    expect(stateOf(inner)).toEqual(stateOf(outer));
    expect(stateOf(inner)).toMatchObject({
      retries: 7,
      retryCount: 2,
      attempts: [{ code: 'ECONNRESET', delay: 0, duration: 10 }],
    });
  });
});

describe('the records of a call', () => {
  /** The records of a call whose attempts each end after so many milliseconds with such an answer. */
  async function recordsOf(
    ends: readonly (readonly [duration: number, end: Partial<AxiosResponse> | Error])[],
    options: RetryOptions = {},
  ): Promise<RetryState['attempts'] | undefined> {
    let sent = 0;
    const client = axios.create({
      adapter: async (config) => {
        const [duration, end] = ends[sent++] ?? [0, new Error('one too many')];
        await new Promise((resolve) => setTimeout(resolve, duration));
        if (end instanceof Error) throw Object.assign(end, { config });
        const response = { data: '', status: 200, statusText: '', headers: {}, config, ...end };
        if (response.status === 200) return response;
        throw new AxiosError('Request failed', 'ERR_BAD_RESPONSE', config, {}, response);
      },
    });
    axiosRetry(client, { retryDelay: 1000, log: false, ...options });
    const ended = client.get('/orders').catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(100_000);
    return getRetryState(await ended)?.attempts;
  }

  it('have the wait before an attempt, and how long it took without that', async () => {
    expect(
      await recordsOf([
        [20, { status: 503 }],
        [40, {}],
      ]),
    ).toEqual([
      { status: 503, delay: 0, duration: 20 },
      { status: 200, delay: 1000, duration: 40 },
    ]);
  });

  it('have only what there is, and nothing else of what they are made of', async () => {
    const [record] = (await recordsOf([[5, new AxiosError('secret', 'ECONNRESET')]], { retries: 0 })) ?? [];
    expect(record).toEqual({ code: 'ECONNRESET', delay: 0, duration: 5 });
    const [other] = (await recordsOf([[5, { status: 404, data: 'secret' }]])) ?? [];
    expect(other).toEqual({ status: 404, delay: 0, duration: 5 });
  });

  it('are the latest hundred of a call with thousands', () => {
    const long = passage();
    for (let delay = 0; delay < 3000; delay++) long.call.record({ status: 503, delay, duration: 0 });
    const { attempts } = stateOf(long);
    expect(attempts).toHaveLength(100);
    expect([attempts[0]?.delay, attempts.at(-1)?.delay]).toEqual([2900, 2999]);
    // No more are held, even where nobody asks.
    expect(Reflect.get(long.call, 'records')).toHaveLength(100);
  });

  it('are so where the last of a hundred and one has succeeded', () => {
    const long = passage();
    for (let delay = 0; delay < 100; delay++) long.call.record({ status: 503, delay, duration: 0 });
    long.call.succeed(long.attempt, 200);
    const { attempts } = stateOf(long);
    expect(attempts.map(({ status }) => status)).toEqual([...Array<number>(99).fill(503), 200]);
  });
});

describe('the end of a passage', () => {
  it('lets go of its config and its error', () => {
    const ended = passage();
    ended.retrying.lastError = new Error('large');
    ended.settle();
    expect(ended.original.config).toEqual({});
    expect(ended.retrying.lastError).toBeUndefined();
    expect(ended.settled).toBe(true);
  });

  it('is not that of its call, which ends by itself', () => {
    const outer = passage();
    const inner = passage({}, outer.attempt);
    inner.settle();
    expect([inner.settled, outer.settled, outer.call.endedAt]).toEqual([true, false, undefined]);
    expect(stateOf(inner).stopReason).toBeUndefined();
    outer.call.settle('retries');
    expect(stateOf(inner).stopReason).toBe('retries');
  });
});

describe('what stands on the config', () => {
  const sentWith = ({ attempt }: Passage): AttemptConfig => {
    const config = { ...SECRET };
    begin(attempt, config);
    return config;
  };
  const progressOf = (under: Passage): Progress => sentWith(under)[NAMESPACE] as Progress;

  it('is put there when an attempt begins, and leads back to the attempt', () => {
    const under = passage();
    expect(attemptOf(sentWith(under))).toBe(under.attempt);
  });

  /** As inner interceptors of all kinds do it. */
  const deepClone = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(deepClone);
    if (typeof value !== 'object' || !value) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, deepClone(member)]));
  };

  it.each<[string, (config: AttemptConfig) => unknown]>([
    ['spread', (config) => ({ ...config })],
    [
      'spread with its members',
      (config) => ({ ...config, [NAMESPACE]: { ...(config[NAMESPACE] as object) } }),
    ],
    ['assigned', (config) => Object.assign({}, config)],
    ['cloned deeply', deepClone],
    ['cloned deeply and merged', (config) => ({ ...(deepClone(config) as object), headers: {} })],
    ['frozen', (config) => Object.freeze({ ...config })],
  ])('leads back after the config was %s', (_name, change) => {
    const under = passage();
    expect(attemptOf(change(sentWith(under)))).toBe(under.attempt);
  });

  it('is lost where only text is left of it', () => {
    const text = JSON.stringify(sentWith(passage()));
    expect(attemptOf(JSON.parse(text))).toBeUndefined();
  });

  it('ends no process for a function of anybody that rejects', async () => {
    jest.useRealTimers();
    const foreign = { [NAMESPACE]: { attempt: () => Promise.reject(new Error('refused')) } };
    const unhandled = await unhandledIn(() => {
      expect(attemptOf(foreign)).toBeUndefined();
    });
    expect(unhandled).toEqual([]);
  });

  it('is read as in axios-retry', () => {
    jest.setSystemTime(START + 500);
    const under = passage({ retries: 6 });
    under.call.retryCount = 1;
    const { retries, retryCount, lastRequestTime } = progressOf(under);
    expect({ retries, retryCount, lastRequestTime }).toEqual({
      retries: 6,
      retryCount: 1,
      lastRequestTime: START + 500,
    });
  });

  it("has a passage's own retries, and the count of the whole call", () => {
    const outer = passage({ retries: 6 });
    const inner = passage({ retries: 2 }, outer.attempt);
    outer.call.retryCount = 3;
    expect(progressOf(inner)).toMatchObject({ retries: 2, retryCount: 3 });
  });

  it('is no place to change a call from', () => {
    const under = passage();
    Object.assign(progressOf(under), { retries: 99, retryCount: 99 });
    expect(stateOf(under)).toMatchObject({ retries: 10, retryCount: 0 });
  });

  it('is three numbers in JSON, alone and in an error', () => {
    const under = passage({ retries: 6 });
    const numbers = { retries: 6, retryCount: 0, lastRequestTime: START };
    expect(JSON.parse(JSON.stringify(progressOf(under)))).toEqual(numbers);
    const error = new AxiosError('x', 'ECONNRESET', configOfAttempt(under.attempt) as never);
    const json = JSON.parse(JSON.stringify(error)) as { config: object };
    expect(Reflect.get(json.config, NAMESPACE)).toEqual(numbers);
  });

  it('gives nothing of the call away to a log that prints objects whole', () => {
    expect(inspect(progressOf(passage()), { depth: null, showHidden: true, getters: true })).not.toContain(
      's3cr3t',
    );
  });

  it('leads back after axios has merged the config', async () => {
    const under = passage();
    let seen: AxiosRequestConfig | undefined;
    await axios.request({
      [NAMESPACE]: progressOf(under),
      adapter: (config) => {
        seen = config;
        return Promise.resolve({ data: '', status: 200, statusText: '', headers: {}, config });
      },
    });
    expect(attemptOf(seen)).toBe(under.attempt);
  });
});

describe('the evidence for an attempt', () => {
  it('is an outcome that carries its config, or wraps one that does', () => {
    const { attempt } = passage();
    const config = configOfAttempt(attempt);
    const error = { config };
    expect(evidenceOf(attempt, error)).toEqual({ config, error });
    expect(evidenceOf(attempt, { cause: error })?.error).toBe(error);
    expect(evidenceOf(attempt, { response: { config } })?.config).toBe(config);
  });

  it('is one of an attempt that was sent again from inside it, and not the other way round', () => {
    const outer = passage().attempt;
    const inner = passage({}, outer).attempt;
    expect(evidenceOf(outer, { config: configOfAttempt(inner) })).toBeDefined();
    expect(evidenceOf(inner, { config: configOfAttempt(outer) })).toBeUndefined();
  });

  it('is none of another request, of no request, and of an earlier attempt', () => {
    const { attempt } = passage();
    const other = configOfAttempt(passage().attempt);
    for (const outcome of [{ config: other }, { cause: { config: other } }, {}, undefined, new Error('x')]) {
      expect(evidenceOf(attempt, outcome)).toBeUndefined();
    }
  });
});
