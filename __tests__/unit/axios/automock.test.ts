import axios from 'axios';
import { axiosRetry, type RetryOptions } from '../../../lib';

jest.mock('axios');

const mocked = jest.mocked(axios);
const { use, eject: ejectMock } = mocked.interceptors.request as unknown as Record<
  'use' | 'eject',
  jest.Mock
>;

beforeEach(() => {
  jest.clearAllMocks();
});

afterEach(() => {
  jest.useRealTimers();
});

it('can be installed on an automatic mock of axios, and ejected from it', () => {
  const { eject } = axiosRetry(axios, { retries: 2 });
  // The two lists of interceptors are mocked as one.
  expect(use).toHaveBeenCalledTimes(2);
  eject();
  expect(ejectMock).toHaveBeenCalledTimes(2);
});

it('leaves its answers and its failures as the test has made them', async () => {
  mocked.create.mockReturnThis();
  axiosRetry(axios.create(), { retries: 2 });
  mocked.get.mockResolvedValueOnce({ data: 1 }).mockRejectedValueOnce(new Error('as the test wants'));
  await expect(axios.get('/a')).resolves.toEqual({ data: 1 });
  await expect(axios.get('/a')).rejects.toThrow('as the test wants');
  expect(mocked.get.mock.calls).toHaveLength(2);
});

describe('what a test hands to the interceptors by hand', () => {
  const fail = (options: RetryOptions): Promise<unknown> => {
    axiosRetry(axios, { retries: 2, log: false, ...options });
    const [[onRequest], [, onFailure]] = use.mock.calls as [
      [(config: object) => object],
      [unknown, (error: unknown) => Promise<unknown>],
    ];
    mocked.request.mockResolvedValueOnce({ data: 'from request()' });
    const config = onRequest({ method: 'get', url: '/a', headers: {} });
    return onFailure({
      isAxiosError: true,
      message: 'Request failed',
      config,
      response: { status: 503, config },
    });
  };

  it('is retried through its request()', async () => {
    await expect(fail({ retryDelay: 0 })).resolves.toEqual({ data: 'from request()' });
    expect(mocked.request.mock.lastCall).toMatchObject([{ url: '/a' }]);
  });

  it('is retried after its wait, with fake timers', async () => {
    jest.useFakeTimers();
    const call = fail({ retryDelay: 60_000 });
    await jest.advanceTimersByTimeAsync(59_999);
    expect(mocked.request.mock.calls).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(1);
    await expect(call).resolves.toEqual({ data: 'from request()' });
  });
});
