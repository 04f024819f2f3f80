import { randomUUID } from 'node:crypto';
import axios, { type AxiosInstance, type InternalAxiosRequestConfig } from 'axios';
import { axiosRetry, getRetryState } from '../../lib';
import { inFakeTime, timedClientFor } from './fake-time';
import {
  ADAPTERS,
  clientFor,
  errorOf,
  hang,
  resetAfterBody,
  startServer,
  status,
  type Adapter,
  type Received,
} from './server';

const busy = status(503, { 'set-cookie': 'session=of-the-failure; Path=/' }, 'busy');

/** All values of a header, as they came. */
function header({ rawHeaders }: Received, name: string): string[] {
  const values = rawHeaders.filter((_, nth) => nth % 2 === 1);
  return values.filter((_, nth) => rawHeaders[nth * 2]?.toLowerCase() === name.toLowerCase());
}

/** A client with an inner interceptor: one that was registered before the plugin. */
function clientAround(adapter: Adapter, change: (config: InternalAxiosRequestConfig) => void): AxiosInstance {
  const client = axios.create({ adapter, proxy: false });
  client.interceptors.request.use((config) => {
    change(config);
    return config;
  });
  axiosRetry(client, { retries: 2, retryDelay: 1, log: false });
  return client;
}

describe.each(ADAPTERS)('through the %s adapter, every attempt', (adapter) => {
  it.each([
    ['from the request itself', { headers: { Cookie: 'session=1; theme=dark' } }],
    ['in lower case', { headers: { cookie: 'session=1; theme=dark' } }],
  ])('has the cookies %s, once each, and none of those that a failure set', async (_where, config) => {
    const server = await startServer([busy, busy]);
    await clientFor(adapter).get(server.origin, config);
    const cookies = server.received.map((call) => header(call, 'cookie'));
    expect(cookies).toEqual(Array.from({ length: 3 }, () => ['session=1; theme=dark']));
  });

  it('has the cookies that an outer interceptor has set once for the call', async () => {
    const server = await startServer([busy, busy]);
    const client = clientFor(adapter);
    let calls = 0;
    client.interceptors.request.use((config) => {
      calls++;
      config.headers.set('Cookie', `call=${calls}`);
      return config;
    });
    await client.get(server.origin);
    expect(server.received.map((call) => header(call, 'cookie'))).toEqual([
      ['call=1'],
      ['call=1'],
      ['call=1'],
    ]);
    await client.get(server.origin);
    expect(header(server.received[3]!, 'cookie')).toEqual(['call=2']);
  });

  it("has the instance's own headers, and those that it sets for one method", async () => {
    const server = await startServer([busy, busy, status(200), busy]);
    const client = clientFor(adapter, {}, { headers: { 'X-Client': 'shop' } });
    client.defaults.headers.put['X-Put'] = 'yes';
    client.defaults.headers.common['X-Common'] = 'always';
    await client.put(server.origin, 'an order');
    await client.get(server.origin);
    const seen = (name: string): string[] => server.received.map((call) => header(call, name).join());
    expect(server.received.map(({ method }) => method)).toEqual(['PUT', 'PUT', 'PUT', 'GET', 'GET']);
    expect(seen('x-client')).toEqual(['shop', 'shop', 'shop', 'shop', 'shop']);
    expect(seen('x-common')).toEqual(['always', 'always', 'always', 'always', 'always']);
    expect(seen('x-put')).toEqual(['yes', 'yes', 'yes', '', '']);
  });

  it('has one Authorization from `auth`, which goes before a header', async () => {
    const server = await startServer([busy, busy]);
    await clientFor(adapter).get(server.origin, {
      auth: { username: 'user', password: 'pässword:1' },
      headers: { Authorization: 'Bearer stale' },
    });
    const basic = `Basic ${Buffer.from('user:pässword:1').toString('base64')}`;
    expect(server.received.map((call) => header(call, 'authorization'))).toEqual([[basic], [basic], [basic]]);
  });

  it('has the token that an inner interceptor draws for it, in place of the last one', async () => {
    const server = await startServer([busy, busy]);
    let drawn = 0;
    const client = clientAround(adapter, (config) => {
      config.headers.set('Authorization', `Bearer ${++drawn}`);
    });
    await client.get(server.origin);
    expect(server.received.map((call) => header(call, 'authorization'))).toEqual([
      ['Bearer 1'],
      ['Bearer 2'],
      ['Bearer 3'],
    ]);
  });

  describe('of a POST with an Idempotency-Key', () => {
    it('has the same key, whatever the failure', async () => {
      const key = randomUUID();
      const server = await startServer([busy, resetAfterBody, hang, status(429)]);
      const client = timedClientFor(adapter, { retries: 4 }, { timeout: 600_000 });
      const config = { headers: { 'Idempotency-Key': key } };
      const response = await inFakeTime(() => client.post<unknown>(server.origin, { amount: 100 }, config));
      expect(response.data).toEqual({ call: 5 });
      expect(server.received.map((call) => header(call, 'idempotency-key'))).toEqual(
        Array.from({ length: 5 }, () => [key]),
      );
      expect(new Set(server.received.map(({ body }) => body.toString()))).toEqual(
        new Set(['{"amount":100}']),
      );
    });

    it('has the same key when an outer interceptor draws one for each call', async () => {
      const server = await startServer([busy, busy, status(200), busy]);
      const client = clientFor(adapter);
      client.interceptors.request.use((config) => {
        config.headers.set('Idempotency-Key', randomUUID(), false);
        return config;
      });
      await client.post(server.origin, 'one');
      await client.post(server.origin, 'two');
      const keys = server.received.map((call) => header(call, 'idempotency-key').join());
      expect(keys[0]).toMatch(/^[\da-f-]{36}$/);
      expect(keys).toEqual([keys[0], keys[0], keys[0], keys[3], keys[3]]);
      expect(keys[3]).not.toBe(keys[0]);
    });

    it('is the only one when the key was drawn for that attempt alone, since it protects nobody', async () => {
      const server = await startServer([busy, busy]);
      const client = clientAround(adapter, (config) => {
        config.headers.set('Idempotency-Key', randomUUID());
      });
      const error = await errorOf(client.post(server.origin, 'an order'));
      expect(server.received).toHaveLength(1);
      expect(getRetryState(error)?.stopReason).toBe('notIdempotent');
    });
  });
});
