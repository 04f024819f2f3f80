import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AxiosRequestConfig } from 'axios';
import { getRetryState } from '../../lib';
import { ADAPTERS, clientFor, errorOf, json, startServer, status } from './server';

const busy = status(503, {}, 'busy');

describe.each(ADAPTERS)('through the %s adapter, every attempt goes to the same address', (adapter) => {
  it.each<[string, (origin: string) => AxiosRequestConfig, string]>([
    ['a baseURL with a path', (origin) => ({ baseURL: `${origin}/v1`, url: 'orders' }), '/v1/orders'],
    ['slashes on both sides', (origin) => ({ baseURL: `${origin}/v1/`, url: '/orders/' }), '/v1/orders/'],
    ['a baseURL alone', (origin) => ({ baseURL: `${origin}/v1` }), '/v1'],
    [
      'a baseURL and parameters',
      (origin) => ({ baseURL: origin, url: '/a', params: { q: [1, 2] } }),
      '/a?q[]=1&q[]=2',
    ],
    [
      'parameters beside those in the URL',
      (origin) => ({ baseURL: `${origin}/v1`, url: '/a?x=1', params: { y: 'ż' } }),
      '/v1/a?x=1&y=ż',
    ],
    [
      'an absolute URL that passes the baseURL by',
      (origin) => ({ baseURL: 'http://no-such-host.invalid/v1', url: `${origin}/own` }),
      '/own',
    ],
    [
      'an absolute URL that is joined all the same',
      (origin) => ({ baseURL: `${origin}/to?url=`, url: 'http://other.invalid/', allowAbsoluteUrls: false }),
      '/to?url=/http://other.invalid/',
    ],
  ])('with %s', async (_which, configOf, expected) => {
    const server = await startServer([busy, status(429), busy]);
    const client = clientFor(adapter, { retries: 3 });
    const response = await client.request<unknown>(configOf(server.origin));
    expect(response.data).toEqual({ call: 4 });
    const urls = server.received.map(({ url }) => decodeURI(url));
    expect(urls).toEqual([expected, expected, expected, expected]);
    expect(response.config).toMatchObject(configOf(server.origin));
  });

  it("with the instance's parameters and those of the request", async () => {
    const server = await startServer([busy, busy]);
    const client = clientFor(adapter, {}, { baseURL: `${server.origin}/v1`, params: { key: 'k' } });
    await client.get('/orders', { params: { page: 2 } });
    expect(new Set(server.received.map(({ url }) => url))).toEqual(new Set(['/v1/orders?key=k&page=2']));
    expect(server.received).toHaveLength(3);
  });

  it('with what an outer interceptor has added once for the call', async () => {
    const server = await startServer([busy, busy]);
    const client = clientFor(adapter, {}, { baseURL: server.origin });
    client.interceptors.request.use((config) => {
      config.url = `/v1${config.url}`;
      config.params = { ...config.params, tenant: 'a' };
      return config;
    });
    await client.get('/orders', { params: { page: 2 } });
    expect(server.received.map(({ url }) => url)).toEqual(
      Array.from({ length: 3 }, () => '/v1/orders?page=2&tenant=a'),
    );
  });

  it('and is redirected anew, also when it is the last hop that fails', async () => {
    let failures = 2;
    const server = await startServer(({ url }) => {
      if (url === '/old') return status(302, { location: '/new' });
      return failures-- > 0 ? busy : json({ url });
    });
    const response = await clientFor(adapter).get<unknown>('/old', { baseURL: server.origin });
    expect(response.data).toEqual({ url: '/new' });
    expect(server.received.map(({ url }) => url)).toEqual(['/old', '/new', '/old', '/new', '/old', '/new']);
    expect(getRetryState(response)?.retryCount).toBe(2);
  });

  it('unless onRetry names another, which then holds for the rest of the call', async () => {
    const [main, backup] = [await startServer(() => busy), await startServer([busy, busy])];
    const onRetry = (retryCount: number, _error: unknown, config: AxiosRequestConfig): void => {
      if (retryCount === 2) config.baseURL = `${backup.origin}/backup`;
    };
    const client = clientFor(adapter, { retries: 4, onRetry }, { baseURL: `${main.origin}/main` });
    await client.get('/orders', { params: { page: 2 } });
    expect(main.received.map(({ url }) => url)).toEqual(['/main/orders?page=2', '/main/orders?page=2']);
    expect(backup.received.map(({ url }) => url)).toEqual(
      Array.from({ length: 3 }, () => '/backup/orders?page=2'),
    );
    // The next call knows nothing of it.
    await errorOf(client.get('/orders', { 'axios-retry': { retries: 0 } }));
    expect(main.received).toHaveLength(3);
  });
});

describe('through the http adapter, every attempt goes the same way', () => {
  it('by a proxy', async () => {
    const proxy = await startServer([busy, busy]);
    const { port } = proxy;
    const response = await clientFor('http').get<unknown>('http://no-such-host.invalid/orders', {
      proxy: { protocol: 'http', host: '127.0.0.1', port, auth: { username: 'user', password: 'secret' } },
    });
    expect(response.data).toEqual({ call: 3 });
    expect(proxy.received.map(({ url }) => url)).toEqual(
      Array.from({ length: 3 }, () => 'http://no-such-host.invalid/orders'),
    );
    const authorization = `Basic ${Buffer.from('user:secret').toString('base64')}`;
    for (const { rawHeaders } of proxy.received) {
      expect(rawHeaders.filter((text) => text === authorization)).toHaveLength(1);
    }
  });

  it('by a Unix socket', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'axios-backoff-'));
    const socketPath = join(folder, 'socket');
    const urls: unknown[] = [];
    const server = createServer((request, response) => {
      urls.push(request.url);
      response.writeHead(urls.length < 3 ? 503 : 200, { connection: 'close' }).end();
    });
    await new Promise<void>((resolve) => server.listen(socketPath, resolve));
    try {
      const response = await clientFor('http').get('/orders', { socketPath, baseURL: 'http://localhost/v1' });
      expect(response.status).toBe(200);
      expect(urls).toEqual(['/v1/orders', '/v1/orders', '/v1/orders']);
    } finally {
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true });
    }
  });
});
