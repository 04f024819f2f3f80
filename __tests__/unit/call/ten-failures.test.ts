import axios, { type AxiosInstance } from 'axios';
import MockAdapter from 'axios-mock-adapter';
import { axiosRetry, exponentialBackoff, getRetryState, type LogEvent } from '../../../lib';

/** A generator of numbers in [0, 1) that repeats: mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const CEILINGS = [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000];

describe('a server that fails ten times and then works', () => {
  let client: AxiosInstance;
  let mock: MockAdapter;
  let events: LogEvent[];
  /** What happened, in order: each attempt and each line with the time it came at. */
  let story: [what: string, at: number][];

  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
    client = axios.create({ baseURL: 'https://api.example.com' });
    mock = new MockAdapter(client);
    events = [];
    story = [];
  });

  afterEach(() => {
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  const failures = {
    'ten times 503': Array.from({ length: 10 }, () => 503),
    'ten network errors': Array.from({ length: 10 }, () => 'network'),
    'both in turn': Array.from({ length: 10 }, (_, n) => (n % 2 ? 'network' : 503)),
    'statuses, timeouts and network errors': [
      503,
      'timeout',
      502,
      'network',
      504,
      429,
      'network',
      500,
      'timeout',
      503,
    ],
  };

  function script(kinds: readonly (number | string)[]): void {
    const handler = mock.onGet('/orders');
    kinds.forEach((kind) => {
      if (kind === 'network') handler.networkErrorOnce();
      else if (kind === 'timeout') handler.timeoutOnce();
      else handler.replyOnce(Number(kind), 'try again');
    });
    handler.reply(200, { orders: [1, 2, 3] });
    client.interceptors.request.use((config) => {
      story.push(['attempt', Date.now()]);
      return config;
    });
  }

  it.each(Object.entries(failures))(
    'answers after %s, with the exact waits of a seeded jitter',
    async (_, kinds) => {
      script(kinds);
      axiosRetry(client, {
        retryDelay: exponentialBackoff({ random: seeded(7) }),
        log: (_message, event) => {
          story.push(['line', Date.now()]);
          events.push(event);
        },
      });

      const call = client.get<{ orders: number[] }>('/orders');
      await jest.runAllTimersAsync();
      const response = await call;

      expect(response.data.orders).toEqual([1, 2, 3]);
      expect(mock.history.get).toHaveLength(11);

      const random = seeded(7);
      const waits = CEILINGS.map((ceiling) => random() * ceiling);
      expect(events.pop()).toMatchObject({ type: 'recovered', status: 200, retryCount: 10 });
      expect(events.map((event) => event.type === 'retry' && event.delay)).toEqual(waits);
      expect(events.map((event) => event.type === 'retry' && event.ceiling)).toEqual(CEILINGS);
      expect(events.map((event) => event.type === 'retry' && event.retryCount)).toEqual([
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
      ]);

      // A line before each sleep, at the time of the failure; the next attempt exactly one wait later.
      const expected: [string, number][] = [['attempt', 0]];
      let now = 0;
      for (const wait of waits) {
        expected.push(['line', now]);
        now += Math.ceil(wait);
        expected.push(['attempt', now]);
      }
      expected.push(['line', now]);
      expect(story).toEqual(expected);

      const state = getRetryState(response);
      expect(state).toMatchObject({ retries: 10, retryCount: 10, elapsed: now });
      expect(state?.attempts.map(({ delay }) => delay)).toEqual([0, ...waits]);
      expect(state?.attempts.at(-1)).toMatchObject({ status: 200 });
      expect(state?.stopReason).toBeUndefined();
    },
  );

  it('says each line on console.warn before the sleep, in the words of the contract', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    const info = jest.spyOn(console, 'info').mockImplementation();
    script([503, 'network', 'timeout']);
    axiosRetry(client, { retryDelay: exponentialBackoff({ random: () => 0.87 }) });

    const call = client.get('/orders?token=secret');
    mock.onGet('/orders?token=secret').replyOnce(503).onGet('/orders?token=secret').reply(200);
    await jest.advanceTimersByTimeAsync(0);
    expect(warn.mock.calls).toEqual([
      ['GET https://api.example.com/orders failed: 503. Retry 1 of 10 in 870 ms (up to 1 s), 0 ms elapsed.'],
    ]);
    await jest.runAllTimersAsync();
    await call;
    expect(warn).toHaveBeenCalledTimes(1);
    expect(info.mock.calls).toEqual([
      ['GET https://api.example.com/orders recovered after 1 retry, 870 ms elapsed.'],
    ]);
  });

  it('gives up after the eleventh failure with the last error, unwrapped', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    mock.onGet('/orders').reply((config) => [503, { call: mock.history.get.length, url: config.url }]);
    axiosRetry(client, { retryDelay: exponentialBackoff({ random: () => 0.5 }) });

    const call = client.get('/orders').catch((error: unknown) => error);
    await jest.runAllTimersAsync();
    const error = await call;

    expect(mock.history.get).toHaveLength(11);
    expect(error).toBeInstanceOf(axios.AxiosError);
    expect(error).toMatchObject({ response: { status: 503, data: { call: 11 } } });
    expect(getRetryState(error)).toMatchObject({ retryCount: 10, stopReason: 'retries', elapsed: 151_500 });
    expect(warn).toHaveBeenCalledTimes(11);
    expect(warn.mock.lastCall).toEqual([
      'GET https://api.example.com/orders failed: 503. Gave up after 10 retries and 152 s (retries).',
    ]);
  });

  it('makes at most `retries` + 1 attempts, for the instance and for one request', async () => {
    mock.onGet('/orders').reply(503);
    axiosRetry(client, { retries: 2, retryDelay: 10, log: false });
    for (const [overrides, attempts] of [
      [undefined, 3],
      [{ retries: 0 }, 1],
      [{ retries: 4 }, 5],
      [{ retries: undefined }, 3],
    ] as const) {
      mock.resetHistory();
      const call = client.get('/orders', { 'axios-retry': overrides }).catch((error: unknown) => error);
      await jest.runAllTimersAsync();
      await call;
      expect(mock.history.get).toHaveLength(attempts);
    }
  });

  it('sends a POST once, and again only when it was declared idempotent', async () => {
    mock.onPost('/orders').reply(503);
    axiosRetry(client, { retries: 2, retryDelay: 10, log: false });
    for (const [config, attempts] of [
      [{}, 1],
      [{ 'axios-retry': { idempotent: true } }, 3],
      [{ headers: { 'Idempotency-Key': 'a1' } }, 3],
      [{ headers: { 'Idempotency-Key': '' } }, 1],
    ] as const) {
      mock.resetHistory();
      const call = client.post('/orders', {}, config).catch((error: unknown) => error);
      await jest.runAllTimersAsync();
      await call;
      expect(mock.history.post).toHaveLength(attempts);
    }
  });
});
