import assert from 'node:assert/strict';
import type { AxiosResponse } from 'axios';
import { axiosRetry } from '../../../lib';
import { json, resetAfterBody, startServer, type Received } from '../../http/scripted-server';
import { busy, bareClient, errorOf, onEachAdapter, QUICK, setHeader } from '../client';
import { behaviour } from '../harness';
import { ORDER_OF_REGISTRATION } from '../limits';

function headerOf({ rawHeaders }: Received, name: string): string | undefined {
  const place = rawHeaders.findIndex((text, index) => index % 2 === 0 && text.toLowerCase() === name);
  return place < 0 ? undefined : rawHeaders[place + 1];
}

onEachAdapter('inner request interceptors run for each attempt, on what was first sent', async (config) => {
  const server = await startServer([busy, busy]);
  const client = bareClient({ ...config, baseURL: server.origin });
  let tokens = 0;
  client.interceptors.request.use(async (request) => {
    await Promise.resolve();
    request.url = `/v1${request.url ?? ''}`;
    request.data = { wrapped: request.data as unknown };
    setHeader(request, 'Authorization', `Bearer ${++tokens}`);
    const { headers } = request as { headers: Record<string, string> };
    setHeader(request, 'X-Trail', `${headers['X-Trail'] ?? 'lost'},again`);
    return request;
  });
  axiosRetry(client, QUICK);

  await client.put('/orders', 'tea', { headers: { 'X-Trail': 'caller' } });
  assert.deepEqual(
    server.received.map((call) => ({
      url: call.url,
      body: call.body.toString(),
      token: headerOf(call, 'authorization'),
      trail: headerOf(call, 'x-trail'),
    })),
    [1, 2, 3].map((token) => ({
      url: '/v1/orders',
      body: '{"wrapped":"tea"}',
      token: `Bearer ${token}`,
      trail: 'caller,again',
    })),
  );
});

onEachAdapter('outer interceptors run once for the call', async (config) => {
  const server = await startServer([busy, busy, json({ data: 'tea' })]);
  const client = bareClient({ ...config, baseURL: server.origin });
  axiosRetry(client, QUICK);
  let requests = 0;
  client.interceptors.request.use((request) => {
    requests++;
    request.url = `/v1${request.url ?? ''}`;
    setHeader(request, 'Idempotency-Key', `key ${requests}`);
    return request;
  });
  client.interceptors.response.use((response: AxiosResponse<AxiosResponse>) => response.data);

  assert.deepEqual(await client.post('/orders', 'tea'), { data: 'tea' });
  assert.equal(requests, 1);
  assert.deepEqual(
    server.received.map((call) => [call.url, headerOf(call, 'idempotency-key')]),
    Array(3).fill(['/v1/orders', 'key 1']),
  );
});

behaviour('an inner response interceptor sees each failure, an outer one only the last', async () => {
  const server = await startServer(Array(9).fill(busy));
  const client = bareClient();
  const seen = { inner: 0, outer: 0 };
  const see = (place: keyof typeof seen) => (error: unknown) => {
    seen[place]++;
    throw error;
  };
  client.interceptors.response.use(undefined, see('inner'));
  axiosRetry(client, QUICK);
  client.interceptors.response.use(undefined, see('outer'));
  await errorOf(client.get(server.origin));
  assert.deepEqual(seen, { inner: 4, outer: 1 });
});

behaviour('an inner interceptor that throws ends the call, with nothing sent', async () => {
  const server = await startServer([busy]);
  const client = bareClient();
  client.interceptors.request.use(() => Promise.reject(new Error('no token')));
  axiosRetry(client, QUICK);
  assert.equal((await errorOf(client.get(server.origin))).message, 'no token');
  assert.equal(server.received.length, 0);
});

behaviour(
  'with the order of registration, what came after the plugin is inner',
  async () => {
    const server = await startServer([busy, resetAfterBody]);
    const client = bareClient({
      baseURL: server.origin,
      transitional: { legacyInterceptorReqResOrdering: false },
    });
    const runs = { before: 0, after: 0 };
    const prefix = (name: keyof typeof runs): void => {
      client.interceptors.request.use((request) => {
        runs[name]++;
        request.url = `/${name}${request.url ?? ''}`;
        return request;
      });
    };
    prefix('before');
    axiosRetry(client, QUICK);
    prefix('after');
    await client.get('/orders');
    assert.deepEqual(runs, { before: 1, after: 3 });
    assert.deepEqual(
      server.received.map(({ url }) => url),
      Array(3).fill('/after/before/orders'),
    );
  },
  ORDER_OF_REGISTRATION,
);
