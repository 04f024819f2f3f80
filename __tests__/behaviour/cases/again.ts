import assert from 'node:assert/strict';
import type { AxiosError, AxiosRequestConfig } from 'axios';
import { axiosRetry, getRetryState } from '../../../lib';
import { startServer, status, type Behaviour, type Received } from '../../http/scripted-server';
import { busy, bareClient, clientFor, errorOf, onEachAdapter, QUICK, setHeader } from '../client';
import { behaviour } from '../harness';
import { SEND_AGAIN } from '../limits';

onEachAdapter("a failed call's config sent again by hand starts afresh", async (adapter) => {
  const server = await startServer(Array(8).fill(busy));
  const client = clientFor({ maxElapsedTime: 60_000 }, adapter);
  const error = await errorOf(
    client.put(server.origin, { id: 7 }, { headers: { 'X-Own': '1' }, 'axios-retry': { retries: 2 } }),
  );
  assert.equal(server.received.length, 3);
  assert.ok(error.config);
  const again = await errorOf(client.request(error.config));
  assert.equal(server.received.length, 6);
  assert.equal(getRetryState(again)?.retryCount, 2);
  for (const { body } of server.received) assert.equal(body.toString(), '{"id":7}');
});

behaviour(
  "a good response's config can be sent again by hand",
  async () => {
    const server = await startServer([busy, status(200), busy]);
    const client = clientFor();
    const { config } = await client.get(server.origin);
    const again = await client.request(config);
    assert.equal(getRetryState(again)?.retryCount, 1);
    assert.equal(server.received.length, 4);
  },
  SEND_AGAIN,
);

/** What a server does that takes one token only. */
const guarded = ({ rawHeaders }: Received): Behaviour =>
  rawHeaders.includes('Bearer new') ? status(200) : status(401);

onEachAdapter('an inner interceptor may refresh a token and send again, within the call', async (adapter) => {
  const server = await startServer(guarded);
  const client = bareClient(adapter);
  let token = 'old';
  client.interceptors.request.use((config) => {
    setHeader(config, 'Authorization', `Bearer ${token}`);
    return config;
  });
  client.interceptors.response.use(undefined, async (error: AxiosError) => {
    const config = error.config as AxiosRequestConfig & { refreshed?: boolean };
    if (error.response?.status !== 401 || config.refreshed) throw error;
    await Promise.resolve();
    token = 'new';
    return client.request({ ...config, refreshed: true } as AxiosRequestConfig);
  });
  axiosRetry(client, QUICK);

  const response = await client.put(server.origin, { id: 7 });
  assert.equal(getRetryState(response)?.retryCount, 1);
  assert.deepEqual(
    server.received.map(({ body }) => body.toString()),
    ['{"id":7}', '{"id":7}'],
  );
});

behaviour('a re-send from inside does not multiply the attempts', async () => {
  const server = await startServer(Array(50).fill(busy));
  const client = bareClient();
  client.interceptors.response.use(undefined, (error: AxiosError) => {
    const config = error.config as AxiosRequestConfig & { again?: boolean };
    return config.again
      ? Promise.reject(error)
      : client.request({ ...config, again: true } as AxiosRequestConfig);
  });
  axiosRetry(client, QUICK);
  await errorOf(client.get(server.origin));
  assert.ok(server.received.length <= 4 + 1, String(server.received.length));
});
