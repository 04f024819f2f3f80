import { once } from 'node:events';
import { Agent } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { AxiosInstance, AxiosRequestConfig } from 'axios';
import FormDataPackage from 'form-data';
import { getRetryState, type LogEvent, type RetryOptions } from '../../lib';
import { inFakeTime, timedClientFor } from './fake-time';
import {
  ADAPTERS,
  clientFor,
  errorOf,
  pause,
  refusedPort,
  resetAfterBody,
  startServer,
  status,
  until,
  type Adapter,
  type Behaviour,
} from './server';

const PARTS = ['first ', 'second ', 'third'];
const WHOLE = PARTS.join('');

const nodeStream = (): Readable => Readable.from(PARTS.map((part) => Buffer.from(part)));
const webStream = (): ReadableStream => new Blob(PARTS).stream();

function packageForm(): FormDataPackage {
  const form = new FormDataPackage();
  form.append('name', 'ż');
  form.append('file', Buffer.from(WHOLE), { filename: 'a.txt' });
  return form;
}

/** A fetch request with a stream needs this, or Node turns it down. */
const streaming = { duplex: 'half' } as object as AxiosRequestConfig;

const streamsOf = (adapter: Adapter): [string, () => unknown][] =>
  adapter === 'fetch'
    ? [
        ['a web stream', webStream],
        ['a Node stream', nodeStream],
      ]
    : [
        ['a Node stream', nodeStream],
        ['a form of the form-data package', packageForm],
      ];

describe.each(ADAPTERS)('a body that can be read once, through the %s adapter', (adapter) => {
  describe.each(streamsOf(adapter))('%s', (_name, make) => {
    it('is sent whole when nothing fails', async () => {
      const server = await startServer();
      await clientFor(adapter).put(server.origin, make(), streaming);
      expect(server.received).toHaveLength(1);
      expect(server.received[0]?.body.toString()).toContain(WHOLE);
    });

    it('is never sent again empty or cut: the first HTTP error comes back at once', async () => {
      const server = await startServer([status(503, {}, 'busy')]);
      const lines: LogEvent[] = [];
      const client = clientFor(adapter, { retryDelay: 60_000, log: (_line, event) => lines.push(event) });
      const error = await errorOf(client.put(server.origin, make(), streaming));
      expect(error.response).toMatchObject({ status: 503, data: 'busy' });
      expect(server.received).toHaveLength(1);
      expect(server.received[0]?.body.toString()).toContain(WHOLE);
      expect(getRetryState(error)).toMatchObject({ retryCount: 0, stopReason: 'spentBody' });
      expect(lines).toEqual([]);
    });

    it('is not sent again after a reset either', async () => {
      const server = await startServer([resetAfterBody]);
      const error = await errorOf(clientFor(adapter).put(server.origin, make(), streaming));
      expect(error.isAxiosError).toBe(true);
      expect(server.received).toHaveLength(1);
      expect(getRetryState(error)?.stopReason).toBe('spentBody');
    });

    it('is not sent again even if retryCondition says so', async () => {
      const server = await startServer([status(503)]);
      const client = clientFor(adapter, { retryCondition: () => true });
      const error = await errorOf(client.put(server.origin, make(), streaming));
      expect(server.received).toHaveLength(1);
      expect(getRetryState(error)?.stopReason).toBe('spentBody');
    });

    it.each<[string, (make: () => unknown) => RetryOptions['renewData']]>([
      ['renewData', (fresh) => () => fresh()],
      ['an async renewData', (fresh) => () => pause(5).then(fresh)],
    ])('arrives whole on every retry that %s makes a new one for', async (_kind, renewing) => {
      const server = await startServer([status(503), status(503)]);
      const renewData = jest.fn(renewing(make));
      const response = await clientFor(adapter, { renewData }).put(server.origin, make(), streaming);
      expect(response.data).toEqual({ call: 3 });
      expect(renewData).toHaveBeenCalledTimes(2);
      expect(renewData.mock.calls[0]?.[0]).toMatchObject({ method: 'put', url: server.origin });
      expect(server.received.map(({ isWhole }) => isWhole)).toEqual([true, true, true]);
      for (const { body } of server.received) expect(body.toString()).toContain(WHOLE);
    });

    it('comes back with the HTTP error when renewData throws, and that is logged', async () => {
      const server = await startServer([status(503, {}, 'busy')]);
      const log = jest.fn<undefined, [string, LogEvent]>();
      const renewData = (): never => {
        throw new Error('no file');
      };
      const client = clientFor(adapter, { renewData, log });
      const error = await errorOf(client.put(server.origin, make(), streaming));
      expect(error.response).toMatchObject({ status: 503, data: 'busy' });
      expect(server.received).toHaveLength(1);
      expect(getRetryState(error)?.stopReason).toBe('renewData');
      expect(log.mock.calls.map(([, { type }]) => type)).toEqual(['retry', 'warning', 'giveUp']);
      expect(log.mock.calls[1]).toEqual([
        'axios-backoff: renewData threw Error',
        { type: 'warning', call: expect.any(Number) as number, thrown: new Error('no file') },
      ]);
    });
  });

  it('a stream that was never read may be sent after a refused connection, and arrives whole', async () => {
    const port = await refusedPort();
    const onRetry = async (): Promise<void> => {
      server = await startServer([], port);
    };
    let server: Awaited<ReturnType<typeof startServer>> | undefined;
    const outcome: unknown = await clientFor(adapter, { onRetry })
      .put(`http://127.0.0.1:${port}/`, nodeStream(), streaming)
      .catch((error: unknown) => error);
    // Whether the adapter has begun to read by then is its own affair. Whatever is sent must be whole.
    const stopReason = getRetryState(outcome)?.stopReason;
    if (stopReason === undefined) expect(server?.received[0]?.body.toString()).toBe(WHOLE);
    else expect({ stopReason, received: server?.received }).toEqual({ stopReason: 'spentBody' });
  });
});

