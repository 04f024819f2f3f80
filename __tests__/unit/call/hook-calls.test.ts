import axios, { AxiosError, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { axiosRetry, getRetryState } from '../../../lib';
import { rejectionOf } from '../clients';
import { api, onion } from '../served-client';

describe('functions of the caller that throw', () => {
  const thrown = new Error('bug in a hook');
  const boom = (): never => {
    throw thrown;
  };
  const warnings = (log: jest.Mock): unknown[] =>
    log.mock.calls.filter(([, event]) => event.type === 'warning').map(([message]) => message);

  it.each([
    ['throws', boom],
    ['rejects', () => Promise.reject(thrown)],
  ])(
    'retryCondition %s: the call stops with the HTTP error, and the throw is logged',
    async (_, retryCondition) => {
      const log = jest.fn();
      const error = await rejectionOf(onion({ options: { retryCondition, log } }).get('/orders'));
      expect(error.response?.status).toBe(503);
      expect(getRetryState(error)?.stopReason).toBe('retryCondition');
      expect(api.seen).toHaveLength(1);
      expect(warnings(log)).toEqual(['axios-backoff: retryCondition threw Error']);
    },
  );

  it.each([
    ['throws', boom],
    ['rejects', () => Promise.reject(thrown)],
  ])('onRetry %s: the call ends with that throw', async (_, onRetry) => {
    const onGiveUp = jest.fn();
    expect(await rejectionOf(onion({ options: { onRetry, onGiveUp } }).get('/orders'))).toBe(thrown);
    expect(api.seen).toHaveLength(1);
    expect(onGiveUp).toHaveBeenCalledWith(
      expect.objectContaining({ reason: 'onRetry', status: 503, retryCount: 0 }),
    );
  });

  it('onMaxRetryTimesExceeded: what it throws is the call’s error, as in axios-retry', async () => {
    const options = { retries: 1, onMaxRetryTimesExceeded: boom };
    expect(await rejectionOf(onion({ options }).get('/orders'))).toBe(thrown);
    expect(api.seen).toHaveLength(2);
  });

  it.each([
    ['throws', boom],
    ['rejects', () => Promise.reject(thrown)],
  ])('onGiveUp %s: the throw is logged and changes nothing', async (_, onGiveUp) => {
    const log = jest.fn();
    const error = await rejectionOf(onion({ options: { retries: 1, onGiveUp, log } }).get('/orders'));
    expect(error.response?.status).toBe(503);
    expect(warnings(log)).toEqual(['axios-backoff: onGiveUp threw Error']);
  });

  it.each([
    ['throws', boom],
    ['rejects', () => Promise.reject(thrown)],
  ])('log %s: nothing changes', async (_, log) => {
    const response = await onion({ options: { log: log as () => never } }).get('/orders');
    expect(response.data).toEqual({ call: 3 });
  });

  it('retryDelay: the throw is logged, and the default backoff stands in', async () => {
    const log = jest.fn();
    jest.spyOn(Math, 'random').mockReturnValue(0.001);
    await onion({ options: { retryDelay: boom, log } }).get('/orders');
    expect(warnings(log)).toEqual(Array(2).fill('axios-backoff: retryDelay threw Error'));
    expect(
      log.mock.calls.filter(([, event]) => event.type === 'retry').map(([, event]) => event.delay),
    ).toEqual([1, 2]);
  });

  it('validateResponse: the throw is logged, and validateStatus decides', async () => {
    const log = jest.fn();
    const response = await onion({ options: { validateResponse: boom, log } }).get('/orders');
    expect(response.data).toEqual({ call: 3 });
    expect(warnings(log)).toHaveLength(3);
  });
});

describe('hooks', () => {
  it('onRetry changes what is sent, by this retry and those after it, and not the caller’s config', async () => {
    const config = { headers: { 'X-Try': 'first' } };
    const onRetry = jest.fn((retryCount: number, _error: AxiosError, next: AxiosRequestConfig) => {
      (next as never as { headers: { set(name: string, value: string): void } }).headers.set(
        'X-Try',
        `${retryCount}`,
      );
      if (retryCount === 1) next.url = '/elsewhere';
    });
    await onion({ options: { onRetry } }).get('/orders', config);
    expect(api.seen.map(({ path, headers }) => [path, headers['x-try']])).toEqual([
      ['/orders', 'first'],
      ['/elsewhere', '1'],
      ['/elsewhere', '2'],
    ]);
    expect(config).toEqual({ headers: { 'X-Try': 'first' } });
    expect(onRetry.mock.calls.map(([count, error]) => [count, error.response?.status])).toEqual([
      [1, 503],
      [2, 503],
    ]);
  });

  it('are awaited in order: onRetry, then the line, then the attempt', async () => {
    const order: string[] = [];
    api.statuses = [503];
    const client = onion({
      inner: (instance) =>
        instance.interceptors.request.use((config) => {
          order.push('attempt');
          return config;
        }),
      options: {
        onRetry: async () => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          order.push('onRetry');
        },
        log: () => order.push('line'),
      },
    });
    await client.get('/orders');
    // The last line says that the call has recovered.
    expect(order).toEqual(['attempt', 'onRetry', 'line', 'attempt', 'line']);
  });

  it('onMaxRetryTimesExceeded is called with the last error only when retries are used up', async () => {
    const onMaxRetryTimesExceeded = jest.fn();
    const client = onion({ options: { retries: 1, onMaxRetryTimesExceeded } });
    api.statuses = [503, 503, 404];
    const error = await rejectionOf(client.get('/orders'));
    await rejectionOf(client.get('/orders'));
    expect(onMaxRetryTimesExceeded.mock.calls).toEqual([[error, 1]]);
  });

  it('onGiveUp is told the reason of every call that fails', async () => {
    const onGiveUp = jest.fn();
    const client = onion({ options: { retries: 1, onGiveUp } });
    api.statuses = [404, 503, 503];
    await rejectionOf(client.get('/a?secret=1'));
    await rejectionOf(client.get('/b'));
    expect(onGiveUp.mock.calls.map(([event]) => event)).toEqual([
      expect.objectContaining({
        type: 'giveUp',
        reason: 'notRetryable',
        url: `${api.baseURL}/a`,
        retryCount: 0,
        status: 404,
      }),
      expect.objectContaining({
        type: 'giveUp',
        reason: 'retries',
        url: `${api.baseURL}/b`,
        retryCount: 1,
        status: 503,
      }),
    ]);
  });

  it('validateResponse decides in place of validateStatus, both ways', async () => {
    api.statuses = [200, 200, 503];
    const validateResponse = ({ data }: AxiosResponse<{ call: number }>): boolean => data.call >= 3;
    const client = onion({ options: { validateResponse, retryCondition: () => true } });
    const response = await client.get('/orders');
    expect(response).toMatchObject({ status: 503, data: { call: 3 } });
  });

  it('validateResponse makes a good status an AxiosError, which the built-in policy does not retry', async () => {
    api.statuses = [];
    const error = await rejectionOf(onion({ options: { validateResponse: () => false } }).get('/orders'));
    expect(error).toBeInstanceOf(AxiosError);
    expect(error).toMatchObject({
      message: 'Request failed with status code 200',
      response: { status: 200 },
    });
    expect(error.request).toBeDefined();
    expect(getRetryState(error)).toMatchObject({ stopReason: 'notRetryable' });
    expect(api.seen).toHaveLength(1);
  });

  it('onRetry reads when the attempt that failed began, and the number of the retry to come', async () => {
    const read: unknown[] = [];
    const onRetry = (_count: number, error: AxiosError, next: AxiosRequestConfig): void => {
      const [failed, coming] = [error.config?.['axios-retry'], next['axios-retry']];
      read.push([coming?.retryCount, coming?.lastRequestTime === failed?.lastRequestTime]);
    };
    // Later than the attempt began, so that "now" would be another time.
    const retryCondition = async (): Promise<true> => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return true;
    };
    await onion({ options: { onRetry, retryCondition } }).get('/orders');
    expect(read).toEqual([
      [1, true],
      [2, true],
    ]);
  });

  it('retryDelay gets the last wait if it declares a third parameter, and not over one with a default', async () => {
    const waits: number[][] = [[], []];
    const plain = (retryCount: number, _error: AxiosError, last: number): number => {
      waits[0]?.push(last);
      return retryCount * 2;
    };
    const withDefault = (retryCount: number, _error: AxiosError, factor = 3): number => {
      waits[1]?.push(factor);
      return retryCount;
    };
    await onion({ options: { retryDelay: plain } }).get('/orders');
    api.statuses = [503, 503];
    await onion({ options: { retryDelay: withDefault } }).get('/orders');
    expect(waits).toEqual([
      [0, 2],
      [3, 3],
    ]);
  });
});

it.each<[string, unknown, unknown]>([
  ['a text: as it is, and not a header for each character', 'X-Try: first', 'X-Try: first'],
  [
    'nothing: no headers, but something to set one in',
    undefined,
    expect.objectContaining({ set: expect.anything() }),
  ],
])('a hook gets headers that are %s', async (_name, headers, expected) => {
  const seen: unknown[] = [];
  const client = axios.create({
    adapter: (config) => Promise.reject(new AxiosError('cut', 'ECONNRESET', config)),
  });
  axiosRetry(client, {
    retries: 1,
    retryDelay: 0,
    log: false,
    onRetry: (_count, _error, config) => {
      seen.push(config.headers);
    },
  });
  client.interceptors.request.use((config) => Object.assign(config, { headers }));
  await rejectionOf(client.get('/x'));
  expect(seen).toEqual([expected]);
});
