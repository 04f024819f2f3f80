import axios, { AxiosError, type AxiosInstance, type InternalAxiosRequestConfig } from 'axios';
import { axiosRetry, getRetryState, retryGuard, type RetryOptions } from '../../lib';
import { clientWith, outcomeOf, rejectionOf, run, type Outcome } from './clients';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

/** A client with what an outer request interceptor makes of each config. */
const withOuter = (outcomes: Outcome[], change: (config: InternalAxiosRequestConfig) => unknown) => {
  const made = clientWith(outcomes);
  made.client.interceptors.request.use(change as never);
  return made;
};

describe('a request', () => {
  it('that an outer interceptor has lost is left to axios, which says what it says without the plugin', async () => {
    const bare = axios.create({ adapter: (config) => outcomeOf(config, 200) });
    bare.interceptors.request.use((() => undefined) as never);
    const { client } = withOuter([200], () => undefined);
    expect(await rejectionOf(client.get('/x'))).toEqual(await rejectionOf(bare.get('/x')));
  });

  it('that is frozen is retried all the same', async () => {
    const { client, sent } = withOuter([503, 200], Object.freeze);
    const { state } = await run(client.get('/x'));
    expect(state).toMatchObject({ retryCount: 1, stopReason: undefined });
    expect(sent).toHaveLength(2);
  });

  it('with a wrong option goes on to the inner interceptors as it is, is not sent, and rejects with the mistake', async () => {
    const seen: unknown[] = [];
    const { client, sent } = clientWith([200], {}, (instance) =>
      instance.interceptors.request.use((config) => {
        seen.push([config.url, config.timeout]);
        return config;
      }),
    );
    const error = await rejectionOf(client.get('/x', { timeout: 7, 'axios-retry': { retries: -1 } }));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain('"retries"');
    expect([seen, sent]).toEqual([[['/x', 7]], []]);
  });
});

describe('an outcome', () => {
  it('that is good ends the call', async () => {
    const response = await clientWith([200]).client.get('/x');
    expect(getRetryState(response)?.attempts).toEqual([expect.objectContaining({ status: 200 })]);
  });

  it('of a call that has ended is nothing new: an inner interceptor may hand it on', async () => {
    const ended: AxiosError[] = [];
    const { client, sent, lines } = clientWith([404, 200], {}, (instance) =>
      instance.interceptors.response.use((response) =>
        Promise.reject(ended[0] ?? new Error(response.statusText)),
      ),
    );
    const first = await rejectionOf(client.get('/a'));
    ended.push(first);
    expect(await rejectionOf(client.get('/b'))).toBe(first);
    expect(getRetryState(first)?.attempts).toHaveLength(1);
    expect([sent.length, lines]).toEqual([2, []]);
  });

  it('that an inner interceptor wraps is that of the call all the same', async () => {
    const { client, sent } = clientWith([503, 200], {}, (instance) =>
      instance.interceptors.response.use(null, (error: unknown) =>
        Promise.reject(Object.assign(new Error('wrapped'), { cause: error })),
      ),
    );
    expect((await run(client.get('/x'))).outcome).toMatchObject({ status: 200 });
    expect(sent).toHaveLength(2);
  });

  it('that an inner interceptor unwraps is what the caller gets, and the guards hear of it', async () => {
    const attemptEnded = jest.fn();
    const { client } = clientWith([200], { budget: retryGuard({ attemptEnded }) }, (instance) =>
      instance.interceptors.response.use((response) => response.data as never),
    );
    expect(await client.get('/x')).toEqual({ n: 1 });
    expect(attemptEnded).toHaveBeenCalledTimes(1);
  });

  it('of another instance is left alone', async () => {
    const lines: string[] = [];
    const other = clientWith([503], { retries: 0 });
    const { client, sent } = clientWith([200], { log: (line) => lines.push(line) }, (instance) =>
      instance.interceptors.response.use(() => other.client.get('/audit')),
    );
    const error = await rejectionOf(client.get('/x'));
    expect(error.config?.url).toBe('/audit');
    expect(getRetryState(error)).toMatchObject({ stopReason: 'retries', retries: 0 });
    expect([sent.length, lines]).toEqual([1, []]);
  });

  it('that shows no call, and would have been retried, is warned of and passed on as it is', async () => {
    const lost = new AxiosError('reset', 'ECONNRESET');
    const { client, lines } = clientWith([200], {}, (instance) =>
      instance.interceptors.response.use(() => Promise.reject(lost)),
    );
    expect(await rejectionOf(client.get('/x'))).toBe(lost);
    expect(lines).toEqual([expect.stringContaining('a failure was not retried')]);
  });

  it('that cannot even be warned of is passed on as well', async () => {
    const methods = ['GET'];
    const lost = new AxiosError('reset', 'ECONNRESET');
    const { client } = clientWith([200], { methods }, (instance) =>
      instance.interceptors.response.use(() => Promise.reject(lost)),
    );
    methods.unshift(null as never);
    expect(await rejectionOf(client.get('/x'))).toBe(lost);
  });

  it('that several calls share, as with a cache, is retried once, and all of them end as that', async () => {
    let shared: Promise<never> | undefined;
    const { client, sent } = clientWith([503, 503, 200]);
    const { adapter } = client.defaults;
    client.defaults.adapter = (config) => {
      if (config.url !== '/shared' || config['axios-retry']?.retryCount)
        return (adapter as (config: unknown) => Promise<never>)(config);
      return (shared ??= (adapter as (config: unknown) => Promise<never>)(config));
    };
    const calls = run(Promise.all([client.get('/shared'), client.get('/shared')]));
    const { outcome } = await calls;
    expect(outcome).toEqual([
      expect.objectContaining({ status: 200 }),
      expect.objectContaining({ status: 200 }),
    ]);
    expect(sent).toHaveLength(3);
  });

  it('that is the reason of a token, which many calls may share, does not show whose it is', async () => {
    const source = axios.CancelToken.source();
    const onGiveUp = jest.fn();
    const configs: InternalAxiosRequestConfig[] = [];
    let answer = (): void => undefined;
    const client = axios.create({
      adapter: (config) => {
        configs.push(config);
        // It does not listen to the token.
        return new Promise((_, reject) => {
          answer = () => void outcomeOf(config, 503).catch(reject);
        });
      },
    });
    axiosRetry(client, { log: false, onGiveUp });
    const first = rejectionOf(client.get('/a', { cancelToken: source.token }));
    await jest.advanceTimersByTimeAsync(10);
    source.cancel('enough', configs[0]);
    expect(await rejectionOf(client.get('/b', { cancelToken: source.token }))).toBe(source.token.reason);
    expect(onGiveUp).not.toHaveBeenCalled();
    answer();
    expect(await first).toBe(source.token.reason);
    expect(onGiveUp).not.toHaveBeenCalled();
  });
});

