import { Readable } from 'node:stream';
import axios, { AxiosError, type InternalAxiosRequestConfig } from 'axios';
import { axiosRetry, getRetryState, retryBudget, type RetryOptions } from '../../../lib';

/** A server in memory that answers each request with a status, and keeps what it was sent. */
function clientWith(
  options: RetryOptions,
  { status = 503, data = '', headers = {} } = {},
): { client: ReturnType<typeof axios.create>; sent: InternalAxiosRequestConfig[] } {
  const sent: InternalAxiosRequestConfig[] = [];
  const client = axios.create({
    headers,
    adapter: (config) => {
      sent.push(config);
      const response = { status, statusText: '', headers: {}, config, data };
      return status < 300
        ? Promise.resolve(response)
        : Promise.reject(
            new AxiosError(`Request failed with status code ${status}`, 'ERR', config, {}, response as never),
          );
    },
  });
  axiosRetry(client, { retries: 1, retryDelay: 1, log: false, ...options });
  return { client, sent };
}

const errorOf = (call: Promise<unknown>): Promise<AxiosError> =>
  call.then(
    () => Promise.reject(new Error('It should have failed.')),
    (error: unknown) => error as AxiosError,
  );

/** As klona does it: an instance of the same class, made with nothing, and then its members. */
function cloneByClass<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof Set) return value;
  const { constructor } = value as unknown as { constructor?: new () => object };
  const copy = (typeof constructor === 'function' ? new constructor() : {}) as Record<string, unknown>;
  for (const [key, member] of Object.entries(value)) copy[key] = cloneByClass(member);
  return copy as T;
}

describe('a config that an inner interceptor', () => {
  it.each<[string, RetryOptions]>([
    ['maxElapsedTime', { maxElapsedTime: 5000 }],
    ['a timeout for all attempts', { shouldResetTimeout: false }],
    ['a budget', { budget: retryBudget() }],
  ])('freezes does no harm with %s', async (_name, options) => {
    const good = clientWith({}, { status: 200 });
    good.client.interceptors.response.eject(0);
    const { client } = clientWith(options, { status: 200 });
    const frozen = axios.create({ adapter: client.defaults.adapter, timeout: 1000 });
    frozen.interceptors.response.use((response) => {
      Object.freeze(response.config);
      return response;
    });
    axiosRetry(frozen, { log: false, ...options });
    expect((await frozen.post('/x', {})).status).toBe(200);
  });

  it.each<[string, <T>(config: T) => T]>([
    ['spreads', (config) => ({ ...config })],
    ['clones by class', cloneByClass],
    [
      'writes as JSON',
      (config) => {
        JSON.stringify(config);
        return config;
      },
    ],
  ])('%s is still that of its attempt, with and without a limit', async (_name, change) => {
    for (const maxElapsedTime of [Infinity, 5000]) {
      const { client, sent } = clientWith({});
      const inner = axios.create({ adapter: client.defaults.adapter });
      inner.interceptors.request.use((config) => change(config));
      axiosRetry(inner, { retries: 2, retryDelay: 1, log: false, maxElapsedTime });
      const error = await errorOf(inner.get('/x'));
      expect([sent.length, error.response?.status, getRetryState(error)?.retryCount]).toEqual([3, 503, 2]);
    }
  });
});

