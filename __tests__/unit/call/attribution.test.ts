import { AxiosError, type AxiosRequestConfig } from 'axios';
import { getRetryState, retryBudget, retryGuard, type EndedAttempt } from '../../../lib';
import { clientWith, rejectionOf, run } from '../clients';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

const deepClone = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(deepClone);
  if (typeof value !== 'object' || !value || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, deepClone(member)]));
};

const cloneWhole = (config: object): object => deepClone({ ...config }) as object;

describe('an inner interceptor that passes on another config', () => {
  it.each<[string, (config: object) => object]>([
    ['spread', (config) => ({ ...config })],
    ['cloned deeply', cloneWhole],
    ['merged with another', (config) => Object.assign(cloneWhole(config), { timeout: 5 })],
  ])('%s: its call is retried, and its state is found', async (_name, change) => {
    const { client, sent } = clientWith([503, 503, 200], {}, (instance) =>
      instance.interceptors.request.use((config) => change(config) as typeof config),
    );
    const { state } = await run(client.get('/x'));
    expect(sent).toEqual([0, 1000, 2000]);
    expect(state).toMatchObject({ retryCount: 2 });
  });
});

describe('an inner interceptor that wraps the error', () => {
  class OrderError extends Error {
    constructor(override readonly cause: unknown) {
      super('order failed');
    }
  }

  const wrapping =
    (depth: number) => (instance: Parameters<NonNullable<Parameters<typeof clientWith>[2]>>[0]) =>
      instance.interceptors.response.use(null, (error: unknown) => {
        let wrapped = error;
        for (let n = 0; n < depth; n++) wrapped = new OrderError(wrapped);
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- it is one
        return Promise.reject(wrapped);
      });

  it.each([1, 5])('%i deep: it is retried, and the caller and the hooks get the wrapper', async (depth) => {
    const onRetry = jest.fn();
    const onGiveUp = jest.fn();
    const { client, sent, lines } = clientWith([503], { retries: 2, onRetry, onGiveUp }, wrapping(depth));
    const { outcome, state } = await run(client.get('/x'));
    expect(sent).toHaveLength(3);
    expect(outcome).toBeInstanceOf(OrderError);
    expect(state).toMatchObject({
      stopReason: 'retries',
      retryCount: 2,
      attempts: [{ status: 503 }, {}, {}],
    });
    expect(onRetry.mock.calls.every(([, error]) => error instanceof OrderError)).toBe(true);
    expect(onGiveUp).toHaveBeenCalledWith(expect.objectContaining({ status: 503 }));
    expect(lines[0]).toContain('failed: 503');
  });

  it('is waited for as long as the server asked, which stands in what is wrapped', async () => {
    const { client, sent } = clientWith([503, 200], {}, (instance) => {
      instance.interceptors.response.use(null, (error: AxiosError) => {
        if (error.response) error.response.headers = { 'retry-after': '20' };
        return Promise.reject(error);
      });
      wrapping(1)(instance);
    });
    jest.spyOn(Math, 'random').mockReturnValue(0);
    await run(client.get('/x'));
    expect(sent[1]).toBeGreaterThanOrEqual(20_000);
  });

  it('with only the response in it: onGiveUp and getRetryState know the call', async () => {
    const onGiveUp = jest.fn();
    const { client } = clientWith([404], { onGiveUp }, (instance) =>
      instance.interceptors.response.use(null, ({ response }: AxiosError) =>
        Promise.reject(Object.assign(new Error('mapped'), { response })),
      ),
    );
    const error = await rejectionOf(client.get('/x'));
    expect(getRetryState(error)).toMatchObject({ stopReason: 'notRetryable', retryCount: 0 });
    expect(onGiveUp).toHaveBeenCalledTimes(1);
  });
});

