import axios, { AxiosError, type AxiosInstance } from 'axios';
import { axiosRetry, getRetryState, type RetryOptions } from '../../../lib';

const QUIET: RetryOptions = { retries: 3, retryDelay: 1, log: false };

type Handler = ((value: never) => unknown) | null | undefined;
type Config = Record<string, unknown>;

const failure = (config: unknown, status = 503): AxiosError =>
  new AxiosError(`Request failed with status code ${status}`, 'ERR_BAD_RESPONSE', config as never, null, {
    status,
    statusText: '',
    data: '',
    headers: {},
    config: config as never,
  });

interface Registry {
  use(onFulfilled: Handler, onRejected?: Handler): void;
  readonly eject: jest.Mock;
}

interface HandMade {
  readonly defaults: object;
  readonly interceptors: { readonly request: Registry; readonly response: Registry };
  readonly create: () => unknown;
  readonly request?: (config: Config) => Promise<unknown>;
  get(url: string, config?: Config): Promise<unknown>;
  post(url: string, data: unknown): Promise<unknown>;
}

/**
 * A client such as people write for their tests: `interceptors` with `use` and `eject` and nothing else, which are
 * run by hand around a function that answers.
 */
function handMade(
  answer: (config: Config) => unknown,
  { isSpread = false, hasRequest = true, defaults = {} } = {},
): HandMade {
  const pairs: Record<'request' | 'response', [Handler, Handler][]> = { request: [], response: [] };
  const registry = (kind: 'request' | 'response'): Registry => ({
    use: (onFulfilled: Handler, onRejected?: Handler): void => {
      pairs[kind].push([onFulfilled, onRejected]);
    },
    eject: jest.fn(),
  });
  const run = (config: Config): Promise<unknown> => {
    let promise: Promise<unknown> = Promise.resolve(isSpread ? { ...config } : config);
    for (const pair of pairs.request) promise = promise.then(...(pair as [never, never]));
    promise = promise.then((complete) => answer(complete as Config));
    for (const pair of pairs.response) promise = promise.then(...(pair as [never, never]));
    return promise;
  };
  const client: HandMade = {
    defaults,
    interceptors: { request: registry('request'), response: registry('response') },
    create: jest.fn(() => client),
    get: (url: string, config?: Config) => run({ method: 'get', url, headers: {}, ...config }),
    post: (url: string, data: unknown) => run({ method: 'post', url, data, headers: {} }),
    ...(hasRequest ? { request: jest.fn(run) } : {}),
  };
  return client;
}

const install = (client: unknown, options: RetryOptions = {}): ReturnType<typeof axiosRetry> =>
  axiosRetry(client as AxiosInstance, { ...QUIET, ...options });

