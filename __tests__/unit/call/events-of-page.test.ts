/**
 * @jest-environment jsdom
 * @jest-environment-options {"url": "http://localhost/shop/"}
 */
import axios, { AxiosError } from 'axios';
import { axiosRetry, type LogEvent } from '../../../lib';

/** What is said of a failed GET. */
async function failureOf(url: string, code: string, cause?: Error): Promise<string | undefined> {
  const events: LogEvent[] = [];
  const client = axios.create({
    adapter: (config) =>
      Promise.reject(Object.assign(new AxiosError('Network Error', code, config), cause && { cause })),
  });
  axiosRetry(client, { retries: 1, retryDelay: 0, log: (_line, event) => events.push(event) });
  await client.get(url).catch(() => undefined);
  const [event] = events;
  return event?.type === 'retry' ? event.failure : undefined;
}

it.each([
  'http://localhost:3000/orders',
  'https://localhost/orders',
  '//api.example/orders',
  'http://localhost.example',
])(
  'a page is not told whether CORS kept an answer from it, so the line says that it may have: %s',
  async (url) => {
    expect(await failureOf(url, 'ERR_NETWORK')).toBe('connection lost (ERR_NETWORK), or blocked by CORS');
  },
);

it.each(['/orders', 'orders', 'http://localhost', 'http://localhost/orders', '//localhost/orders'])(
  'CORS keeps nothing of its own server from a page: %s',
  async (url) => {
    expect(await failureOf(url, 'ERR_NETWORK')).toBe('connection lost (ERR_NETWORK)');
  },
);

it('does not name CORS where the failure has another reason', async () => {
  const url = 'https://api.example/orders';
  expect(await failureOf(url, 'ECONNABORTED')).toBe('timeout (ECONNABORTED)');
  const cause = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
  expect(await failureOf(url, 'ERR_NETWORK', cause)).toBe('connection lost (ECONNRESET)');
});

it('does not name CORS while there is no network', async () => {
  jest.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  const events: LogEvent[] = [];
  const client = axios.create({
    adapter: (config) => Promise.reject(new AxiosError('Network Error', 'ERR_NETWORK', config)),
  });
  axiosRetry(client, { maxElapsedTime: 1500, log: (_line, event) => events.push(event) });
  await client.get('https://api.example/orders').catch(() => undefined);
  expect(events).toMatchObject([
    { type: 'retry', failure: 'connection lost (ERR_NETWORK)' },
    { type: 'giveUp', failure: 'connection lost (ERR_NETWORK)' },
  ]);
});