describe('an error of another request', () => {
  /** An inner interceptor that tells an audit service, which is down, of each good answer or of each failure. */
  const auditing =
    (when: 'good' | 'bad') => (instance: Parameters<NonNullable<Parameters<typeof clientWith>[2]>>[0]) => {
      const refused = (): Promise<never> =>
        Promise.reject(new AxiosError('refused', 'ECONNREFUSED', { url: '/audit' } as never, {}));
      instance.interceptors.response.use(when === 'good' ? refused : null, when === 'bad' ? refused : null);
    };

  it('does not send an order again that was answered 200', async () => {
    const { client, sent } = clientWith([200], {}, auditing('good'));
    const { outcome } = await run(client.post('/orders', {}));
    expect(sent).toHaveLength(1);
    expect(outcome).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('does not either after a retry: ten orders for one call', async () => {
    const { client, sent } = clientWith(['ECONNREFUSED', 200], {}, (instance) => {
      instance.interceptors.response.use(() =>
        Promise.reject(new AxiosError('refused', 'ECONNREFUSED', { url: '/audit' } as never, {})),
      );
    });
    const { outcome } = await run(client.post('/orders', {}));
    expect(sent).toEqual([0, 1000]);
    expect(outcome).toMatchObject({ config: { url: '/audit' } });
  });

  it('is final even for a GET, unless retryCondition says true', async () => {
    const never = clientWith([503, 200], {}, auditing('bad'));
    await run(never.client.get('/x'));
    expect(never.sent).toHaveLength(1);
    let failures = 0;
    const told = clientWith(
      ['ECONNRESET', 200, 200],
      { retryCondition: () => ++failures < 2 },
      (instance) => {
        let isFirst = true;
        instance.interceptors.response.use((response) => {
          if (told.sent.length < 3 && !isFirst)
            return Promise.reject(new AxiosError('refused', 'ECONNREFUSED', { url: '/audit' } as never, {}));
          isFirst = false;
          return response;
        });
      },
    );
    await run(told.client.get('/x'));
    expect(told.sent.length).toBeGreaterThanOrEqual(2);
  });
});

describe('a good call whose answer an inner interceptor has unwrapped', () => {
  it('counts for a budget', async () => {
    const ended: EndedAttempt[] = [];
    const budget = retryGuard({ attemptEnded: (attempt) => void ended.push(attempt) });
    const { client } = clientWith([200], { budget }, (instance) =>
      instance.interceptors.response.use((response) => response.data as never),
    );
    await run(client.get('/x'));
    expect(ended).toEqual([expect.objectContaining({ isFirst: true, isUp: true })]);
  });

  it('gives a retryBudget its part of a retry', async () => {
    const budget = retryBudget({ ratio: 0.2, minPerSecond: 0, window: 60_000 });
    const answers = [...Array<number>(10).fill(200), 503, 200];
    const { client, sent } = clientWith(answers, { budget }, (instance) =>
      instance.interceptors.response.use((response) => response.data as never),
    );
    for (let n = 0; n < 10; n++) await client.get('/x');
    await jest.advanceTimersByTimeAsync(6000);
    const call = client.get('/x').catch(() => undefined);
    await jest.advanceTimersByTimeAsync(5000);
    await call;
    expect(sent).toHaveLength(12);
  });
});

describe('the values that a config may have', () => {
  it.each<[string, AxiosRequestConfig]>([
    ['url: null', { url: null as never }],
    ['url: an object', { url: new URL('https://api.example.com/x') as never }],
    ['method: in any case', { method: 'gEt' }],
  ])('%s: the HTTP error is what the call rejects with', async (_name, config) => {
    const { client } = clientWith([503], { retries: 1 });
    const { outcome } = await run(client.request(config));
    expect(outcome).toMatchObject({ response: { status: 503 } });
  });

  it.each<[string, (error: AxiosError) => void]>([
    [
      'a statusText that is an object',
      ({ response }) => Object.assign(response ?? {}, { statusText: { a: 1 } }),
    ],
    [
      'a request whose url is an object',
      (error) => Object.assign(error, { request: { url: new URL('https://h/') } }),
    ],
    ['headers that are null', ({ response }) => Object.assign(response ?? {}, { headers: null })],
    [
      'a stream whose destroy() throws',
      ({ response }) =>
        Object.assign(response ?? {}, {
          data: {
            pipe: () => undefined,
            destroy: () => {
              throw new TypeError('destroy');
            },
          },
        }),
    ],
  ])('%s: the same', async (_name, change) => {
    const { client, sent } = clientWith([503], { retries: 1 }, (instance) =>
      instance.interceptors.response.use(null, (error: AxiosError) => {
        change(error);
        return Promise.reject(error);
      }),
    );
    const { outcome } = await run(client.get('/x'));
    expect(outcome).toMatchObject({ isAxiosError: true, response: { status: 503 } });
    expect(sent).toHaveLength(2);
  });
});
