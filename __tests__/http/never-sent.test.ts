import { createServer as createHttp2Server, constants } from 'node:http2';
import { createRequire } from 'node:module';
import { Agent } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { AxiosRequestConfig } from 'axios';
import { HttpsProxyAgent as HpAgent } from 'hpagent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { SocksProxyAgent } from 'socks-proxy-agent';
import * as undici from 'undici';
import { getRetryState, type LogEvent } from '../../lib';
import { clientFor, errorOf, refusedPort, startServer, type Adapter } from './server';

// It has no types.
const { httpsOverHttp } = createRequire(__filename)('tunnel') as {
  httpsOverHttp: (options: { proxy: { host: string; port: number } }) => Agent;
};

const sockets = new Set<Socket>();
const servers = new Set<Server>();

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) await new Promise((resolve) => server.close(resolve));
  sockets.clear();
  servers.clear();
});

/** Listens on a free port and counts connections. */
async function listen(server: Server): Promise<{ port: number; count: () => number }> {
  let count = 0;
  server.on('connection', (socket: Socket) => {
    count++;
    sockets.add(socket.on('error', () => undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.add(server);
  return { port: (server.address() as AddressInfo).port, count: () => count };
}

/** Answers the n-th piece of each connection with the n-th step. */
const steps = (...script: readonly ((socket: Socket) => void)[]): Server =>
  createTcpServer((socket) => {
    let nth = 0;
    socket.on('data', () => script[nth++]?.(socket));
  });

const end = (socket: Socket): void => void socket.end();
const reset = (socket: Socket): void => void socket.resetAndDestroy();
const write =
  (bytes: string | readonly number[]) =>
  (socket: Socket): void =>
    void socket.write(typeof bytes === 'string' ? bytes : Buffer.from(bytes));
const answer =
  (bytes: string | readonly number[]) =>
  (socket: Socket): void =>
    void socket.end(typeof bytes === 'string' ? bytes : Buffer.from(bytes));

interface Outcome {
  readonly retryCount: number;
  readonly reason: string | undefined;
}

/** Sends one request with two retries: how many were made, and how the log puts it. */
async function retriesOf(config: AxiosRequestConfig, adapter: Adapter = 'http'): Promise<Outcome> {
  const lines: string[] = [];
  const log = (message: string, event: LogEvent): void => {
    if (event.type === 'retry') lines.push(message);
  };
  const client = clientFor(adapter, { log });
  const error = await errorOf(client.request({ data: 'an order', ...config }));
  return {
    retryCount: getRetryState(error)?.retryCount ?? -1,
    reason: /failed: (.*?)\. Retry/.exec(lines[0] ?? '')?.[1],
  };
}

const POST = { method: 'post' } as const;
const GET = { method: 'get' } as const;

const noConnection = (code?: string): Outcome => ({
  retryCount: 2,
  reason: code ? `no connection (${code})` : 'no connection',
});

const failing = (code: string, syscall: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${syscall} ${code}`), { code, syscall });

describe('a POST that can not have been sent is sent again', () => {
  it.each([
    ['ETIMEOUT', 'queryA'],
    ['ESERVFAIL', 'queryAaaa'],
    ['EREFUSED', 'queryA'],
    ['ENODATA', 'queryA'],
    ['EBUSY', 'getaddrinfo'],
    ['EAI_FAIL', 'getaddrinfo'],
    ['EMFILE', 'getaddrinfo'],
  ])("after a look-up of the caller's that ends with %s of %s", async (code, syscall) => {
    const lookup = ((_name: string, _options: object, done: (error: Error) => void) => {
      done(failing(code, syscall));
    }) as never;
    const url = 'http://orders.test/';
    expect(await retriesOf({ ...POST, url, lookup })).toEqual(noConnection(code));
    expect(await retriesOf({ ...POST, url, httpAgent: new Agent({ lookup }) })).toEqual(noConnection(code));
  });

  it('after a local address that is not there, and a socket file that is not there', async () => {
    const url = `http://127.0.0.1:${await refusedPort()}/`;
    const httpAgent = new Agent({ localAddress: '203.0.113.9' });
    expect(await retriesOf({ ...POST, url, httpAgent })).toEqual(noConnection('EADDRNOTAVAIL'));
    const socketPath = '/tmp/axios-backoff-no-such.sock';
    expect(await retriesOf({ ...POST, url, socketPath })).toEqual(noConnection('ENOENT'));
  });

  it('after each address of a name has refused', async () => {
    const lookup = ((_name: string, _options: object, done: (error: null, all: object[]) => void) => {
      done(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
      ]);
    }) as never;
    const httpAgent = new Agent({ lookup, ...{ autoSelectFamily: true } });
    const url = `http://orders.test:${await refusedPort()}/`;
    expect(await retriesOf({ ...POST, url, httpAgent })).toEqual(noConnection('ECONNREFUSED'));
  });

  it.each([
    ['closed', end],
    ['reset', reset],
  ])('after a TLS handshake that was %s, but with fetch only a GET', async (_how, cut) => {
    const { port, count } = await listen(steps(cut));
    const url = `https://127.0.0.1:${port}/`;
    expect(await retriesOf({ ...POST, url })).toEqual(noConnection('ECONNRESET'));
    expect(count()).toBe(3);
    expect(await retriesOf({ ...POST, url }, 'fetch')).toMatchObject({ retryCount: 0 });
    expect(await retriesOf({ ...GET, url, data: undefined }, 'fetch')).toMatchObject({ retryCount: 2 });
  });
});