describe('a hand-made mock, whose interceptors have only use() and eject()', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('waits in fake time', async () => {
    jest.useFakeTimers();
    const answer = jest.fn((config: Config) => {
      if (answer.mock.calls.length < 3) throw failure(config);
      return { status: 200, config };
    });
    const client = handMade(answer);
    install(client, { retryDelay: 60_000 });
    const call = client.get('/a');
    await jest.advanceTimersByTimeAsync(59_999);
    expect(answer).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(answer).toHaveBeenCalledTimes(2);
    await jest.advanceTimersByTimeAsync(60_000);
    await expect(call).resolves.toMatchObject({ status: 200 });
  });

  it.each([
    ['Network Error', { isAxiosError: true }],
    ['timeout of 0ms exceeded', { isAxiosError: true, code: 'ECONNABORTED' }],
    ['socket hang up', { isAxiosError: true, code: 'ECONNRESET' }],
    ['timeout of 0ms exceeded', { code: 'ECONNABORTED' }],
  ])('is retried for "%s" of a GET, which %j marks, and not of a POST', async (message, marks) => {
    const answer = jest.fn((config: Config) => {
      throw Object.assign(new Error(message), { ...marks, config });
    });
    const client = handMade(answer);
    install(client);
    await expect(client.get('/a')).rejects.toThrow(message);
    expect(answer).toHaveBeenCalledTimes(4);
    await expect(client.post('/a', {})).rejects.toThrow(message);
    expect(answer).toHaveBeenCalledTimes(5);
  });

  it.each([false, true])(
    'is retried, with a config of its own for each attempt (spread: %s)',
    async (isSpread) => {
      const sent: unknown[] = [];
      const client = handMade(
        (config) => {
          sent.push([config.url, config.data, { ...(config.headers as object) }]);
          (config.headers as Config)['X-Attempt'] = 'mine';
          if (sent.length < 3) throw failure(config);
          return { status: 200, data: 'done', config };
        },
        { isSpread },
      );
      const onRetry = jest.fn();
      install(client, { onRetry });
      const response = await client.get('/a');
      expect(response).toMatchObject({ data: 'done' });
      expect(sent).toEqual(Array.from({ length: 3 }, () => ['/a', undefined, {}]));
      expect(onRetry.mock.calls.map(([retryCount]: unknown[]) => retryCount)).toEqual([1, 2]);
      expect(getRetryState(response)).toMatchObject({ retryCount: 2, attempts: [{}, {}, {}] });
    },
  );

  it('gets no more retries than the option says, and the error is its own', async () => {
    let error: unknown;
    const answer = jest.fn((config: Config) => {
      throw (error = failure(config));
    });
    const client = handMade(answer);
    const onGiveUp = jest.fn();
    install(client, { onGiveUp });
    expect(await client.get('/a').catch((thrown: unknown) => thrown)).toBe(error);
    expect(answer).toHaveBeenCalledTimes(4);
    expect(onGiveUp.mock.calls).toMatchObject([[{ reason: 'retries', retryCount: 3, url: '/a' }]]);
  });

  it('keeps its defaults, and is not taken for its own sibling where create() gives it back', async () => {
    const defaults = { baseURL: 'https://api.example.com', headers: { common: { a: 'b' } } };
    const client = handMade(
      (config) => {
        throw failure(config);
      },
      { defaults },
    );
    const registries = { ...client.interceptors };
    install(client);
    await expect(client.get('/a')).rejects.toThrow('503');
    expect(client.defaults).toEqual({ baseURL: 'https://api.example.com', headers: { common: { a: 'b' } } });
    expect(client.interceptors.request).toBe(registries.request);
    expect(client.interceptors.response).toBe(registries.response);
  });

  it('does not send a POST twice', async () => {
    const answer = jest.fn((config: Config) => {
      throw failure(config);
    });
    const client = handMade(answer);
    install(client);
    await expect(client.post('/a', { n: 1 })).rejects.toThrow('503');
    expect(answer).toHaveBeenCalledTimes(1);
  });

  it('is not retried where it can send nothing', async () => {
    const answer = jest.fn((config: Config) => {
      throw failure(config);
    });
    const client = handMade(answer, { hasRequest: false });
    install(client);
    await expect(client.get('/a')).rejects.toThrow('503');
    expect(answer).toHaveBeenCalledTimes(1);
  });

  it('is retried no more after eject(), though it goes on running what it was given', async () => {
    const answer = jest.fn((config: Config) => {
      throw failure(config);
    });
    const client = handMade(answer);
    const { eject } = install(client);
    eject();
    expect(client.interceptors.request.eject).toHaveBeenCalledTimes(1);
    expect(client.interceptors.response.eject).toHaveBeenCalledTimes(1);
    await expect(client.get('/a')).rejects.toThrow('503');
    expect(answer).toHaveBeenCalledTimes(1);
  });

  it('ends as cancelled what the caller aborts during a wait', async () => {
    const client = handMade((config) => {
      throw failure(config);
    });
    const controller = new AbortController();
    install(client, {
      retryDelay: 60_000,
      onRetry: () => {
        setTimeout(() => {
          controller.abort();
        });
      },
    });
    const error: unknown = await client.get('/a', { signal: controller.signal }).catch((e: unknown) => e);
    expect(axios.isCancel(error)).toBe(true);
    expect(error).toMatchObject({ message: 'canceled', code: 'ERR_CANCELED' });
    expect(getRetryState(error)).toMatchObject({ stopReason: 'cancelled' });
  });

  it('turns an answer that validateResponse refuses into an error', async () => {
    const answer = jest.fn((config: Config) => ({ status: 200, data: { ok: false }, config }));
    const client = handMade(answer);
    install(client, { validateResponse: () => false, retryCondition: () => true });
    const error: unknown = await client.get('/a').catch((e: unknown) => e);
    expect(axios.isAxiosError(error)).toBe(true);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ code: 'ERR_BAD_RESPONSE', response: { data: { ok: false } } });
    expect(answer).toHaveBeenCalledTimes(4);
  });

  it('cuts an attempt at maxElapsedTime only where the mock listens to the token', async () => {
    const client = handMade(
      ({ cancelToken }) =>
        new Promise((_, reject) => {
          (cancelToken as { subscribe(listener: (reason: unknown) => void): void }).subscribe(reject);
        }),
    );
    install(client, { maxElapsedTime: 5 });
    const error: unknown = await client.get('/a').catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'ECONNABORTED', message: 'maxElapsedTime of 5 ms exceeded' });
  });

  it('may have a call begun while an attempt of another is under way, and one after the other', async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const urls: unknown[] = [];
    const client = handMade(async (config: Config) => {
      urls.push(config.url);
      if (urls.length === 2) await gate;
      throw failure(config);
    });
    install(client, { retries: 1 });
    const first = client.get('/a').catch((error: unknown) => error);
    while (urls.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    const second: unknown = await client.get('/b').catch((error: unknown) => error);
    open();
    const third: unknown = await first.then(() => client.get('/c')).catch((error: unknown) => error);
    expect(urls).toEqual(['/a', '/a', '/b', '/b', '/c', '/c']);
    for (const error of [await first, second, third]) {
      expect(getRetryState(error)).toMatchObject({ retryCount: 1, stopReason: 'retries' });
    }
  });

  it('begins a call of its own with the config of a failed one', async () => {
    const answer = jest.fn((config: Config) => {
      throw failure(config);
    });
    const client = handMade(answer);
    install(client, { retries: 1 });
    const error = (await client.get('/a').catch((thrown: unknown) => thrown)) as AxiosError;
    await client.request?.(error.config as never).catch(() => undefined);
    expect(answer).toHaveBeenCalledTimes(4);
  });

  /** A mock that runs its interceptors at once, on a config of its own, which may fail before that. */
  const eager = (send: (config: Config) => Promise<unknown>) => {
    const fulfilled: ((config: Config) => Config)[] = [];
    const pairs: [Handler, Handler][] = [];
    const request = jest.fn(({ url, method }: Config) => {
      if (url === '/broken') throw new Error('broken');
      const config = fulfilled.reduce<Config>((own, intercept) => intercept(own), {
        url,
        method,
        headers: {},
      });
      return pairs.reduce((sent, pair) => sent.then(...(pair as [never, never])), send(config));
    });
    const use = { use: (intercept: never) => fulfilled.push(intercept), eject: () => undefined };
    const answered = { use: (...pair: [Handler, Handler]) => pairs.push(pair), eject: () => undefined };
    return { interceptors: { request: use, response: answered }, request, defaults: {} };
  };

  it('is told its own attempts from calls even where it rebuilds their configs', async () => {
    // Bounded: each attempt would begin a call of its own, without end.
    const send = jest.fn((config: Config) =>
      send.mock.calls.length < 9 ? Promise.reject(failure(config)) : Promise.resolve({ config }),
    ) as jest.Mock<Promise<unknown>, [Config]>;
    const client = eager(send);
    install(client, { retries: 1 });
    await client.request({ url: '/a', method: 'get' }).catch(() => undefined);
    expect(send).toHaveBeenCalledTimes(2);
  });

  it('may fail before it sends anything', async () => {
    const send = jest.fn((config: Config) => Promise.reject(failure(config)));
    const client = eager(send);
    install(client, {
      retries: 1,
      onRetry: (_count, _error, config) => {
        if (send.mock.calls.length === 1) config.url = '/broken';
      },
    });
    for (const url of ['/a', '/b']) await client.request({ url, method: 'get' }).catch(() => undefined);
    // The first of /a, and both of /b.
    expect(send).toHaveBeenCalledTimes(3);
  });

  it('passes what it answers without ever having run the request interceptors', async () => {
    const get = jest.fn(() => Promise.reject(new Error('as the test wants')));
    const client = { interceptors: handMade(() => undefined).interceptors, get };
    install(client);
    await expect(client.get()).rejects.toThrow('as the test wants');
  });
});