describe('a form of the form-data package', () => {
  const boundaryOf = (rawHeaders: readonly string[]): string =>
    /boundary=(.*)/.exec(rawHeaders.join('\n'))?.[1] ?? 'none';

  it('is renewed together with its boundary', async () => {
    const server = await startServer([status(503)]);
    await clientFor('http', { renewData: packageForm }).put(server.origin, packageForm());
    const [first, second] = server.received.map(({ rawHeaders, body }) => ({
      boundary: boundaryOf(rawHeaders),
      body: body.toString(),
    }));
    expect(second?.boundary).not.toBe(first?.boundary);
    expect(first?.body.startsWith(`--${first.boundary}\r\n`)).toBe(true);
    expect(second?.body.startsWith(`--${second.boundary}\r\n`)).toBe(true);
    expect(second?.body.endsWith(`--${second.boundary}--\r\n`)).toBe(true);
  });

  it('is renewed when its headers were given by hand', async () => {
    const server = await startServer([status(503)]);
    const form = packageForm();
    const client = clientFor('http', { renewData: packageForm });
    await client.put(server.origin, form, { headers: form.getHeaders() });
    const second = server.received[1];
    const boundary = boundaryOf(second?.rawHeaders ?? []);
    expect(second?.body.toString().startsWith(`--${boundary}\r\n`)).toBe(true);
    expect(second?.body.toString()).toContain(WHOLE);
  });
});

const agents = new Set<Agent>();

afterEach(() => {
  for (const agent of agents) agent.destroy();
  agents.clear();
});

/** A client with one socket, where the adapter can be told to have no more. */
function narrowClient(
  adapter: Adapter,
  options?: RetryOptions,
  make = clientFor,
): { client: AxiosInstance; agent: Agent } {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  agents.add(agent);
  const client = make(adapter, options, { httpAgent: agent, responseType: 'stream', timeout: 600_000 });
  return { client, agent };
}

const readAll = (body: unknown): Promise<string> => text(body as Readable | ReadableStream);

/** More than any buffer on the way takes in. */
const large = (code: number): Behaviour => ({
  readsBody: true,
  answer: (response) => {
    response.writeHead(code).write('x'.repeat(4_000_000));
    response.end('end');
  },
});

