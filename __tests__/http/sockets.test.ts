import { Agent } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { AxiosRequestConfig } from 'axios';
import { getRetryState, type RetryOptions } from '../../lib';
import {
  ADAPTERS,
  clientFor,
  errorOf,
  json,
  resetAfterBody,
  resetBeforeBody,
  startServer,
  status,
  until,
  type Behaviour,
} from './server';

const busy = status(503, {}, 'busy');

/** An agent with one socket, which knows how often it was asked for one: no copy of it could. */
class NarrowAgent extends Agent {
  opened = 0;

  constructor() {
    super({ keepAlive: true, maxSockets: 1 });
  }

  override createConnection(...args: Parameters<Agent['createConnection']>): Duplex | null | undefined {
    this.opened++;
    return super.createConnection(...args);
  }
}

describe('an agent with one socket', () => {
  let agent: NarrowAgent;
  const narrowClient = (options?: RetryOptions, config?: AxiosRequestConfig) =>
    clientFor('http', { retries: 5, ...options }, { httpAgent: agent, ...config });

  beforeEach(() => {
    agent = new NarrowAgent();
  });
  afterEach(() => {
    agent.destroy();
  });

  it('sends all attempts of a call over that socket', async () => {
    const server = await startServer([busy, busy, busy]);
    const response = await narrowClient().get<unknown>(server.origin);
    expect(response.data).toEqual({ call: 4 });
    expect(new Set(server.received.map(({ remotePort }) => remotePort)).size).toBe(1);
    expect(server.connections).toBe(1);
    expect(agent.opened).toBe(1);
  });

  it('is the same object in every attempt and on what the call ends with', async () => {
    const server = await startServer([busy, busy, status(200), busy, status(404)]);
    const agents = new Set<unknown>();
    const retryCondition: RetryOptions['retryCondition'] = (error) => {
      agents.add(error.config?.httpAgent);
    };
    const onRetry: RetryOptions['onRetry'] = (_retryCount, _error, config) => {
      agents.add(config.httpAgent);
    };
    const client = narrowClient({ retryCondition, onRetry });
    const response = await client.get(server.origin);
    const error = await errorOf(client.get(server.origin));
    agents.add(response.config.httpAgent).add(error.config?.httpAgent);
    expect([...agents]).toEqual([agent]);
    expect(agents.has(agent)).toBe(true);
    expect(agent.opened).toBe(1);
  });

  it('is not blocked by failures whose answer is a stream that nobody reads', async () => {
    const server = await startServer([busy, busy, busy]);
    const client = narrowClient({}, { responseType: 'stream' });
    const response = await client.get<Readable>(server.origin);
    expect(await text(response.data)).toBe('{"call":4}');
    expect(server.received).toHaveLength(4);
    expect(agent.opened).toBe(server.connections);
  });

  it('carries many calls with streams and failures one after the other', async () => {
    const seen = new Set<string>();
    const server = await startServer(({ url }) => {
      if (seen.has(url)) return status(200, {}, url);
      seen.add(url);
      return busy;
    });
    const client = narrowClient({}, { responseType: 'stream' });
    const calls = Array.from({ length: 20 }, async (_, id) => {
      const { data } = await client.get<Readable>(`${server.origin}/${id}`);
      return text(data);
    });
    expect(await Promise.all(calls)).toEqual(calls.map((_, id) => `/${id}`));
    expect(server.received).toHaveLength(40);
  });

  it.each([
    ['before the body is read', resetBeforeBody],
    ['after the body is read', resetAfterBody],
  ])('gets a new one for the retry when it is reset %s', async (_when, reset) => {
    const server = await startServer([busy, reset, reset]);
    const response = await narrowClient().put<unknown>(server.origin, 'x'.repeat(100_000));
    expect(response.data).toEqual({ call: 4 });
    expect(getRetryState(response)?.attempts).toMatchObject([
      { status: 503 },
      { code: expect.stringMatching(/^(ECONNRESET|EPIPE)$/) },
      { code: expect.stringMatching(/^(ECONNRESET|EPIPE)$/) },
      { status: 200 },
    ]);
    // The first failure left its connection in order, so the first reset broke that one.
    expect(server.received).toHaveLength(4);
    expect(server.connections).toBe(3);
    expect(server.received[3]?.body).toHaveLength(100_000);
  });

  it('is free for another call while one sleeps', async () => {
    const server = await startServer([status(503, {}, 'x'.repeat(100_000))]);
    const controller = new AbortController();
    const lines: string[] = [];
    const client = narrowClient({ retryDelay: 600_000, log: (line) => lines.push(line) });
    const sleeping = errorOf(
      client.get(server.origin, { signal: controller.signal, responseType: 'stream' }),
    );
    await until(() => lines.length === 1);
    const response = await client.get<unknown>(server.origin);
    expect(response.data).toEqual({ call: 2 });
    controller.abort();
    expect((await sleeping).code).toBe('ERR_CANCELED');
  });
});

