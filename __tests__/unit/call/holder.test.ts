import axios, { AxiosError, type AxiosInstance, type InternalAxiosRequestConfig } from 'axios';
import {
  axiosRetry,
  getRetryState,
  retryGuard,
  retryPacer,
  type EndedAttempt,
  type GiveUpEvent,
  type LogEvent,
  type RetryOptions,
  type RetryPacerOptions,
} from '../../../lib';
import { PassThrough } from 'node:stream';
import { rejectionOf } from '../clients';
import { otherCopy } from '../other-copy';

type Answer = readonly [status: number, headers?: Record<string, string>];

const OK: Answer = [200];
const LIMITED: Answer = [429, { 'retry-after': '2' }];

/** Answers of a server in memory by URL, one after the other, and then 200. */
type Plans = Record<string, Answer[]>;

function answer(config: InternalAxiosRequestConfig, [status, headers = {}]: Answer): unknown {
  const response = { status, statusText: '', data: '', headers, config };
  if (status < 300) return response;
  throw new AxiosError(`Request failed with status code ${status}`, 'ERR', config, {}, response as never);
}

interface World {
  readonly client: AxiosInstance;
  /** URLs, in the order in which they were sent, with the time in milliseconds. */
  readonly sent: string[];
  readonly configs: InternalAxiosRequestConfig[];
  readonly events: LogEvent[];
  readonly lines: string[];
}

/** An instance without the plugin. */
function world(plans: Plans = {}, latency = 0): World {
  const begun = performance.now();
  const sent: string[] = [];
  const configs: InternalAxiosRequestConfig[] = [];
  const client = axios.create({
    baseURL: 'https://api.example.com',
    adapter: async (config) => {
      sent.push(`${config.url} ${Math.round(performance.now() - begun)}`);
      // A call that has ended gets its config back as it was.
      configs.push({ ...config });
      if (latency) await new Promise((resolve) => setTimeout(resolve, latency));
      return answer(config, plans[String(config.url)]?.shift() ?? OK) as never;
    },
  });
  return { client, sent, configs, events: [], lines: [] };
}

const install = (
  { client, events, lines }: World,
  options: RetryOptions = {},
  pacer: RetryPacerOptions = {},
) =>
  axiosRetry(client, {
    retries: 0,
    log: (line, event) => {
      lines.push(line);
      events.push(event);
    },
    pacer: retryPacer({ holdNewCalls: true, ...pacer }),
    ...options,
  });

/** A world whose server has just asked to wait for two seconds, and what has been sent since. */
async function limitedWorld(options: RetryOptions = {}, pacer: RetryPacerOptions = {}) {
  const made = world({ '/limit': [LIMITED] });
  const installation = install(made, options, pacer);
  await rejectionOf(made.client.get('/limit', { 'axios-retry': { retries: 0 } }));
  made.sent.length = 0;
  return { ...made, ...installation };
}

const advance = (time: number): Promise<void> => jest.advanceTimersByTimeAsync(time);

let random: jest.SpyInstance;

beforeEach(() => {
  jest.useFakeTimers();
  random = jest.spyOn(Math, 'random').mockReturnValue(0);
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
  random.mockRestore();
});

