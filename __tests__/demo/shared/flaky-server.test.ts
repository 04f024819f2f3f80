import { Agent, request } from 'node:http';
import { until } from '../../http/scripted-server';
import {
  startFlakyServer,
  type FlakyServer,
  type FlakyServerOptions,
} from '../../../demo/shared/flaky-server';

let server: FlakyServer;

const startServer = async (options: Partial<FlakyServerOptions>): Promise<void> => {
  server = await startFlakyServer({ failures: 2, mode: 'status', status: 503, ...options });
};

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

afterEach(() => {
  agent.destroy();
  return server.close();
});

/** The status and the headers that a call gets, or the code of its error. */
function call(path = '/', method = 'GET', body = '', agent?: Agent): Promise<unknown> {
  return new Promise((resolve) => {
    request(server.url + path, { method, agent, headers: { 'content-type': 'application/json' } })
      .on('response', ({ statusCode, headers }) => {
        resolve([statusCode, headers['retry-after']]);
      })
      .on('response', (response) => response.resume())
      .on('error', ({ code }: NodeJS.ErrnoException) => {
        resolve(code);
      })
      .end(body);
  });
}

describe('the flaky server', () => {
  it.each([503, 429, 500] as const)('answers %d as often as it was told, then 200', async (status) => {
    await startServer({ status });
    expect([await call(), await call(), await call(), await call()]).toEqual([
      [status, undefined],
      [status, undefined],
      [200, undefined],
      [200, undefined],
    ]);
    expect(server.calls).toBe(4);
  });

  it('sends Retry-After beside the status, and not beside the 200', async () => {
    await startServer({ failures: 1, status: 429, retryAfter: 0 });
    expect([await call(), await call()]).toEqual([
      [429, '0'],
      [200, undefined],
    ]);
  });

  it('resets the connection', async () => {
    await startServer({ mode: 'reset' });
    expect([await call(), await call(), await call()]).toEqual([
      'ECONNRESET',
      'ECONNRESET',
      [200, undefined],
    ]);
    expect(server.calls).toBe(3);
  });

  it('listens on this machine alone', async () => {
    await startServer({});
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
  });

  it('fails whatever the method, the path and the body', async () => {
    await startServer({ failures: 4 });
    const answers = [
      await call('/a?b=1', 'POST', '{not JSON'),
      await call('/b', 'PUT', '[]'),
      await call('/', 'DELETE'),
      await call('/', 'OPTIONS'),
      await call('/c/d', 'PATCH', '{}'),
    ];
    expect(answers.map((answer) => (answer as number[])[0])).toEqual([503, 503, 503, 503, 200]);
  });

  it('keeps a connection usable while it answers with a status', async () => {
    await startServer({});
    for (const status of [503, 503, 200]) {
      expect(await call('/', 'POST', '{}', agent)).toEqual([status, undefined]);
    }
  });

  it('does not answer a call that hangs, and ends it on close()', async () => {
    await startServer({ mode: 'hang', failures: 1 });
    const hung = call();
    await until(() => server.calls > 0);
    // A call that succeeds meanwhile shows that the server is well, and that the first has had its time.
    expect(await call()).toEqual([200, undefined]);
    expect(await Promise.race([hung, Promise.resolve('no answer')])).toBe('no answer');
    await server.close();
    expect(await hung).toBe('ECONNRESET');
  });

  it('tells of each call and of what it gets', async () => {
    const onCall = jest.fn();
    server = await startFlakyServer({ failures: 1, mode: 'status', status: 429, retryAfter: 3 }, onCall);
    await call('/orders?id=1', 'DELETE');
    await call();
    expect(onCall.mock.calls).toEqual([
      [1, 'DELETE /orders?id=1', '429 Too Many Requests with Retry-After: 3'],
      [2, 'GET /', '200 OK'],
    ]);
  });
});