describe.each(ADAPTERS)('through the %s adapter', (adapter) => {
  it.each([
    ['before the body is read', resetBeforeBody],
    ['after the body is read', resetAfterBody],
  ])('a connection that is reset %s is replaced by another', async (_when, reset) => {
    const server = await startServer([reset, reset]);
    const response = await clientFor(adapter).put<unknown>(server.origin, 'x'.repeat(100_000));
    expect(response.data).toEqual({ call: 3 });
    expect(server.received).toHaveLength(3);
    expect(new Set(server.received.map(({ remotePort }) => remotePort)).size).toBe(3);
    expect(server.received[2]?.body).toHaveLength(100_000);
  });

  // Fetch opens a connection for each, which takes its time.
  const many = adapter === 'http' ? 1000 : 300;

  describe(`${many} calls at once, each of which fails once`, () => {
    const ids = Array.from({ length: many }, (_, id) => id);
    const agent = new Agent({ keepAlive: true, maxSockets: 64 });

    afterAll(() => {
      agent.destroy();
    });

    /** Answers 503 to the first call of each URL, and its id to the second. */
    const failingOnce = (): ((request: { readonly url: string }) => Behaviour) => {
      const seen = new Set<string>();
      return ({ url }) => {
        if (seen.has(url)) return json({ id: Number(url.slice(1)) });
        seen.add(url);
        return busy;
      };
    };

    it('all succeed with two attempts each, and none sees anything of another', async () => {
      const server = await startServer(failingOnce());
      const retried: string[] = [];
      const onRetry: RetryOptions['onRetry'] = (retryCount, error, config) => {
        retried.push(`${retryCount} ${error.config?.url} ${config.url}`);
      };
      // One config object for all of them, save for what tells them apart.
      const shared = { headers: { 'X-Shared': '1' }, httpAgent: agent };
      const client = clientFor(adapter, { onRetry }, { baseURL: server.origin });

      const responses = await Promise.all(
        ids.map((id) => client.get(`/${id}`, { ...shared, 'axios-retry': { retries: 1 + (id % 7) } })),
      );

      expect(responses.map(({ data }) => data as unknown)).toEqual(ids.map((id) => ({ id })));
      for (const [id, response] of responses.entries()) {
        const { retries, retryCount, attempts, stopReason } = getRetryState(response)!;
        expect({ retries, retryCount, stopReason }).toEqual({ retries: 1 + (id % 7), retryCount: 1 });
        expect(attempts.map(({ status: code, delay }) => [code, delay])).toEqual([
          [503, 0],
          [200, 1],
        ]);
      }
      expect(retried.sort()).toEqual(ids.map((id) => `1 /${id} /${id}`).sort());
      expect(server.received.map(({ url }) => url).sort()).toEqual(
        ids.flatMap((id) => [`/${id}`, `/${id}`]).sort(),
      );
    });

    it('do not share a count when they share one config object', async () => {
      const server = await startServer(failingOnce());
      let next = 0;
      const shared: AxiosRequestConfig = { httpAgent: agent, 'axios-retry': { retries: 1 } };
      const client = clientFor(adapter, {}, { baseURL: server.origin });
      client.interceptors.request.use((config) => {
        config.url = `/${next++}`;
        return config;
      });
      const responses = await Promise.all(ids.slice(0, 100).map(() => client.request(shared)));
      expect(responses.map((response) => getRetryState(response)?.retryCount)).toEqual(
        responses.map(() => 1),
      );
      expect(server.received).toHaveLength(200);
      expect(shared).toEqual({ httpAgent: agent, 'axios-retry': { retries: 1 } });
    });
  });
});