describe('a new call', () => {
  it('waits while the server asks for patience, and those with another key do not', async () => {
    const { client, sent } = await limitedWorld();
    const calls = [client.get('/a'), client.post('/b'), client.get('https://other.example.com/c')];
    await advance(1999);
    expect(sent).toEqual(['https://other.example.com/c 0']);
    await advance(1);
    expect(sent.slice(1)).toEqual(['/a 2000', '/b 2000']);
    await Promise.all(calls);
  });

  it.each([
    ['Retry-After', 503, { 'retry-after': '2' }],
    ['a rate limit', 429, { 'ratelimit-reset': '2', 'ratelimit-remaining': '0' }],
  ])('waits for %s of any failure', async (_name, status, headers) => {
    const made = world({ '/limit': [[status, headers]] });
    install(made);
    await rejectionOf(made.client.get('/limit'));
    const call = made.client.get('/a');
    await advance(2000);
    await call;
    expect(made.sent).toEqual(['/limit 0', '/a 2000']);
  });

  it('does not wait without the option', async () => {
    const { client, sent } = await limitedWorld({ pacer: retryPacer() });
    await client.get('/a');
    expect(sent).toEqual(['/a 0']);
  });

  it.each([
    ['retries: 0', { retries: 0 }],
    ['false', false],
  ])('waits even if it has no retries (%s)', async (_name, options) => {
    const { client, sent } = await limitedWorld({ retries: 3 });
    const call = client.get('/a', { 'axios-backoff': options as RetryOptions });
    await advance(2000);
    await call;
    expect(sent).toEqual(['/a 2000']);
  });

  it.each<[string, RetryOptions]>([
    ['no pacer', { pacer: null }],
    ['another pacer', { pacer: retryPacer() }],
    ['a lower maxRetryAfter', { maxRetryAfter: 1999 }],
  ])('does not wait if it has %s', async (_name, options) => {
    const { client, sent } = await limitedWorld();
    await client.get('/a', { 'axios-retry': options });
    expect(sent).toEqual(['/a 0']);
  });

  it('does not wait above maxHeld, and takes the place of one that ended', async () => {
    const { client, sent } = await limitedWorld({}, { maxHeld: 2 });
    const controller = new AbortController();
    const cancelled = rejectionOf(client.get('/a', { signal: controller.signal }));
    const calls = [client.get('/b'), client.get('/c')];
    await advance(1000);
    expect(sent).toEqual(['/c 0']);
    controller.abort();
    await cancelled;
    calls.push(client.get('/d'));
    await advance(1000);
    await Promise.all(calls);
    expect(sent).toEqual(['/c 0', '/b 2000', '/d 2000']);
  });

  it('does not wait if it begins after a success', async () => {
    const { client, sent } = await limitedWorld();
    const first = client.get('/a');
    await advance(1000);
    await client.get('/b', { 'axios-retry': { maxRetryAfter: 0 } });
    await client.get('/c');
    expect(sent).toEqual(['/b 1000', '/c 1000']);
    await advance(1000);
    await first;
    expect(sent).toEqual(['/b 1000', '/c 1000', '/a 2000']);
  });

  it('reaches the adapter in the same turn if it does not wait', async () => {
    const { client, sent } = await limitedWorld();
    await advance(2000);
    const calls = [client.get('/a')];
    expect(sent).toEqual(['/a 2000']);
    await Promise.all(calls);
  });

  it('reaches it in the same turn again after a success', async () => {
    const { client, sent } = await limitedWorld();
    await advance(1000);
    await client.get('/a', { 'axios-retry': { pacer: null } });
    const call = client.get('/b', { 'axios-retry': { maxRetryAfter: 0 } });
    await call;
    const calls = [client.get('/c')];
    expect(sent.slice(2)).toEqual(['/c 1000']);
    await Promise.all(calls);
  });

  it('does not wait if the key of the pacer throws, which is logged', async () => {
    const made = world({ '/limit': [LIMITED] });
    const key = ({ url }: { url?: string }): string => {
      if (url === '/bad') throw new Error('no key');
      return 'one';
    };
    install(made, {}, { key });
    await rejectionOf(made.client.get('/limit'));
    const call = made.client.get('/bad');
    await advance(0);
    await call;
    expect(made.sent).toEqual(['/limit 0', '/bad 0']);
    expect([...new Set(made.lines)]).toEqual(['axios-backoff: pacer threw Error']);
  });

  it('that is not held has waited for nothing, however long its pacer thought about it', async () => {
    const made = world({ '/limit': [LIMITED] });
    const key = ({ url }: { url?: string }): string => {
      if (url === '/a') jest.advanceTimersByTime(5);
      return String(url);
    };
    install(made, {}, { key });
    await rejectionOf(made.client.get('/limit'));
    const call = made.client.get('/a');
    await advance(0);
    expect(getRetryState(await call)?.attempts[0]?.delay).toBe(0);
  });

  it('keeps the very body that it was given while no server asks for patience', async () => {
    const made = world();
    install(made);
    const item = { id: 1 };
    let seen: unknown;
    await made.client.post('/a', [item], {
      transformRequest: [
        (data: unknown[]) => {
          [seen] = data;
          return '';
        },
      ],
    });
    expect(seen).toBe(item);
  });

  it('sends what it was given', async () => {
    const { client, configs } = await limitedWorld();
    const call = client.post('/a', { n: 1 }, { headers: { 'x-y': 'z' }, params: { q: 1 } });
    await advance(2000);
    await call;
    const { data, headers, params } = configs.at(-1)!;
    expect([data, headers['x-y'], params]).toEqual(['{"n":1}', 'z', { q: 1 }]);
  });
});

