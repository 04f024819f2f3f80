import {
  environmentManager,
  QueryClient,
  QueryObserver,
  type QueryObserverOptions,
} from '@tanstack/query-core';
import axios from 'axios';
import { axiosRetry, type RetryOptions } from '../../lib';
import { startServer, status, until, type ScriptedServer } from '../http/server';

const RETRIES = 2;

// On a server it has no retries by default.
environmentManager.setIsServer(() => false);

let queries: QueryClient;
let server: ScriptedServer;

beforeEach(async () => {
  queries = new QueryClient();
  server = await startServer(() => status(503));
});

afterEach(() => {
  queries.clear();
});

/** Watches a query of a server that is down, as a component does, until the query has failed for good. */
async function errorOf(query: Partial<QueryObserverOptions>, options: RetryOptions): Promise<unknown> {
  const client = axios.create({ baseURL: server.origin, proxy: false });
  axiosRetry(client, { retries: RETRIES, retryDelay: 1, log: false, ...options });
  const observer = new QueryObserver(queries, {
    queryKey: ['orders'],
    queryFn: ({ signal }) => client.get('/orders', { signal }),
    retryDelay: 1,
    ...query,
  });
  const failed = new Promise((resolve) => {
    observer.subscribe(({ isError, error }) => {
      if (isError) resolve(error);
    });
  });
  const error = await failed;
  observer.destroy();
  return error;
}

it('by default has three retries of its own, and the two layers multiply', async () => {
  await errorOf({}, {});
  expect(server.received).toHaveLength((1 + 3) * (1 + RETRIES));
});

it('leaves retries to the plugin with retry: false', async () => {
  const error = await errorOf({ retry: false }, {});
  expect(error).toMatchObject({ response: { status: 503 } });
  expect(server.received).toHaveLength(1 + RETRIES);
});

it('retries alone where the plugin has none', async () => {
  await errorOf({}, { retries: 0 });
  expect(server.received).toHaveLength(1 + 3);
});

it('ends the wait of a call when it cancels the query, if it hands on its signal', async () => {
  const reasons: string[] = [];
  const lines: string[] = [];
  void errorOf(
    { retry: false },
    {
      retryDelay: 600_000,
      log: (line) => {
        lines.push(line);
      },
      onGiveUp: ({ reason }) => {
        reasons.push(reason);
      },
    },
  );
  await until(() => lines.length > 0);
  await queries.cancelQueries({ queryKey: ['orders'] });
  await until(() => reasons.length > 0);
  expect(reasons).toEqual(['cancelled']);
  expect(server.received).toHaveLength(1);
});
