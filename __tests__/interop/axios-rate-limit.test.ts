import axios, { type AxiosInstance } from 'axios';
import rateLimit from 'axios-rate-limit';
import { axiosRetry } from '../../lib';
import { inFakeTime } from '../http/fake-time';
import { json, startServer, status } from '../http/server';

type Order = 'before' | 'after';

const MOST = 2;
const SECOND = 1000;

/** A client that may send two requests a second, limited before or after the plugin was installed. */
function limited(order: Order, baseURL: string): { client: AxiosInstance; isStill: () => boolean } {
  let inFlight = 0;
  const adapter = axios.getAdapter('http');
  const client = axios.create({
    baseURL,
    proxy: false,
    adapter: async (config) => {
      inFlight++;
      try {
        return await adapter(config);
      } finally {
        inFlight--;
      }
    },
  });
  const limit = (): unknown => rateLimit(client, { maxRequests: MOST, perMilliseconds: SECOND });
  if (order === 'before') limit();
  axiosRetry(client, { retries: 2, retryDelay: 10, log: false });
  if (order === 'after') limit();
  return { client, isStill: () => inFlight === 0 };
}

/** How many requests the server sees in each second, when four calls come together and each is retried once. */
async function seenPerSecond(order: Order): Promise<number[]> {
  const seen: number[] = [];
  let start = 0;
  const failed = new Set<string>();
  const server = await startServer(({ url }) => {
    const second = Math.floor((Date.now() - start) / SECOND);
    seen[second] = (seen[second] ?? 0) + 1;
    if (failed.has(url)) return json({});
    failed.add(url);
    return status(503);
  });
  const { client, isStill } = limited(order, server.origin);
  await inFakeTime(() => {
    start = Date.now();
    return Promise.all(['/a', '/b', '/c', '/d'].map((path) => client.get(path)));
  }, isStill);
  return Array.from(seen, (count: number | undefined) => count ?? 0);
}

it('installed before the plugin, limits every attempt', async () => {
  expect(await seenPerSecond('before')).toEqual([MOST, MOST, MOST, MOST]);
});

it('installed after it, limits calls, and their retries go round it', async () => {
  expect(await seenPerSecond('after')).toEqual([2 * MOST, 2 * MOST]);
});
