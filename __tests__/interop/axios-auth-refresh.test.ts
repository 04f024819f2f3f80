import axios, { type AxiosError, type AxiosInstance } from 'axios';
import { createAuthRefresh, type AxiosAuthRefreshOptions } from 'axios-auth-refresh';
import { axiosRetry, getRetryState } from '../../lib';
import { errorOf, json, pause, startServer, status, type ScriptedServer } from '../http/server';

const RETRIES = 3;
const ORDERS = ['before', 'after'] as const;
type Order = (typeof ORDERS)[number];

const unauthorized = status(401);
const busy = status(503);

interface Refreshing {
  readonly client: AxiosInstance;
  /** How often a new token has been asked for. */
  refreshes: number;
}

/** A client that signs its requests, with axios-auth-refresh installed before or after the plugin. */
function refreshing(
  order: Order,
  { origin }: ScriptedServer,
  options: AxiosAuthRefreshOptions = {},
): Refreshing {
  const client = axios.create({ baseURL: origin, proxy: false });
  const setup: Refreshing = { client, refreshes: 0 };
  let token = 'old';
  client.interceptors.request.use((config) => {
    config.headers.set('Authorization', token);
    return config;
  });
  const installRefresh = (): void => {
    const refresh = async (): Promise<void> => {
      setup.refreshes++;
      await pause(20);
      token = 'new';
    };
    createAuthRefresh(client, refresh, options);
  };
  if (order === 'before') installRefresh();
  axiosRetry(client, { retries: RETRIES, retryDelay: 1, log: false });
  if (order === 'after') installRefresh();
  return setup;
}

const tokensOf = ({ received }: ScriptedServer): (string | undefined)[] =>
  received.map(({ rawHeaders }) => rawHeaders[rawHeaders.indexOf('Authorization') + 1]);

describe.each(ORDERS)('axios-auth-refresh, installed %s the plugin', (order) => {
  it('refreshes once after a 401, and the 503s that follow are retried', async () => {
    const server = await startServer([unauthorized, busy, busy, json('the orders')]);
    const setup = refreshing(order, server);

    const response = await setup.client.get<string>('/orders');

    expect(response.data).toBe('the orders');
    expect(setup.refreshes).toBe(1);
    expect(tokensOf(server)).toEqual(['old', 'new', 'new', 'new']);
  });

  it('refreshes once after a 401 that comes as the answer to a retry', async () => {
    const server = await startServer([busy, unauthorized, busy, json('the orders')]);
    const setup = refreshing(order, server);

    const response = await setup.client.get<string>('/orders');

    expect(response.data).toBe('the orders');
    expect(setup.refreshes).toBe(1);
    expect(tokensOf(server)).toEqual(['old', 'old', 'new', 'new']);
  });

  it('gives up, with the 503, when the server stays busy after the refresh', async () => {
    const server = await startServer((request) => (request.rawHeaders.includes('old') ? unauthorized : busy));
    const setup = refreshing(order, server);

    const error = await errorOf(setup.client.get('/orders'));

    expect(error.response?.status).toBe(503);
    expect(setup.refreshes).toBe(1);
    // Inside the plugin, sending again is one of the call's retries. Outside, it is a call of its own.
    expect(server.received).toHaveLength(order === 'before' ? 1 + RETRIES : 1 + 1 + RETRIES);
    expect(getRetryState(error)).toMatchObject({ retryCount: RETRIES, stopReason: 'retries' });
  });

  it('rejects with the 401 when the new token is refused too, after one refresh', async () => {
    const server = await startServer(() => unauthorized);
    const setup = refreshing(order, server);

    const error: AxiosError = await errorOf(setup.client.get('/orders'));

    expect(error.response?.status).toBe(401);
    expect(setup.refreshes).toBe(1);
    expect(server.received).toHaveLength(2);
  });

  it('refreshes again for the next call that meets a 401', async () => {
    const server = await startServer([unauthorized, busy, json(1), unauthorized, busy, json(2)]);
    const setup = refreshing(order, server);

    const first = await setup.client.get<number>('/orders');
    const second = await setup.client.get<number>('/orders');

    expect([first.data, second.data]).toEqual([1, 2]);
    expect(setup.refreshes).toBe(2);
    expect(server.received).toHaveLength(6);
  });

  // By default axios-auth-refresh, also without the plugin, turns down a 401 that comes while it is refreshing.
  it('refreshes once for calls that meet a 401 together, and retries each', async () => {
    let answers = 0;
    const server = await startServer(({ rawHeaders }) => {
      if (rawHeaders.includes('old')) return unauthorized;
      return ++answers <= 2 ? busy : json('the orders');
    });
    const setup = refreshing(order, server, { deduplicateRefresh: false });

    const calls = [setup.client.get<string>('/orders'), setup.client.get<string>('/orders')];
    const responses = await Promise.all(calls);

    expect(responses.map(({ data }) => data)).toEqual(['the orders', 'the orders']);
    expect(setup.refreshes).toBe(1);
    expect(tokensOf(server)).toEqual(['old', 'old', 'new', 'new', 'new', 'new']);
  });
});