describe.each(ADAPTERS)('a response that is a stream, through the %s adapter', (adapter) => {
  it.each([
    ['small', status(503, {}, 'busy')],
    ['large', large(503)],
  ])('does not block the only socket with %s failures', async (_size, failure) => {
    const server = await startServer([failure, failure]);
    const { client } = narrowClient(adapter);
    const response = await client.get(server.origin);
    expect(await readAll(response.data)).toBe('{"call":3}');
    expect(server.received).toHaveLength(3);
  });

  it('lets go of the connections of those that failed', async () => {
    const server = await startServer([large(503), large(503)]);
    const { client, agent } = narrowClient(adapter);
    const response = await client.get(server.origin);
    await until(() => server.openConnections <= 1);
    await readAll(response.data);
    agent.destroy();
    // Fetch keeps a connection for later; it is no longer held by a stream.
    await until(() => server.openConnections <= (adapter === 'fetch' ? 1 : 0));
    expect(server.received).toHaveLength(3);
  });

  it('lets go of the connection before it sleeps', async () => {
    const server = await startServer([large(503)]);
    const { client } = narrowClient(adapter, { retryDelay: 60_000 });
    const controller = new AbortController();
    const call = errorOf(client.get(server.origin, { signal: controller.signal }));
    await until(() => server.received.length === 1);
    await until(() => server.openConnections === 0);
    controller.abort();
    expect((await call).code).toBe('ERR_CANCELED');
  });

  it('can still be read by the caller when the call is given up', async () => {
    const server = await startServer([
      status(503, {}, 'one'),
      status(503, {}, 'two'),
      status(503, {}, 'three'),
    ]);
    const { client } = narrowClient(adapter);
    const error = await errorOf(client.get(server.origin));
    expect(await readAll(error.response?.data)).toBe('three');
    expect(getRetryState(error)?.stopReason).toBe('retries');
  });

  it('arrives whole, however large', async () => {
    const server = await startServer([status(503), large(200)]);
    const { client } = narrowClient(adapter, { maxElapsedTime: 60_000 });
    const response = await client.get(server.origin);
    expect(await readAll(response.data)).toHaveLength(4_000_003);
  });

  const endless: Behaviour = {
    readsBody: true,
    answer: (response) => response.writeHead(200).write('begins'),
  };

  it.each([
    ['without a limit', {}],
    ['with maxElapsedTime', { maxElapsedTime: 60_000 }],
  ])('is still aborted by the signal while it is read, %s', async (_limit, options) => {
    const server = await startServer([status(503), endless]);
    const { client } = narrowClient(adapter, options);
    const controller = new AbortController();
    const response = await client.get(server.origin, { signal: controller.signal });
    const reading = readAll(response.data).catch((error: unknown) => error);
    await pause(5);
    controller.abort();
    expect(await reading).toMatchObject({ name: expect.stringMatching(/^(CanceledError|AbortError)$/) });
    await until(() => server.openConnections === 0);
  });

  it('is not cut by maxElapsedTime while it is read, since the call has ended', async () => {
    let end: () => void = () => undefined;
    const slow: Behaviour = {
      readsBody: true,
      answer: (response) => {
        response.writeHead(200).write('begins ');
        end = () => response.end('and ends');
      },
    };
    const server = await startServer([status(503), slow]);
    const { client } = narrowClient(adapter, { maxElapsedTime: 100 }, timedClientFor);
    const response = await inFakeTime(async () => {
      const begun = await client.get(server.origin);
      await jest.advanceTimersByTimeAsync(150);
      return begun;
    });
    end();
    expect(await readAll(response.data)).toBe('begins and ends');
  });
});

describe('a response stream that the caller has begun to read in retryCondition', () => {
  it('reports no error that nobody listens for when it is thrown away', async () => {
    const server = await startServer([large(503)]);
    const retryCondition: RetryOptions['retryCondition'] = async (error) => {
      const body = error.response?.data as Readable;
      await once(body, 'data');
      return true;
    };
    const { client } = narrowClient('http', { retryCondition });
    const response = await client.get(server.origin);
    expect(await readAll(response.data)).toBe('{"call":2}');
  });
});
