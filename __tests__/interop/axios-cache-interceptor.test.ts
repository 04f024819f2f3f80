import axios from 'axios';
import { setupCache, type AxiosCacheInstance, type CacheAxiosResponse } from 'axios-cache-interceptor';
import { axiosRetry, getRetryState, type RetryOptions } from '../../lib';
import { errorOf, json, startServer, status, until, type ScriptedServer } from '../http/server';

const RETRIES = 3;
const ORDERS = ['before', 'after'] as const;
type Order = (typeof ORDERS)[number];

const busy = status(503);

// Installed before the plugin, the cache sees each attempt, and forgets what it has at the first that fails.
const asksAgain = {
  before: 'asks for the whole answer again when asking whether an old one holds has failed',
  after: 'asks again whether an old answer holds, with its ETag',
};
const standsIn = {
  before: 'lets an old answer stand in at the first failure, without a retry',
  after: 'lets an old answer stand in only for a call that has used up its retries',
};
const joins = {
  before: 'sends a call that comes during the wait of another at once, and the other uses its answer',
  after: 'lets a call that comes during the wait of another wait for its answer',
};

/** A client with axios-cache-interceptor installed before or after the plugin. */
function caching(order: Order, { origin }: ScriptedServer, options: RetryOptions = {}): AxiosCacheInstance {
  const client = axios.create({ baseURL: origin, proxy: false });
  if (order === 'before') setupCache(client);
  axiosRetry(client, { retries: RETRIES, retryDelay: 5, log: false, ...options });
  if (order === 'after') setupCache(client);
  return client as AxiosCacheInstance;
}

describe.each(ORDERS)('axios-cache-interceptor, installed %s the plugin', (order) => {
  it('retries a call that fails, and answers the next one without sending it again', async () => {
    const server = await startServer([busy, busy, json('the orders')]);
    const client = caching(order, server);

    const first = await client.get<string>('/orders');
    const second = await client.get<string>('/orders');

    expect([first.cached, first.data]).toEqual([false, 'the orders']);
    expect([second.cached, second.data]).toEqual([true, 'the orders']);
    expect(getRetryState(first)).toMatchObject({ retryCount: 2 });
    expect(getRetryState(second)).toMatchObject({ retryCount: 0 });
    expect(server.received).toHaveLength(3);
  });

  it('sends concurrent calls for one key once, with their retries', async () => {
    const server = await startServer([busy, busy, json('the orders')]);
    const client = caching(order, server);

    const responses = await Promise.all([1, 2, 3].map(() => client.get<string>('/orders')));

    expect(responses.map(({ data }) => data)).toEqual(['the orders', 'the orders', 'the orders']);
    expect(server.received).toHaveLength(3);
  });

  it('does not multiply the retries of concurrent calls for one key that all fail', async () => {
    const server = await startServer(() => busy);
    const client = caching(order, server);

    const errors = await Promise.all([1, 2, 3].map(() => errorOf(client.get('/orders'))));

    expect(errors.map(({ response }) => response?.status)).toEqual([503, 503, 503]);
    expect(server.received).toHaveLength(1 + RETRIES);
  });

  it('does not keep a failure: the next call is sent, and has all its retries', async () => {
    const server = await startServer([busy, busy, busy, busy, busy, json('the orders')]);
    const client = caching(order, server);

    await errorOf(client.get('/orders'));
    const response = await client.get<string>('/orders');

    expect(response.data).toBe('the orders');
    expect(getRetryState(response)).toMatchObject({ retryCount: 1 });
    expect(server.received).toHaveLength(6);
  });

  it(asksAgain[order], async () => {
    const server = await startServer(({ rawHeaders }) => {
      if (server.received.length === 2) return busy;
      if (rawHeaders.includes('"v1"')) return status(304);
      return status(200, { etag: '"v1"', 'cache-control': 'max-age=0' }, 'the orders');
    });
    const client = caching(order, server);
    client.defaults.cache.staleIfError = false;

    await client.get<string>('/orders');
    const response = await client.get<string>('/orders');

    expect([response.cached, response.data]).toEqual([order === 'after', 'the orders']);
    const asked = server.received.map(({ rawHeaders }) => rawHeaders.includes('"v1"'));
    expect(asked).toEqual([false, true, order === 'after']);
  });

  it(standsIn[order], async () => {
    const old = status(200, { etag: '"v1"', 'cache-control': 'max-age=0' }, 'old');
    const server = await startServer((request) => (request === server.received[0] ? old : busy));
    const client = caching(order, server);
    client.defaults.cache.staleIfError = true;

    await client.get<string>('/orders');
    const response = await client.get<string>('/orders');

    expect([response.stale, response.data]).toEqual([true, 'old']);
    expect(server.received).toHaveLength(1 + (order === 'after' ? 1 + RETRIES : 1));
  });

  it(joins[order], async () => {
    const server = await startServer([busy, busy, json('the orders')]);
    let second: Promise<CacheAxiosResponse<string>> | undefined;
    const log = (): void => {
      // The wait of the first call begins.
      second ??= client.get<string>('/orders');
    };
    const client = caching(order, server, { retryDelay: 100, log });

    const first = client.get<string>('/orders');
    await until(() => second !== undefined);

    const responses = await Promise.all([first, second]);
    expect(responses.map((response) => response?.data)).toEqual(['the orders', 'the orders']);
    expect(responses.map((response) => getRetryState(response)?.retryCount)).toEqual(
      order === 'after' ? [2, 0] : [1, 1],
    );
    expect(server.received).toHaveLength(3);
  });
});