describe('what its caller changes after the call', () => {
  const page = (): object => ({ page: { number: 0 } });
  const set = (given: object, number: number): void => {
    if ('set' in given) (given as URLSearchParams).set('page', String(number));
    else [given].flat().forEach((item) => Object.assign((item as { page: object }).page, { number }));
  };

  it.each<[string, () => object, (number: number) => unknown]>([
    ['a form', () => new URLSearchParams(), (number) => `page=${number}`],
    ['a list', () => [page()], (number) => `[{"page":{"number":${number}}}]`],
    ['an object', page, (number) => `{"page":{"number":${number}}}`],
  ])('is not sent: the body, %s', async (_name, make, sent) => {
    const { client, configs } = await limitedWorld();
    const given = make();
    const calls = [1, 2, 3].map((number) => {
      set(given, number);
      return client.post(`/${number}`, given);
    });
    await advance(1000);
    set(given, 4);
    await advance(1000);
    await Promise.all(calls);
    const bodies = configs.slice(-3).map(({ url, data }) => [url, data] as const);
    expect(Object.fromEntries(bodies)).toEqual({ '/1': sent(1), '/2': sent(2), '/3': sent(3) });
  });

  it('is not sent: the query', async () => {
    const { client, configs } = await limitedWorld();
    const params = new URLSearchParams({ page: '1' });
    const call = client.get('/a', { params });
    params.set('page', '2');
    await advance(2000);
    await call;
    expect(String(configs.at(-1)?.params)).toBe('page=1');
  });

  it('is not looked at if it can not be copied', async () => {
    const { client, configs } = await limitedWorld();
    const body = Buffer.from('body');
    const call = client.post('/a', body);
    await advance(2000);
    await call;
    expect(configs.at(-1)?.data).toBe(body);
  });
});

describe('a held call', () => {
  it('is retried like any other, from what it was given', async () => {
    const made = world({ '/limit': [LIMITED], '/a': [[503], [503]] });
    const inner = jest.fn((config: InternalAxiosRequestConfig) => {
      config.url = `/v1${config.url}`;
      return config;
    });
    made.client.interceptors.request.use((config) => (config.url === '/a' ? inner(config) : config));
    install(made, { retries: 3, retryDelay: 500 });
    await rejectionOf(made.client.get('/limit', { 'axios-retry': { retries: 0 } }));
    const call = made.client.get('/a');
    await advance(5000);
    expect(getRetryState(await call)).toMatchObject({ retryCount: 0 });
    expect(made.sent).toEqual(['/limit 0', '/v1/a 2000']);
    expect(inner).toHaveBeenCalledTimes(1);
  });

  it('keeps its retries, and its state says how long it was held', async () => {
    const made = world({ '/limit': [LIMITED], '/a': [[503], [503]] });
    install(made, { retries: 3, retryDelay: 500 });
    await rejectionOf(made.client.get('/limit', { 'axios-retry': { retries: 0 } }));
    await advance(500);
    const call = made.client.get('/a');
    await advance(5000);
    expect(made.sent).toEqual(['/limit 0', '/a 2000', '/a 2500', '/a 3000']);
    const state = getRetryState(await call);
    expect(state).toMatchObject({ retryCount: 2, elapsed: 2500 });
    expect(state?.attempts.map(({ delay, duration }) => [delay, duration])).toEqual([
      [1500, 0],
      [500, 0],
      [500, 0],
    ]);
  });

  it('is told to the guards as any first attempt, without the time that it was held', async () => {
    const ended: EndedAttempt[] = [];
    const budget = retryGuard({ attemptEnded: (attempt) => ended.push(attempt) });
    const made = world({ '/limit': [LIMITED] }, 20);
    install(made, { budget });
    const failed = rejectionOf(made.client.get('/limit'));
    await advance(20);
    await failed;
    const call = made.client.get('/a');
    await advance(2020);
    await call;
    expect(ended.map(({ isFirst, isUp, duration }) => [isFirst, isUp, duration])).toEqual([
      [true, false, 20],
      [true, true, 20],
    ]);
  });

  it('has its number while it is held, and the time of its attempt after that', async () => {
    const { client, configs } = await limitedWorld();
    const call = client.get('/a');
    const begun = Date.now();
    await advance(2000);
    await call;
    const mark = configs.at(-1)?.['axios-retry'];
    expect(mark?.lastRequestTime).toBe(begun + 2000);
    expect(mark?.retryCount).toBe(0);
  });

  it('runs the interceptors before the plugin once it is released, and those after it at once', async () => {
    const order: string[] = [];
    const made = world({ '/limit': [LIMITED] });
    const note = (name: string) => (config: InternalAxiosRequestConfig) => {
      if (config.url === '/a') order.push(`${name} ${performance.now() - begun}`);
      return config;
    };
    const begun = performance.now();
    made.client.interceptors.request.use(note('inner'));
    install(made);
    made.client.interceptors.request.use(note('outer'));
    await rejectionOf(made.client.get('/limit'));
    const call = made.client.get('/a');
    await advance(2000);
    await call;
    expect(order).toEqual(['outer 0', 'inner 2000']);
  });

  it('does so with axios order turned round, and is retried through the inner ones alone', async () => {
    const order: string[] = [];
    const made = world({ '/limit': [LIMITED], '/a': [[503]] });
    made.client.defaults.transitional = { legacyInterceptorReqResOrdering: false };
    const note = (name: string) => (config: InternalAxiosRequestConfig) => {
      if (config.url === '/a') order.push(`${name} ${performance.now() - begun}`);
      return config;
    };
    const begun = performance.now();
    made.client.interceptors.request.use(note('outer'));
    install(made, { retryDelay: 500, retries: 1 });
    made.client.interceptors.request.use(note('inner'));
    await rejectionOf(made.client.get('/limit', { 'axios-retry': { retries: 0 } }));
    const call = made.client.get('/a');
    await advance(2500);
    await call;
    expect(order).toEqual(['outer 0', 'inner 2000', 'inner 2500']);
  });
});

