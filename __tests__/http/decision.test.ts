import { createServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import axios from 'axios';
import { getRetryState, type LogEvent, type RetryOptions } from '../../lib';
import { IDENTITY } from '../faults/identity';
import { inFakeTime, timedClientFor } from './fake-time';
import {
  ADAPTERS,
  clientFor,
  cutChunked,
  cutShort,
  errorOf,
  hang,
  json,
  refusedPort,
  resetAfterBody,
  resetBeforeBody,
  startServer,
  status,
  type Behaviour,
  type ScriptedServer,
} from './server';

const REPEATABLE = ['GET', 'PUT', 'DELETE'];
const UNSAFE = ['POST', 'PATCH'];

const RETRYABLE_STATUSES = [408, 425, 429, 500, 502, 503, 504, 520, 524, 527, 529, 530];
const FINAL_STATUSES = [400, 401, 403, 404, 409, 422, 501, 505, 525, 599];

/** What a server does that a retry may mend, but that may have been done before it broke. */
const FAILURES: readonly (readonly [string, Behaviour])[] = [
  ['503', status(503, {}, 'busy')],
  ['429', status(429)],
  ['500', status(500)],
  ['a reset before the body was read', resetBeforeBody],
  ['a reset after the body was read', resetAfterBody],
  ['an answer with bytes missing', cutShort],
  ['a chunked answer that breaks off', cutChunked],
  ['no answer before the timeout', hang],
];

const failingWith = (behaviour: Behaviour): Promise<ScriptedServer> =>
  startServer([behaviour, behaviour, behaviour]);

/** Sends a request back to the address that it came to, where nobody listens any more. */
const redirectHomeAndClose = (code: number): Behaviour => ({
  readsBody: true,
  answer: (response, { socket, url = '' }) => {
    (socket as unknown as { readonly server: Server }).server.close();
    response.writeHead(code, { location: url, connection: 'close' }).end();
  },
});

const withBody = (method: string): { method: string; data?: string } =>
  method === 'GET' || method === 'DELETE' ? { method } : { method, data: 'an order' };

describe.each(ADAPTERS)('through the %s adapter', (adapter) => {
  describe.each(FAILURES)('after %s', (_name, behaviour) => {
    const timeout = 600_000;

    it.each(REPEATABLE)('a %s is sent again', async (method) => {
      const server = await startServer([behaviour, behaviour, json({ done: true })]);
      const client = timedClientFor(adapter, {}, { baseURL: server.origin, timeout });
      const response = await inFakeTime(() => client.request({ url: '/orders', ...withBody(method) }));
      expect(response.data).toEqual({ done: true });
      expect(server.received.map((call) => call.method)).toEqual([method, method, method]);
    });

    it.each(UNSAFE)('a %s is sent exactly once', async (method) => {
      const server = await failingWith(behaviour);
      const client = timedClientFor(adapter, {}, { baseURL: server.origin, timeout });
      const error = await errorOf(inFakeTime(() => client.request({ url: '/orders', ...withBody(method) })));
      expect(server.received).toHaveLength(1);
      expect(error.isAxiosError).toBe(true);
      expect(getRetryState(error)).toMatchObject({ retryCount: 0, stopReason: 'notIdempotent' });
    });

    it.each<[string, RetryOptions, Record<string, string>]>([
      ['that is declared idempotent', { idempotent: true }, {}],
      ['with an Idempotency-Key', {}, { 'Idempotency-Key': 'a1b2' }],
      ['with an idempotency-key in lower case', {}, { 'idempotency-key': 'a1b2' }],
      ['whose method is named', { methods: ['post'] }, {}],
    ])('a POST %s is sent again', async (_kind, options, headers) => {
      const server = await failingWith(behaviour);
      const client = timedClientFor(adapter, { retries: 3 }, { baseURL: server.origin, timeout });
      const config = { headers, 'axios-retry': options };
      const response = await inFakeTime(() => client.post('/orders', 'an order', config));
      expect(response.data).toEqual({ call: 4 });
      expect(server.received.map((call) => call.method)).toEqual(['POST', 'POST', 'POST', 'POST']);
      const bodies = server.received.filter(({ isWhole }) => isWhole).map((call) => call.body.toString());
      expect(bodies).toEqual(Array.from({ length: behaviour.readsBody ? 4 : 1 }, () => 'an order'));
    });

    it('a GET is given up when the retries are used up', async () => {
      const server = await failingWith(behaviour);
      const client = timedClientFor(adapter, { retries: 1 }, { baseURL: server.origin, timeout });
      const error = await errorOf(inFakeTime(() => client.get('/orders')));
      expect(server.received).toHaveLength(2);
      expect(error.isAxiosError).toBe(true);
      expect(getRetryState(error)).toMatchObject({ retryCount: 1, stopReason: 'retries' });
    });
  });

  it.each(RETRYABLE_STATUSES)('%s is tried again', async (code) => {
    const server = await startServer([status(code)]);
    await clientFor(adapter).get(server.origin);
    expect(server.received).toHaveLength(2);
  });

  it.each(FINAL_STATUSES)('%s is not tried again', async (code) => {
    const server = await startServer([status(code)]);
    const error = await errorOf(clientFor(adapter).get(server.origin));
    expect(error.response?.status).toBe(code);
    expect(server.received).toHaveLength(1);
    expect(getRetryState(error)?.stopReason).toBe('notRetryable');
  });

  it.each(['HEAD', 'OPTIONS'])('a %s is sent again', async (method) => {
    const server = await startServer([status(503), status(429)]);
    await clientFor(adapter).request({ method, url: server.origin });
    expect(server.received.map((call) => call.method)).toEqual([method, method, method]);
  });

  it('the statuses of a request replace the usual ones', async () => {
    const server = await startServer([status(404), status(418), status(503)]);
    const client = clientFor(adapter, { statuses: [404, [410, 420]] });
    const error = await errorOf(client.get(server.origin));
    expect(error.response?.status).toBe(503);
    expect(server.received).toHaveLength(3);
  });

  describe('when the connection was never opened', () => {
    // Fetch follows redirects unseen, so with it a refusal may be that of a later hop.
    const repeated = adapter === 'fetch' ? REPEATABLE : [...REPEATABLE, ...UNSAFE];

    it.each(repeated)('a refused %s is tried again', async (method) => {
      const port = await refusedPort();
      let server: ScriptedServer | undefined;
      const client = clientFor(adapter, {
        onRetry: async (retryCount) => {
          if (retryCount === 2) server = await startServer([], port);
        },
      });
      const response = await client.request({ url: `http://127.0.0.1:${port}/`, ...withBody(method) });
      expect(server?.received.map((call) => call.method)).toEqual([method]);
      expect(server?.received[0]?.body.toString()).toBe(withBody(method).data ?? '');
      expect(getRetryState(response)?.attempts).toMatchObject([
        { code: 'ECONNREFUSED' },
        { code: 'ECONNREFUSED' },
        { status: 200 },
      ]);
    });

    it.each(repeated)('a %s to a name that is not found is tried again', async (method) => {
      const client = clientFor(adapter);
      const error = await errorOf(
        client.request({ url: 'http://no-such-host.invalid/', ...withBody(method) }),
      );
      const code = expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/);
      expect(getRetryState(error)).toMatchObject({
        stopReason: 'retries',
        attempts: [{ code }, { code }, { code }],
      });
    });

    if (adapter === 'fetch') {
      it.each(UNSAFE)('a refused %s is sent once', async (method) => {
        const url = `http://127.0.0.1:${await refusedPort()}/`;
        for (const own of [{}, { adapter: ['fetch', 'http'] }, { adapter: axios.getAdapter('fetch') }]) {
          const error = await errorOf(clientFor(adapter).request({ ...own, url, ...withBody(method) }));
          expect(getRetryState(error)).toMatchObject({
            retryCount: 0,
            stopReason: 'notIdempotent',
            attempts: [{ code: 'ECONNREFUSED' }],
          });
        }
      });

      it.each(UNSAFE)('a %s that a fetch without Request could not connect is sent once', async (method) => {
        const url = `http://127.0.0.1:${await refusedPort()}/`;
        // As node-fetch fails: with the code on the error itself.
        const fetchLikeNodeFetch = (...args: Parameters<typeof fetch>): Promise<Response> =>
          fetch(...args).catch((error: unknown) => {
            const { cause } = error as { readonly cause: Error };
            throw Object.assign(new Error('request failed'), cause, { name: 'FetchError' });
          });
        const env = { fetch: fetchLikeNodeFetch, Request: null, Response };
        const error = await errorOf(
          clientFor(adapter).request({ url, env: env as never, ...withBody(method) }),
        );
        expect(error.request).toBeFalsy();
        expect(error.code).toBe('ECONNREFUSED');
        expect(getRetryState(error)).toMatchObject({ retryCount: 0, stopReason: 'notIdempotent' });
      });
    }

    if (adapter === 'http') {
      it('a refused POST that may not be redirected is tried again', async () => {
        const url = `http://127.0.0.1:${await refusedPort()}/`;
        const error = await errorOf(
          clientFor(adapter).post(url, 'an order', { maxRedirects: 0, adapter: ['http', 'fetch'] }),
        );
        expect(getRetryState(error)).toMatchObject({ retryCount: 2, stopReason: 'retries' });
      });
    }
  });

  describe('a POST that was taken and redirected', () => {
    // The first server has done it already, so it is no longer a request that was never sent.
    it.each([303, 307])('is not sent twice when the next hop of a %s is refused', async (code) => {
      const location = `http://127.0.0.1:${await refusedPort()}/done`;
      const redirect = status(code, { location });
      const server = await startServer([redirect, redirect, redirect]);
      const error = await errorOf(clientFor(adapter).post(`${server.origin}/orders`, 'an order'));
      expect(error.isAxiosError).toBe(true);
      expect(server.received).toHaveLength(1);
    });

    it.each([303, 307])(
      'is not sent twice when a %s leads to its own address, which then refuses',
      async (code) => {
        let again: Promise<ScriptedServer> | undefined;
        const server = await startServer([redirectHomeAndClose(code)]);
        const client = clientFor(adapter, {
          onRetry: () => {
            // A second order would be taken by the server that is up again.
            again ??= startServer([], server.port);
          },
        });
        const error = await errorOf(client.post(`${server.origin}/orders`, 'an order'));
        expect(error.isAxiosError).toBe(true);
        expect(getRetryState(error)).toMatchObject({
          retryCount: 0,
          stopReason: 'notIdempotent',
          attempts: [{ code: 'ECONNREFUSED' }],
        });
        expect(again).toBeUndefined();
        expect(server.received).toHaveLength(1);
      },
    );

    it('is not sent twice when the name of the next hop is not found', async () => {
      const redirect = status(303, { location: 'http://no-such-host.invalid/done' });
      const server = await startServer([redirect, redirect, redirect]);
      await errorOf(clientFor(adapter).post(`${server.origin}/orders`, 'an order'));
      expect(server.received).toHaveLength(1);
    });

    it('is not sent twice when the next hop fails', async () => {
      const server = await startServer(({ url }) =>
        url === '/orders' ? status(303, { location: '/done' }) : status(503),
      );
      await errorOf(clientFor(adapter).post(`${server.origin}/orders`, 'an order'));
      expect(server.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
        'POST /orders',
        'GET /done',
      ]);
    });
  });

  describe('what another attempt would not mend', () => {
    const stopsAfterOne = async (call: Promise<unknown>): Promise<void> => {
      const error = await errorOf(call);
      expect(getRetryState(error)).toMatchObject({
        retryCount: 0,
        stopReason: 'notRetryable',
        attempts: [expect.anything()],
      });
    };

    it('a server that does not speak TLS is tried once', async () => {
      const server = await startServer();
      await stopsAfterOne(clientFor(adapter).get(`https://127.0.0.1:${server.port}/`));
      expect(server.connections).toBe(1);
    });

    it('a certificate that nobody vouches for is tried once', async () => {
      let connections = 0;
      const server = createServer(IDENTITY).on('connection', () => connections++);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      try {
        const { port } = server.address() as AddressInfo;
        await stopsAfterOne(clientFor(adapter).get(`https://127.0.0.1:${port}/`));
        expect(connections).toBe(1);
      } finally {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    });

    it('an address with an unknown scheme is tried once', async () => {
      await stopsAfterOne(clientFor(adapter).get('gopher://127.0.0.1/'));
    });

    it('a port that cannot be is rejected before anything is sent, with the error that axios made', async () => {
      const onRetry = jest.fn();
      const error = await errorOf(clientFor(adapter, { onRetry }).get('http://127.0.0.1:99999/'));
      expect(error.code).toBe('ERR_INVALID_URL');
      expect(onRetry).not.toHaveBeenCalled();
    });

    it('too many redirects are followed once', async () => {
      const server = await startServer(() => status(302, { location: '/again' }));
      await stopsAfterOne(clientFor(adapter).get(server.origin));
      // Fetch follows 20 and axios 21; a second attempt would double that.
      expect(server.received.length).toBeLessThan(30);
    });

    it('an answer above maxContentLength is asked for once', async () => {
      const long = status(200, {}, 'x'.repeat(100));
      const server = await failingWith(long);
      await stopsAfterOne(clientFor(adapter).get(server.origin, { maxContentLength: 10 }));
      expect(server.received).toHaveLength(1);
    });

    it('a chunked answer above maxContentLength is asked for once', async () => {
      const long: Behaviour = {
        readsBody: true,
        answer: (response) => {
          response.write('x'.repeat(60));
          response.end('x'.repeat(60));
        },
      };
      const server = await failingWith(long);
      await stopsAfterOne(clientFor(adapter).get(server.origin, { maxContentLength: 100 }));
      expect(server.received).toHaveLength(1);
    });

    it('a body above maxBodyLength is never sent', async () => {
      const server = await startServer();
      await stopsAfterOne(clientFor(adapter).put(server.origin, 'x'.repeat(100), { maxBodyLength: 10 }));
      expect(server.received).toHaveLength(0);
    });

    it('JSON that does not parse is asked for once', async () => {
      const server = await failingWith(status(200, { 'content-type': 'application/json' }, '{"half":'));
      const strict = { responseType: 'json', transitional: { silentJSONParsing: false } } as const;
      await stopsAfterOne(clientFor(adapter).get(server.origin, strict));
      expect(server.received).toHaveLength(1);
    });
  });

  describe('retryCondition', () => {
    const attempts = async (
      method: string,
      code: number,
      retryCondition: RetryOptions['retryCondition'],
    ): Promise<{ count: number; stopReason: string | undefined }> => {
      const server = await failingWith(status(code));
      const client = clientFor(adapter, { retryCondition });
      const error = await errorOf(client.request({ url: server.origin, ...withBody(method) }));
      expect(error.response?.status).toBe(code);
      return { count: server.received.length, stopReason: getRetryState(error)?.stopReason };
    };

    it.each(['GET', 'POST'])('that says true has even a %s with 404 sent again', async (method) => {
      expect(await attempts(method, 404, () => true)).toEqual({ count: 3, stopReason: 'retries' });
      expect(await attempts(method, 404, () => Promise.resolve(true))).toEqual({
        count: 3,
        stopReason: 'retries',
      });
    });

    it('that says false stops what would be retried', async () => {
      const stopped = { count: 1, stopReason: 'retryCondition' };
      expect(await attempts('GET', 503, () => false)).toEqual(stopped);
      expect(await attempts('GET', 503, () => Promise.resolve(false))).toEqual(stopped);
    });

    it('that says nothing leaves it to the method and the status', async () => {
      for (const silent of [() => undefined, () => Promise.resolve(undefined)]) {
        expect(await attempts('GET', 503, silent)).toEqual({ count: 3, stopReason: 'retries' });
        expect(await attempts('POST', 503, silent)).toEqual({ count: 1, stopReason: 'notIdempotent' });
        expect(await attempts('GET', 404, silent)).toEqual({ count: 1, stopReason: 'notRetryable' });
      }
    });

    it.each<[string, RetryOptions['retryCondition']]>([
      [
        'throws',
        () => {
          throw new Error('broken predicate');
        },
      ],
      ['rejects', () => Promise.reject(new Error('broken predicate'))],
    ])('that %s stops with the HTTP error, and what it threw is logged', async (_how, retryCondition) => {
      const server = await failingWith(status(503));
      const log = jest.fn<undefined, [string, LogEvent]>();
      const error = await errorOf(clientFor(adapter, { retryCondition, log }).get(server.origin));
      expect(error.response?.status).toBe(503);
      expect(server.received).toHaveLength(1);
      expect(getRetryState(error)?.stopReason).toBe('retryCondition');
      expect(log.mock.calls).toEqual([
        [
          'axios-backoff: retryCondition threw Error',
          { type: 'warning', call: expect.any(Number), thrown: new Error('broken predicate') },
        ],
      ]);
    });

    it('is asked with the error of each failed attempt, and not after the last', async () => {
      const server = await startServer([status(500), status(502), status(503)]);
      const statuses: unknown[] = [];
      const retryCondition: RetryOptions['retryCondition'] = (error) => {
        statuses.push(error.response?.status);
      };
      await errorOf(clientFor(adapter, { retryCondition }).get(server.origin));
      expect(statuses).toEqual([500, 502]);
      expect(server.received).toHaveLength(3);
    });
  });
});