describe('a retry', () => {
  it.each<[string, unknown, object]>([
    [
      'a query under the type of JSON',
      new URLSearchParams({ a: '1' }),
      { 'Content-Type': 'application/json' },
    ],
    ['a date', new Date(0), {}],
    ['an object that is a text in JSON', { toJSON: () => 'hello' }, {}],
    ['an object that is a number in JSON', { toJSON: () => 7 }, {}],
    ['a list', [1, 2], {}],
  ])('sends %s as the first attempt did, also past a hook', async (_name, body, headers) => {
    for (const onRetry of [undefined, jest.fn()]) {
      const { client, sent } = clientWith({ onRetry, idempotent: true }, { headers });
      const error = await errorOf(client.post('/x', body));
      expect(error.response?.status).toBe(503);
      const [first, second] = sent.map((config) => [config.data, config.headers.get('Content-Type')]);
      expect(second).toEqual(first);
    }
  });

  it('is not kept from its HTTP error by a timeout that makes no sense', async () => {
    const onRetry: RetryOptions['onRetry'] = (_retryCount, _error, config) => {
      config.timeout = Object.create(null) as number;
    };
    const { client } = clientWith({ shouldResetTimeout: false, onRetry });
    expect((await errorOf(client.get('/x'))).response?.status).toBe(503);
  });

  it('is not kept from its HTTP error by an error without a text', async () => {
    const { client, sent } = clientWith({});
    const odd = axios.create({ adapter: client.defaults.adapter });
    odd.interceptors.response.use(null, (error: { message: unknown }) => {
      error.message = { toString: 'x' };
      throw error as unknown as Error;
    });
    axiosRetry(odd, { retries: 1, retryDelay: 1, log: false });
    expect((await errorOf(odd.get('/x'))).response?.status).toBe(503);
    expect(sent).toHaveLength(2);
  });

  it('names only the type of an invalid delay: the value may be a piece of the answer', async () => {
    const log = jest.fn<undefined, [string]>();
    const { client } = clientWith({ log, retries: 0 }, { data: 's3cr3t' });
    const loud = axios.create({ adapter: client.defaults.adapter });
    axiosRetry(loud, { retries: 1, log, retryDelay: (_n, { response }) => response?.data as number });
    jest.spyOn(Math, 'random').mockReturnValue(0);
    await errorOf(loud.get('/x'));
    expect(log.mock.calls.map(([line]) => line).join('\n')).toMatch(
      /retryDelay returned string, not a finite number/,
    );
    expect(log.mock.calls.map(([line]) => line).join('\n')).not.toContain('s3cr3t');
  });
});

describe('a streamed answer', () => {
  const never = (): Promise<never> => new Promise(() => undefined);

  it.each<[string, () => unknown]>([
    [
      'whose reader returns no promise',
      () => ({ getReader: () => ({ read: never, cancel: () => undefined }) }),
    ],
    [
      'whose reader throws',
      () => ({
        getReader: () => ({
          read: never,
          cancel: () => {
            throw new Error('cancel');
          },
        }),
      }),
    ],
    [
      'of empty chunks without end',
      () =>
        new ReadableStream({
          pull: (stream) => {
            stream.enqueue(new Uint8Array(0));
          },
        }),
    ],
    [
      'of chunks without a length',
      () =>
        new ReadableStream({
          pull: (stream) => {
            stream.enqueue(new ArrayBuffer(9));
          },
        }),
    ],
    [
      'of objects without end',
      () =>
        new Readable({
          objectMode: true,
          read() {
            this.push({ a: 1 });
          },
        }),
    ],
    [
      'whose destroy() rejects',
      () => ({ pipe: never, on: () => undefined, destroy: () => Promise.reject(new Error('destroy')) }),
    ],
  ])('%s neither hangs the process nor hides the HTTP error', async (_name, make) => {
    const { client, sent } = clientWith({}, { data: undefined });
    const adapter = client.defaults.adapter as (config: InternalAxiosRequestConfig) => Promise<never>;
    const streaming = axios.create({
      adapter: (config) =>
        adapter(config).catch((thrown: unknown) => {
          const { response } = thrown as AxiosError;
          if (response) response.data = make();
          throw thrown;
        }),
    });
    axiosRetry(streaming, { retries: 2, retryDelay: 20, log: false });
    const error = await errorOf(streaming.get('/x', { responseType: 'stream' }));
    expect(error.response?.status).toBe(503);
    expect(sent).toHaveLength(3);
  });
});
