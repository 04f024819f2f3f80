import type { AxiosError, AxiosInstance } from 'axios';
import { getRetryState, retryPacer, type RetryOptions } from '../../lib';
import { inFakeTime, timedClientFor } from './fake-time';
import { ADAPTERS, errorOf, json, startServer, status, type ScriptedServer } from './server';

const options = (): RetryOptions => ({ retries: 0, pacer: retryPacer({ holdNewCalls: true }) });

/** Answers the first request for a path as it says, and all others with 200. */
const firstOf =
  (path: string, code: number, headers = {}) =>
  ({ url }: { readonly url: string }, seen = new Set<string>()) => {
    const isFirst = url === path && !seen.has(url);
    seen.add(url);
    return isFirst ? status(code, headers) : json({ url });
  };

/** A server that asks for two seconds of patience at the first request for /limit. */
function limitedServer(): Promise<ScriptedServer> {
  const seen = new Set<string>();
  const answer = firstOf('/limit', 429, { 'retry-after': '2' });
  return startServer((request) => answer(request, seen));
}

const linesOf = ({ received }: ScriptedServer): string[] =>
  received.map(({ method, url }) => `${method} ${url}`);

describe.each(ADAPTERS)('a server that asks for patience, through the %s adapter', (adapter) => {
  it('gets no new call before its time, but those that need not wait', async () => {
    const server = await limitedServer();
    await inFakeTime(async () => {
      const client = timedClientFor(adapter, options(), { baseURL: server.origin });
      await errorOf(client.get('/limit'));
      const calls = [
        client.get('/a'),
        client.post('/b', { n: 1 }),
        client.get('/free', { 'axios-retry': { pacer: null } }),
        client.get('/free', { 'axios-retry': { maxRetryAfter: 1000 } }),
      ];
      await Promise.all(calls);
    });
    expect(linesOf(server).slice(0, 3)).toEqual(['GET /limit', 'GET /free', 'GET /free']);
    // Each is a little late at random.
    expect(linesOf(server).slice(3).sort()).toEqual(['GET /a', 'POST /b']);
    const [limit, , free, ...held] = server.received.map(({ at }) => at);
    expect(free).toBe(limit);
    for (const at of held) {
      expect(at - limit!).toBeGreaterThanOrEqual(2000);
      expect(at - limit!).toBeLessThanOrEqual(2201);
    }
    expect(server.received.find(({ url }) => url === '/b')?.body.toString()).toBe('{"n":1}');
  });

  it('gets a crowd of them one after the other', async () => {
    const server = await limitedServer();
    await inFakeTime(async () => {
      const client = timedClientFor(adapter, options(), { baseURL: server.origin });
      await errorOf(client.get('/limit'));
      await Promise.all(Array.from({ length: 40 }, (_, i) => client.get(`/${i}`)));
    });
    const [limit = 0, ...held] = server.received.map(({ at }) => at);
    expect(held).toHaveLength(40);
    expect(Math.min(...held) - limit).toBeGreaterThanOrEqual(2000);
    // A third of twenty a second at first.
    expect(held.filter((at) => at - limit < 2500).length).toBeLessThan(8);
  });

  it('is asked for a token while calls are held that need one', async () => {
    const seen = new Set<string>();
    let token = 0;
    const server = await startServer((request) => {
      if (request.url === '/token') return json({ token: ++token });
      const names = request.rawHeaders;
      const has = names.includes(`Bearer ${token}`);
      if (request.url === '/limit') return firstOf('/limit', 503, { 'retry-after': '1' })(request, seen);
      return has && token > 0 ? json({ url: request.url }) : status(401);
    });
    let known: Promise<string> | undefined;
    const getToken = (client: AxiosInstance): Promise<string> =>
      (known ??= client.post<{ token: number }>('/token').then(({ data }) => `Bearer ${data.token}`));
    const answers = await inFakeTime(async () => {
      const client = timedClientFor(adapter, { ...options(), retries: 1 }, { baseURL: server.origin });
      // Registered after the plugin, and so before the hold.
      client.interceptors.request.use(async (config) => {
        if (known && config.url !== '/token') config.headers.set('Authorization', await known);
        return config;
      });
      client.interceptors.response.use(undefined, async (error: AxiosError) => {
        if (error.response?.status !== 401 || !error.config) throw error;
        error.config.headers.set('Authorization', await getToken(client));
        return client.request(error.config);
      });
      await errorOf(client.get('/limit', { 'axios-retry': { retries: 0 } }));
      const calls = [client.get<unknown>('/a'), client.get<unknown>('/b'), client.get<unknown>('/c')];
      return (await Promise.all(calls)).map(({ data }) => data);
    });
    expect(answers).toEqual([{ url: '/a' }, { url: '/b' }, { url: '/c' }]);
    expect(linesOf(server).filter((line) => line === 'POST /token')).toHaveLength(1);
  });

  it('gets nothing of a held call that ends first', async () => {
    const server = await limitedServer();
    const errors = await inFakeTime(
      async () => {
        const client = timedClientFor(adapter, options(), { baseURL: server.origin });
        await errorOf(client.get('/limit'));
        const controller = new AbortController();
        const calls = [
          errorOf(client.get('/cancelled', { signal: controller.signal })),
          errorOf(client.get('/late', { 'axios-retry': { maxElapsedTime: 1000 } })),
        ];
        controller.abort();
        const ended = await Promise.all(calls);
        await client.get('/a');
        return ended;
        // No other timer is set while something is on its way.
      },
      () => true,
    );
    expect(errors.map(({ code }) => code)).toEqual(['ERR_CANCELED', 'ECONNABORTED']);
    expect(errors.map((error) => getRetryState(error)?.stopReason)).toEqual(['cancelled', 'maxElapsedTime']);
    expect(linesOf(server)).toEqual(['GET /limit', 'GET /a']);
  });
});