describe('a retry', () => {
  it('is not affected', async () => {
    const sent: string[][] = [];
    for (const holdNewCalls of [true, false]) {
      const made = world({ '/slow': [[503]], '/limit': [LIMITED] });
      install(made, { retries: 1, retryDelay: 500 }, { holdNewCalls });
      const calls = [made.client.get('/slow'), made.client.get('/limit')];
      await advance(3000);
      await Promise.all(calls);
      sent.push(made.sent);
    }
    expect(sent[0]).toEqual(['/slow 0', '/limit 0', '/limit 2000', '/slow 2000']);
    expect(sent[1]).toEqual(sent[0]);
  });

  it.each([true, false])('goes at the time that it was told (usual order: %s)', async (isUsual) => {
    const made = world({ '/a': [[503, { 'retry-after': '1' }]], '/limit': [[429, { 'retry-after': '5' }]] });
    made.client.defaults.transitional = { legacyInterceptorReqResOrdering: isUsual };
    made.client.interceptors.request.use((config) => config);
    install(made, { retries: 1 });
    made.client.interceptors.request.use((config) => config);
    const call = made.client.get('/a');
    await rejectionOf(made.client.get('/limit', { 'axios-retry': { retries: 0 } }));
    const held = made.client.get('/b');
    await advance(4999);
    expect(made.sent).toEqual(['/a 0', '/limit 0', '/a 1000']);
    await call;
    await advance(1);
    await held;
    expect(made.sent.at(-1)).toBe('/b 5000');
  });

  it('that an interceptor sends from inside a call is not held either', async () => {
    const made = world({ '/limit': [LIMITED], '/a': [[401]] });
    made.client.interceptors.response.use(undefined, async (error: AxiosError) => {
      if (error.response?.status !== 401) throw error;
      // Somebody else is told to wait in the meantime.
      await rejectionOf(made.client.get('/limit', { 'axios-retry': { retries: 0 } }));
      return made.client.request(error.config!);
    });
    install(made, { retries: 3 });
    await made.client.get('/a');
    expect(made.sent).toEqual(['/a 0', '/limit 0', '/a 0']);
  });
});

