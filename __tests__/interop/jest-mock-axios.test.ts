import { AxiosError, type AxiosRequestConfig } from 'axios';
import mockAxios from 'jest-mock-axios';
import { axiosRetry, type RetryOptions } from '../../lib';
import { until } from '../http/server';

const install = (options: RetryOptions): ReturnType<typeof axiosRetry> =>
  axiosRetry(mockAxios, { retries: 2, log: false, ...options });

const ENDINGS: Readonly<Record<string, (config: AxiosRequestConfig) => AxiosError>> = {
  'a 503': (config) =>
    new AxiosError('Request failed with status code 503', 'ERR_BAD_RESPONSE', config as never, null, {
      ...{ status: 503, statusText: '', data: '', headers: {} },
      config: config as never,
    }),
  'a network error': (config) => new AxiosError('Network Error', 'ERR_NETWORK', config as never),
  'a timeout': (config) => new AxiosError('timeout of 0ms exceeded', 'ECONNABORTED', config as never),
};

/** Has each request that comes fail so. An error has to say which request it belongs to. */
function failEach(ending: string): void {
  mockAxios.useRequestHandler((request) => {
    const config = request.config?.['axios-retry'] ? request.config : request;
    void Promise.resolve().then(() => {
      mockAxios.mockError(ENDINGS[ending]?.(config as AxiosRequestConfig), request);
    });
  });
}

afterEach(() => {
  jest.useRealTimers();
  mockAxios.useRequestHandler(undefined as never);
  mockAxios.reset();
});

it('can be installed on and ejected from', () => {
  const { eject } = install({});
  expect(mockAxios.interceptors.request.use).toHaveBeenCalledTimes(1);
  eject();
  expect(mockAxios.interceptors.request.eject).toHaveBeenCalledTimes(1);
});

it('answers as it does without the plugin', async () => {
  install({});
  const call = mockAxios.get('/a');
  mockAxios.mockResponse({ data: 'fine', status: 200 });
  await expect(call).resolves.toMatchObject({ data: 'fine' });
});

// Its calls end with the error that the test gave, whatever an interceptor makes of it. So a retry can be seen in its
// queue only.
describe.each(Object.keys(ENDINGS))('%s that says which request it belongs to', (ending) => {
  const callFails = async (): Promise<void> => {
    const { message } = ENDINGS[ending]!({});
    await expect(Promise.resolve(mockAxios.get('/a') as unknown)).rejects.toThrow(message);
    expect(mockAxios.request).toHaveBeenCalledTimes(0);
  };

  it('ends the call, and is retried, with real timers', async () => {
    const onGiveUp = jest.fn();
    install({ retryDelay: 20, onGiveUp });
    failEach(ending);
    await callFails();
    await until(() => onGiveUp.mock.calls.length > 0);
    expect(mockAxios.request.mock.calls).toMatchObject([[{ url: '/a' }], [{ url: '/a' }]]);
    expect(onGiveUp.mock.calls).toMatchObject([[{ reason: 'retries', retryCount: 2 }]]);
    expect(mockAxios.queue()).toHaveLength(0);
  });

  it('ends the call, and is retried after its wait, with fake timers', async () => {
    jest.useFakeTimers();
    install({ retryDelay: 60_000 });
    failEach(ending);
    await callFails();
    await jest.advanceTimersByTimeAsync(59_999);
    expect(mockAxios.request).toHaveBeenCalledTimes(0);
    await jest.advanceTimersByTimeAsync(1);
    expect(mockAxios.request).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(mockAxios.request).toHaveBeenCalledTimes(2);
  });

  it('is not retried for a POST', async () => {
    const onGiveUp = jest.fn();
    install({ retryDelay: 1, onGiveUp });
    failEach(ending);
    await expect(Promise.resolve(mockAxios.post('/a', {}) as unknown)).rejects.toThrow();
    await until(() => onGiveUp.mock.calls.length > 0);
    expect(onGiveUp.mock.calls).toMatchObject([[{ reason: 'notIdempotent' }]]);
    expect(mockAxios.request).toHaveBeenCalledTimes(0);
  });
});

it('an error that belongs to no request is passed on, and said once', async () => {
  const log = jest.fn();
  install({ log });
  for (const url of ['/a', '/b']) {
    const call = Promise.resolve(mockAxios.get(url) as unknown);
    mockAxios.mockError({ response: { status: 503 } });
    await expect(call).rejects.toMatchObject({ response: { status: 503 } });
  }
  expect(mockAxios.request).toHaveBeenCalledTimes(0);
  expect(log.mock.calls).toEqual([
    [expect.stringContaining('a failure was not retried'), expect.objectContaining({ type: 'warning' })],
  ]);
});
