import axios from 'axios';
import { axiosRetry } from '../../../lib';

jest.mock('axios');

const mocked = jest.mocked(axios);
const { use, eject: ejectMock } = mocked.interceptors.request as unknown as Record<
  'use' | 'eject',
  jest.Mock
>;

beforeEach(() => {
  jest.clearAllMocks();
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

it('retries through its request() what a test hands to the interceptors by hand', async () => {
  axiosRetry(axios, { retries: 2, retryDelay: 0, log: false });
  const [[onRequest], [, onFailure]] = use.mock.calls as [
    [(config: object) => object],
    [unknown, (error: unknown) => Promise<unknown>],
  ];
  mocked.request.mockResolvedValueOnce({ data: 'from request()' });
  const config = onRequest({ method: 'get', url: '/a', headers: {} });
  const error = { isAxiosError: true, message: 'Request failed', config, response: { status: 503, config } };
  await expect(onFailure(error)).resolves.toEqual({ data: 'from request()' });
  expect(mocked.request.mock.lastCall).toMatchObject([{ url: '/a' }]);
});