describe('a tunnel', () => {
  const ESTABLISHED = write('HTTP/1.1 200 Connection established\r\n\r\n');
  const BUSY = answer('HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n');
  const AGENTS: readonly (readonly [string, (port: number) => unknown])[] = [
    ['https-proxy-agent', (port) => new HttpsProxyAgent(`http://127.0.0.1:${port}`)],
    ['hpagent', (port) => new HpAgent({ proxy: `http://127.0.0.1:${port}` })],
    ['tunnel', (port) => httpsOverHttp({ proxy: { host: '127.0.0.1', port } })],
  ];

  describe.each(AGENTS)('of %s', (name, agentFor) => {
    const through = async (proxy: Server): Promise<Outcome> => {
      const { port } = await listen(proxy);
      const url = 'https://orders.test:81/';
      return retriesOf({ ...POST, url, httpsAgent: agentFor(port) });
    };

    it.each<[string, Server]>([
      ['closes', steps(end)],
      ['closes in its answer', steps(answer('HTTP/1.1 20'))],
      ['resets', steps(reset)],
      ['opens it and then closes it in the TLS handshake', steps(ESTABLISHED, end)],
      ['opens it and then resets it in the TLS handshake', steps(ESTABLISHED, reset)],
    ])('that the proxy %s: a POST is sent again', async (_how, proxy) => {
      const { retryCount, reason } = await through(proxy);
      expect(retryCount).toBe(2);
      expect(reason).toMatch(/^no connection( \(ECONNRESET\))?$/);
    });

    it('that the proxy answers with 503 is a status only where the agent hands it on', async () => {
      const { retryCount } = await through(steps(BUSY));
      expect(retryCount).toBe(name === 'https-proxy-agent' ? 0 : 2);
    });

    it('whose proxy refuses: a POST is sent again', async () => {
      const httpsAgent = agentFor(await refusedPort());
      const { retryCount } = await retriesOf({ ...POST, url: 'https://orders.test:81/', httpsAgent });
      expect(retryCount).toBe(2);
    });
  });

  it.each<[string, Server]>([
    ['refuses', steps(write([5, 0]), answer([5, 5, 0, 1, 0, 0, 0, 0, 0, 0]))],
    ['closes', steps(end)],
    ['resets', steps(write([5, 0]), reset)],
  ])('that a SOCKS proxy %s: a POST is sent again', async (_how, proxy) => {
    const { port } = await listen(proxy);
    const agent = new SocksProxyAgent(`socks5://127.0.0.1:${port}`);
    const config = { ...POST, httpAgent: agent, httpsAgent: agent };
    expect(await retriesOf({ ...config, url: 'http://127.0.0.1:81/' })).toEqual(noConnection());
    expect(await retriesOf({ ...config, url: 'https://127.0.0.1:81/' })).toEqual(noConnection());
  });

  it("that undici's ProxyAgent can't open: a GET is sent again, a POST is not", async () => {
    for (const proxy of [steps(reset), steps(BUSY), steps(ESTABLISHED, reset)]) {
      const { port } = await listen(proxy);
      const dispatcher = new undici.ProxyAgent(`http://127.0.0.1:${port}`);
      const config = {
        url: 'https://orders.test:8443/',
        env: { fetch: undici.fetch, Request: undici.Request, Response: undici.Response } as never,
        fetchOptions: { dispatcher },
      };
      expect(await retriesOf({ ...config, ...GET, data: undefined }, 'fetch')).toMatchObject({
        retryCount: 2,
      });
      expect(await retriesOf({ ...config, ...POST }, 'fetch')).toMatchObject({ retryCount: 0 });
      await dispatcher.destroy();
    }
  });

  it('that stands: a POST whose connection is then lost is sent once', async () => {
    const target = await startServer();
    const { port } = await listen(steps(ESTABLISHED, reset));
    const agent = new HttpsProxyAgent(`http://127.0.0.1:${port}`);
    const config = { ...POST, url: target.origin, httpAgent: agent };
    expect(await retriesOf(config)).toMatchObject({ retryCount: 0 });
  });
});