describe('a call for a token', () => {
  it.each(['inner', 'outer'])('that an %s interceptor of a held call makes is not stuck', async (place) => {
    const made = world({ '/limit': [LIMITED] });
    const use = (): void => {
      made.client.interceptors.request.use(async (config) => {
        if (config.url === '/a') await made.client.post('/token');
        return config;
      });
    };
    if (place === 'inner') use();
    install(made);
    if (place === 'outer') use();
    await rejectionOf(made.client.get('/limit'));
    const calls = Array.from({ length: 20 }, () => made.client.get('/a'));
    await advance(60_000);
    await Promise.all(calls);
    const urls = made.sent.map((line) => line.split(' ')[0]);
    expect(urls.filter((url) => url === '/token')).toHaveLength(20);
    expect(urls.filter((url) => url === '/a')).toHaveLength(20);
    expect(made.sent.at(-1)).toMatch(/^\/a/);
  });

  it('that it makes while the server asks again waits for no more than that', async () => {
    const made = world({ '/limit': [LIMITED, LIMITED] });
    made.client.interceptors.request.use(async (config) => {
      if (config.url === '/a') {
        await made.client.get('/limit').catch(() => undefined);
        await made.client.post('/token');
      }
      return config;
    });
    install(made);
    await rejectionOf(made.client.get('/limit'));
    const call = made.client.get('/a');
    await advance(10_000);
    await call;
    expect(made.sent).toEqual(['/limit 0', '/limit 2000', '/token 4000', '/a 4000']);
  });

  it('that follows on the answer to a held call is not stuck', async () => {
    const made = world({ '/limit': [LIMITED], '/a': [[401]] });
    made.client.interceptors.response.use(undefined, async (error: AxiosError) => {
      if (error.response?.status !== 401) throw error;
      await made.client.post('/token');
      return made.client.request(error.config!);
    });
    install(made, { retries: 1 });
    await rejectionOf(made.client.get('/limit', { 'axios-retry': { retries: 0 } }));
    const call = made.client.get('/a');
    await advance(10_000);
    await call;
    expect(made.sent).toEqual(['/limit 0', '/a 2000', '/token 2000', '/a 2000']);
  });
});

describe('the time of a held call', () => {
  it.each([
    [false, 'ECONNABORTED'],
    [true, 'ETIMEDOUT'],
  ])('ends it with the timeout error of axios (clarified: %s)', async (clarifyTimeoutError, code) => {
    const onGiveUp = jest.fn<undefined, [GiveUpEvent]>();
    const { client, sent } = await limitedWorld({ onGiveUp });
    onGiveUp.mockClear();
    let error: unknown;
    const call = client.get('/a', {
      'axios-retry': { maxElapsedTime: 1500 },
      transitional: { clarifyTimeoutError },
    });
    call.catch((reason: unknown) => (error = reason));
    await advance(1499);
    expect(error).toBeUndefined();
    await advance(1);
    expect(error).toBeInstanceOf(AxiosError);
    expect(error).toMatchObject({
      code,
      message: 'maxElapsedTime of 1500 ms exceeded',
      config: { url: '/a' },
    });
    expect(getRetryState(error)).toMatchObject({
      attempts: [],
      retryCount: 0,
      elapsed: 1500,
      stopReason: 'maxElapsedTime',
    });
    expect(onGiveUp.mock.calls).toMatchObject([[{ reason: 'maxElapsedTime', failure: 'not sent' }]]);
    await advance(10_000);
    expect(sent).toEqual([]);
  });

  it.each([
    ['too slow', 'too slow'],
    ['', 'maxElapsedTime of 1500 ms exceeded'],
  ])(
    'ends it with the message that the caller has set for a timeout: %j',
    async (timeoutErrorMessage, message) => {
      const { client } = await limitedWorld();
      const options = { 'axios-retry': { maxElapsedTime: 1500 } };
      const failed = rejectionOf(client.get('/a', { timeoutErrorMessage, ...options }));
      await advance(1500);
      expect(await failed).toMatchObject({ code: 'ECONNABORTED', message });
    },
  );

  it('is that of the timeout if that is for the whole call', async () => {
    const { client, sent, configs } = await limitedWorld({ shouldResetTimeout: false });
    const failed = rejectionOf(client.get('/a', { timeout: 1500 }));
    const call = client.get('/b', { timeout: 5000 });
    await advance(1500);
    expect(await failed).toMatchObject({ code: 'ECONNABORTED', message: 'timeout of 1500 ms exceeded' });
    await advance(500);
    // What is left of it is for the attempt.
    expect(configs.at(-1)?.timeout).toBe(3000);
    expect((await call).config.timeout).toBe(5000);
    expect(sent).toEqual(['/b 2000']);
  });

  it('includes the hold, for the attempt after it as well', async () => {
    const made = world({ '/limit': [LIMITED] }, 0);
    install(made, { maxElapsedTime: 3000 });
    await rejectionOf(made.client.get('/limit'));
    const hanging = made.client.get('/a', {
      adapter: (config) =>
        new Promise((_resolve, reject) => {
          config.cancelToken?.promise.then(reject, reject);
        }),
    });
    const failed = rejectionOf(hanging);
    await advance(2999);
    expect(jest.getTimerCount()).toBe(1);
    await advance(1);
    expect(await failed).toMatchObject({
      code: 'ECONNABORTED',
      message: 'maxElapsedTime of 3000 ms exceeded',
    });
    // The caller passed none.
    expect((await failed).config?.cancelToken).toBeUndefined();
  });

  it('does not begin a retry that it has no time for', async () => {
    const made = world({ '/limit': [LIMITED], '/a': [[503]] });
    install(made, { retries: 3, retryDelay: 1000, maxElapsedTime: 2500 });
    await rejectionOf(made.client.get('/limit', { 'axios-retry': { retries: 0 } }));
    const failed = rejectionOf(made.client.get('/a'));
    await advance(2000);
    expect((await failed).response?.status).toBe(503);
    expect(getRetryState(await failed)).toMatchObject({ stopReason: 'maxElapsedTime', retryCount: 0 });
  });
});

