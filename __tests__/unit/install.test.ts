import axios, { AxiosError, type AxiosInstance, type InternalAxiosRequestConfig } from 'axios';
import { axiosRetry, getRetryState, type RetryOptions } from '../../lib';
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
    expect([seen, sent]).toEqual([[['/x', 7]], []]);
  });
});

describe('an outcome', () => {
  it('of a call that has ended is nothing new: an outer interceptor may hand it on', async () => {
    const { client, sent } = clientWith([404, 503], { retries: 0 });
    const first = await rejectionOf(client.get('/a'));
    client.interceptors.response.use(null, () => Promise.reject(first));
    expect(await rejectionOf(client.get('/b'))).toBe(first);
    expect(sent).toHaveLength(2);
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
    const { client, lines } = clientWith(['ECONNRESET'], { retryDelay: 50 });
    const first = rejectionOf(client.get('/a', { cancelToken: source.token }));
    const second = rejectionOf(client.get('/b', { cancelToken: source.token }));
    await jest.advanceTimersByTimeAsync(10);
    source.cancel('enough', { url: '/a', cancelToken: source.token });
    const errors = await Promise.all([first, second]);
    expect(errors).toEqual([source.token.reason, source.token.reason]);
    const third = await rejectionOf(client.get('/c', { cancelToken: source.token }));
    expect(third).toBe(source.token.reason);
    expect(lines.filter((line) => line.includes('was not retried'))).toEqual([]);
  });
});

describe('what axiosRetry() returns', () => {
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