describe('over HTTP/2', () => {
  const {
    NGHTTP2_REFUSED_STREAM,
    NGHTTP2_INTERNAL_ERROR,
    NGHTTP2_PROTOCOL_ERROR,
    NGHTTP2_ENHANCE_YOUR_CALM,
  } = constants;

  const resets = async (code: number): Promise<{ url: string; streams: () => number }> => {
    let streams = 0;
    const server = createHttp2Server().on('stream', (stream) => {
      streams++;
      stream.on('error', () => undefined).close(code);
    });
    const { port } = await listen(server);
    return { url: `http://127.0.0.1:${port}/`, streams: () => streams };
  };

  const config = { httpVersion: 2 } as AxiosRequestConfig;

  it('a refused stream is sent again, a POST too', async () => {
    const { url, streams } = await resets(NGHTTP2_REFUSED_STREAM);
    expect(await retriesOf({ ...config, ...POST, url })).toEqual(noConnection('ERR_HTTP2_STREAM_ERROR'));
    expect(streams()).toBe(3);
  });

  it.each([NGHTTP2_INTERNAL_ERROR, NGHTTP2_PROTOCOL_ERROR, NGHTTP2_ENHANCE_YOUR_CALM])(
    'a stream that ends with code %d is sent again, a POST is not',
    async (code) => {
      const { url, streams } = await resets(code);
      expect(await retriesOf({ ...config, ...POST, url })).toMatchObject({ retryCount: 0 });
      expect(streams()).toBe(1);
      expect(await retriesOf({ ...config, ...GET, data: undefined, url })).toMatchObject({ retryCount: 2 });
    },
  );

  it('a session that ends with an error is opened again for a GET, not for a POST', async () => {
    const server = createHttp2Server()
      .on('sessionError', () => undefined)
      .on('stream', (stream) => {
        stream.on('error', () => undefined);
        stream.session?.goaway(NGHTTP2_INTERNAL_ERROR);
      });
    const { port } = await listen(server);
    const url = `http://127.0.0.1:${port}/`;
    expect(await retriesOf({ ...config, ...POST, url })).toMatchObject({ retryCount: 0 });
    expect(await retriesOf({ ...config, ...GET, data: undefined, url })).toMatchObject({ retryCount: 2 });
  });

  it('a POST is sent again where the session could not be opened, and the log says why', async () => {
    const url = `http://127.0.0.1:${await refusedPort()}/`;
    expect(await retriesOf({ ...config, ...POST, url })).toEqual(noConnection('ECONNREFUSED'));
    const { port } = await listen(steps(reset));
    const secure = `https://127.0.0.1:${port}/`;
    expect(await retriesOf({ ...config, ...POST, url: secure })).toEqual(noConnection('ECONNRESET'));
  });
});