describe('a held call that is cancelled', () => {
  it('ends at once by its signal, with the error of axios, and leaves nothing', async () => {
    const made = await limitedWorld();
    const controller = new AbortController();
    const { signal } = controller;
    const [add, remove] = [jest.spyOn(signal, 'addEventListener'), jest.spyOn(signal, 'removeEventListener')];
    const released = made.client.get('/a', { signal });
    await advance(2000);
    await released;
    expect(add).toHaveBeenCalledTimes(1);
    expect(remove).toHaveBeenCalledTimes(1);

    await rejectionOf(made.client.get('/limit', { adapter: (config) => answer(config, LIMITED) as never }));
    const call = rejectionOf(made.client.get('/b', { signal }));
    await advance(1000);
    controller.abort();
    await advance(0);
    const error = await call;
    expect(axios.isCancel(error)).toBe(true);
    expect(error).toMatchObject({ code: 'ERR_CANCELED', config: { url: '/b' } });
    expect(getRetryState(error)).toMatchObject({ stopReason: 'cancelled', attempts: [] });
    expect(jest.getTimerCount()).toBe(0);
    expect(made.sent).toEqual(['/a 2000']);
  });

  it('ends at once by its cancelToken, with the reason that all its calls share', async () => {
    const { client, sent } = await limitedWorld();
    const source = axios.CancelToken.source();
    const calls = ['/a', '/b'].map((url) => rejectionOf(client.get(url, { cancelToken: source.token })));
    await advance(1000);
    source.cancel('enough');
    const errors = await Promise.all(calls);
    expect(errors.map(({ message }) => message)).toEqual(['enough', 'enough']);
    expect(errors.every(axios.isCancel)).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
    expect(sent).toEqual([]);
  });

  it('does not wait for an inner interceptor', async () => {
    const made = world({ '/limit': [LIMITED] });
    const inner = jest.fn((config: InternalAxiosRequestConfig) => config);
    made.client.interceptors.request.use(inner);
    install(made);
    await rejectionOf(made.client.get('/limit'));
    inner.mockClear();
    const controller = new AbortController();
    const call = rejectionOf(made.client.get('/a', { signal: controller.signal }));
    await advance(1000);
    controller.abort();
    await call;
    expect(inner).not.toHaveBeenCalled();
  });

  it('by a signal that does not say so ends all the same', async () => {
    const { client, sent } = await limitedWorld();
    const listeners: (() => void)[] = [];
    const signal = {
      aborted: false,
      addEventListener: (_type: string, listener: () => void) => listeners.push(listener),
      removeEventListener: jest.fn(),
    };
    const call = rejectionOf(client.get('/a', { signal: signal }));
    await advance(1000);
    for (const listener of listeners) listener();
    await advance(0);
    const error = await call;
    expect(error).toMatchObject({ code: 'ECONNABORTED', message: 'The call was ended' });
    expect(getRetryState(error)?.stopReason).toBe('cancelled');
    expect(sent).toEqual([]);
  });

  it('before it began ends as in bare axios', async () => {
    const { client, sent } = await limitedWorld();
    const call = rejectionOf(client.get('/a', { signal: AbortSignal.abort() }));
    await advance(0);
    expect(axios.isCancel(await call)).toBe(true);
    expect(sent).toEqual([]);
  });
});