describe('what axiosRetry() is given', () => {
  it.each<[string, unknown, unknown, string]>([
    ['nothing', undefined, undefined, 'undefined'],
    [
      'a function',
      function create() {
        return undefined;
      },
      undefined,
      'function create; did you mean axiosRetry(axios)?',
    ],
    [
      'both the other way round',
      { retries: 3 },
      axios,
      '{ retries }; did you mean axiosRetry(instance, options)?',
    ],
  ])('has to be an instance first, not %s', (_name, instance, options, got) => {
    expect(() => axiosRetry(instance as never, options as never)).toThrow(
      new TypeError(
        `axios-backoff: the first argument of axiosRetry() must be an axios instance; got ${got}`,
      ),
    );
  });
});

describe('what axiosRetry() returns', () => {
  it('closes the installation: what waits ends', async () => {
    const { client, close } = clientWith([503]);
    const call = rejectionOf(client.get('/x'));
    await jest.advanceTimersByTimeAsync(10);
    close();
    expect(getRetryState(await call)).toMatchObject({ stopReason: 'closed', retryCount: 0 });
  });

  it('has the ids of its interceptors, and ejects both', async () => {
    const client = axios.create({ adapter: (config) => outcomeOf(config, 503) });
    const eject = [
      jest.spyOn(client.interceptors.request, 'eject'),
      jest.spyOn(client.interceptors.response, 'eject'),
    ];
    const installation = axiosRetry(client, { log: false });
    installation.eject();
    expect(eject.map(({ mock }) => mock.calls)).toEqual([
      [[installation.requestInterceptorId]],
      [[installation.responseInterceptorId]],
    ]);
    expect(getRetryState(await rejectionOf(client.get('/x')))).toBeUndefined();
  });

  it('lets its request interceptor run at once, so that nothing is put off by it', async () => {
    const order: string[] = [];
    const client = axios.create({
      adapter: (config) => {
        order.push('sent');
        return outcomeOf(config, 200);
      },
    });
    axiosRetry(client);
    const call = client.get('/x');
    order.push('called');
    await call;
    const bare: string[] = [];
    const other = axios.create({
      adapter: (config) => {
        bare.push('sent');
        return outcomeOf(config, 200);
      },
    });
    const same = other.get('/x');
    bare.push('called');
    await same;
    expect(order).toEqual(bare);
  });
});

describe('an axios that is older than the oldest', () => {
  const linesFor = (client: AxiosInstance, options: RetryOptions = {}): string[] => {
    const lines: string[] = [];
    axiosRetry(client, { log: (line) => lines.push(line), ...options });
    return lines;
  };

  it('is warned of, and no other', () => {
    const old = axios.create();
    Reflect.deleteProperty(old, 'postForm');
    expect(linesFor(old)).toEqual([
      'axios-backoff: this axios is older than 0.27.2, the oldest that is supported',
    ]);
    expect(linesFor(axios.create())).toEqual([]);
  });
});