describe('close()', () => {
  it('ends held calls, and holds no more', async () => {
    const { client, sent, close } = await limitedWorld();
    const calls = ['/a', '/b'].map((url) => rejectionOf(client.get(url)));
    await advance(1000);
    close();
    for (const error of await Promise.all(calls)) {
      expect(error).toBeInstanceOf(AxiosError);
      expect(error).toMatchObject({ code: 'ECONNABORTED', message: expect.stringContaining('ended') });
      expect(error.response).toBeUndefined();
      expect(getRetryState(error)).toMatchObject({ stopReason: 'closed', attempts: [] });
    }
    await client.get('/c');
    expect(sent).toEqual(['/c 1000']);
  });

  it('of the pacer holds no more; the calls that it holds are released by time', async () => {
    const pacer = retryPacer({ holdNewCalls: true });
    const { client, sent } = await limitedWorld({ pacer });
    const call = client.get('/a');
    await advance(1000);
    pacer.close();
    await client.get('/b');
    expect(sent).toEqual(['/b 1000']);
    await advance(1000);
    await call;
    expect(sent).toEqual(['/b 1000', '/a 2000']);
  });
});

describe('eject()', () => {
  const handlersOf = ({ interceptors }: AxiosInstance): unknown[] => {
    const found: unknown[] = [];
    const lists = interceptors as unknown as Record<
      string,
      { forEach(visit: (handler: unknown) => void): void }
    >;
    for (const name of ['request', 'response']) lists[name]?.forEach((handler) => found.push(handler));
    return found;
  };

  it('removes both request interceptors', async () => {
    const { client, sent, eject } = await limitedWorld();
    expect(handlersOf(client)).toHaveLength(3);
    const held = client.get('/a');
    await advance(1000);
    eject();
    expect(handlersOf(client)).toHaveLength(0);
    await client.get('/b');
    await advance(1000);
    await held;
    expect(sent).toEqual(['/b 1000', '/a 2000']);
    // Twice does no harm.
    eject();
  });

  it('by the id that was returned leaves none at work', async () => {
    const { client, sent, requestInterceptorId } = await limitedWorld();
    client.interceptors.request.eject(requestInterceptorId);
    await client.get('/a');
    expect(sent).toEqual(['/a 0']);
    expect(getRetryState(await client.get('/b'))).toBeUndefined();
  });

  it('by that id, before any request, leaves none at work either', async () => {
    const made = world();
    const { requestInterceptorId } = install(made);
    made.client.interceptors.request.eject(requestInterceptorId);
    expect(getRetryState(await made.client.get('/a'))).toBeUndefined();
  });

  it('leaves one request interceptor where the option is not set', () => {
    const { client } = world();
    axiosRetry(client, { pacer: retryPacer({ maxHeld: 5 }) });
    expect(handlersOf(client)).toHaveLength(2);
  });
});

describe('a pacer that holds new calls, in the options of a request', () => {
  const pacer = retryPacer({ holdNewCalls: true });

  it.each(['axios-retry', 'axios-backoff'])('is a TypeError (%s)', async (name) => {
    for (const installed of [null, pacer]) {
      const made = world();
      axiosRetry(made.client, { pacer: installed });
      const error = await rejectionOf(made.client.get('/a', { [name]: { pacer } }));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toBe(
        'axios-backoff: only axiosRetry() takes a pacer with holdNewCalls, not the options of a request',
      );
      expect(made.sent).toEqual([]);
    }
  });

  it('is one for a request that would be held, too', async () => {
    const { client, sent } = await limitedWorld();
    expect(await rejectionOf(client.get('/a', { 'axios-backoff': { pacer } }))).toBeInstanceOf(TypeError);
    expect(sent).toEqual([]);
  });

  it('is not thrown for a pacer that is closed, or that lacks the option', async () => {
    const closed = retryPacer({ holdNewCalls: true });
    closed.close();
    const made = world();
    axiosRetry(made.client);
    await made.client.get('/a', { 'axios-backoff': { pacer: closed } });
    await made.client.get('/b', { 'axios-backoff': { pacer: retryPacer({ holdNewCalls: false }) } });
    expect(made.sent).toEqual(['/a 0', '/b 0']);
  });

  it('loses no HTTP error of a config that is sent again', async () => {
    const made = world({ '/limit': [LIMITED] });
    install(made);
    const error = await rejectionOf(made.client.get('/limit'));
    expect(error.response?.status).toBe(429);
    const call = made.client.request(error.config!);
    await advance(2000);
    expect((await call).status).toBe(200);
  });
});

describe('the log', () => {
  it('has one event when a hold begins', async () => {
    const { client, events } = await limitedWorld();
    const calls = [client.get('/a'), client.get('/b')];
    await advance(2000);
    const first = getRetryState(await calls[0]);
    expect(first).toBeDefined();
    await Promise.all(calls);
    expect(events).toEqual([
      {
        type: 'hold',
        call: expect.any(Number),
        url: 'https://api.example.com',
        skipped: 0,
        elapsed: 0,
        delay: 2000,
      },
    ]);
    expect(events[0]?.type === 'hold' && events[0].call).toBe((await calls[0])?.config['axios-retry']?.call);
  });

  it('is that of the first held call which has one', async () => {
    const { client } = await limitedWorld({ log: false });
    const log = jest.fn();
    const calls = [client.get('/a'), client.get('/b', { 'axios-backoff': { log } }), client.get('/c')];
    await advance(2000);
    await Promise.all(calls);
    expect(log).toHaveBeenCalledTimes(1);
    expect(log.mock.calls[0]).toEqual([
      'The pacer holds new calls to https://api.example.com for 2 s, as it asked.',
      expect.objectContaining({ type: 'hold', delay: 2000 }),
    ]);
  });

  it('may be off', async () => {
    const { client, sent } = await limitedWorld({ log: false });
    const call = client.get('/a');
    await advance(2000);
    await call;
    expect(sent).toEqual(['/a 2000']);
  });
});

describe('instances', () => {
  it('that share a pacer hold calls together', async () => {
    const pacer = retryPacer({ holdNewCalls: true });
    const { client } = await limitedWorld({ pacer });
    const other = world();
    install(other, { pacer });
    const calls = [client.get('/a'), other.client.get('/b')];
    await advance(1999);
    expect(other.sent).toEqual([]);
    await advance(1);
    await Promise.all(calls);
    expect(other.sent).toEqual(['/b 2000']);
  });

  it('take a pacer that another copy of the package has made', async () => {
    const { client, sent } = await limitedWorld({ pacer: otherCopy.retryPacer({ holdNewCalls: true }) });
    const call = client.get('/a');
    await advance(2000);
    expect(getRetryState(await call)).toMatchObject({
      retryCount: 0,
      attempts: [{ status: 200, delay: 2000 }],
    });
    expect(sent).toEqual(['/a 2000']);
  });

  it('hold a call once, however often the plugin is installed', async () => {
    const made = world({ '/limit': [LIMITED] });
    const options: RetryOptions = { pacer: retryPacer({ holdNewCalls: true }), retries: 0, log: false };
    axiosRetry(made.client, options);
    axiosRetry(made.client, options);
    await rejectionOf(made.client.get('/limit'));
    const call = made.client.get('/a');
    await advance(2000);
    await call;
    expect(made.sent).toEqual(['/limit 0', '/a 2000']);
  });

  it.each(['nothing', 'an id'])(
    'that are mocks, and run all interceptors, work (use() returns %s)',
    (what) => {
      const handlers: ((config: object) => object)[] = [];
      const request = {
        use: (handler: (config: object) => object) =>
          what === 'an id' ? handlers.push(handler) : void handlers.push(handler),
        eject: () => undefined,
      };
      const response = { use: jest.fn(), eject: jest.fn() };
      const client = { interceptors: { request, response }, request: () => Promise.resolve() };
      const { eject } = axiosRetry(client as never, { pacer: retryPacer({ holdNewCalls: true }) });
      const config = { url: '/a', headers: {} };
      expect(handlers.reduce<object>((sent, handler) => handler(sent), config)).toBe(config);
      expect(getRetryState({ config })).toMatchObject({ retryCount: 0 });
      eject();
    },
  );
});

it.each([
  ['a stream', (stream: PassThrough): unknown => stream],
  ['an object with a stream in it', (stream: PassThrough): unknown => ({ file: stream })],
])('does not hold a call whose body is %s: nobody would hear that it fails', async (_name, bodyOf) => {
  const there = world({ '/limited': [LIMITED] });
  install(there);
  await rejectionOf(there.client.get('/limited'));
  const sent = there.client.post('/upload', bodyOf(new PassThrough()), {
    transformRequest: (data) => data as unknown,
  });
  await jest.advanceTimersByTimeAsync(0);
  expect(there.sent.map((line) => line.split(' ')[0])).toEqual(['/limited', '/upload']);
  await sent;
});
