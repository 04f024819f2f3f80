import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it came over the wire. */
export interface Received {
  readonly method: string;
  readonly url: string;
  /** Names and values in turn, in the order and the case in which they came. */
  readonly rawHeaders: readonly string[];
  /** What has come of the body so far. */
  body: Buffer;
  /** Whether all of the body has come. */
  isWhole: boolean;
  /** Whether the connection was closed before the answer had an end. */
  isAborted: boolean;
  /** The client's port: the same one twice means that the connection was used again. */
  readonly remotePort: number | undefined;
  /** Milliseconds on the clock of `performance.now()`. */
  readonly at: number;
}

/** What the server does with one call. */
export interface Behaviour {
  readonly readsBody: boolean;
  /** Whether the answer never comes to an end. */
  readonly isEndless?: boolean;
  readonly answer: (response: ServerResponse, request: IncomingMessage) => void;
}

type Headers = Readonly<Record<string, string>>;

/** Answers with a status. */
export const status = (code: number, headers: Headers = {}, body: string | Buffer = ''): Behaviour => ({
  readsBody: true,
  answer: (response) => response.writeHead(code, headers).end(body),
});

/** Answers 200 with JSON. */
export const json = (value: unknown): Behaviour =>
  status(200, { 'content-type': 'application/json' }, JSON.stringify(value));

const resets = (readsBody: boolean): Behaviour => ({
  readsBody,
  answer: (_response, request) => request.socket.resetAndDestroy(),
});

/** Resets the connection as soon as the head of the request has come. */
export const resetBeforeBody = resets(false);

/** Resets the connection when the whole request has come. */
export const resetAfterBody = resets(true);

const cutsShort = (headers: Headers): Behaviour => ({
  readsBody: true,
  answer: (response) => {
    response.writeHead(200, headers).write('{"half":', () => response.destroy());
  },
});

/** Promises more bytes than it sends. */
export const cutShort = cutsShort({ 'content-type': 'application/json', 'content-length': '1000' });

/** Ends a chunked answer without its last chunk. */
export const cutChunked = cutsShort({ 'content-type': 'application/json' });

/** Takes the request and never answers. */
export const hang: Behaviour = { readsBody: true, isEndless: true, answer: () => undefined };

/** Sends a good answer's head and then a byte now and again, without end. */
export const drip: Behaviour = {
  readsBody: true,
  isEndless: true,
  answer: (response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    const timer = setInterval(() => response.write('.'), 5);
    response.on('close', () => {
      clearInterval(timer);
    });
  },
};

/** What is done with each call in turn, and 200 with all after them; or what is done with a given one. */
export type Script = readonly Behaviour[] | ((request: Received) => Behaviour);

export interface ScriptedServer {
  readonly port: number;
  readonly origin: string;
  /** The calls so far, in order. */
  readonly received: readonly Received[];
  /** How many connections were ever opened. */
  readonly connections: number;
  /** How many of them are open. */
  readonly openConnections: number;
  /** Resolves when that many calls have come whole. */
  whole(calls: number): Promise<void>;
  /**
   * Resolves when the connection of the latest call has been closed before the answer had an end. Not the same as
   * no open connection: Node's fetch opens another one in advance when it has lost one.
   */
  aborted(): Promise<void>;
  /** Drops the record of the calls so far, for a test that measures memory. A list of behaviours begins anew. */
  forget(): void;
  close(): Promise<void>;
}

const running = new Set<ScriptedServer>();

let calls = 0;
let hanging: Received | undefined;

/** How many calls all servers have had so far. */
export const callsReceived = (): number => calls;

/** Whether the latest call of all has come whole, and gets no answer that ends. */
export const isHanging = (): boolean => hanging?.isWhole === true;

/** Closes the servers that a test has left behind: it may have failed half-way. */
export async function closeServers(): Promise<void> {
  for (const server of running) await server.close();
}

/** Starts a server on a free loopback port, or on a given one. */
export async function startServer(script: Script = [], port = 0): Promise<ScriptedServer> {
  const received: Received[] = [];
  let connections = 0;
  let openConnections = 0;

  const http = createServer((request, response) => {
    const { method = '', url = '', rawHeaders, socket } = request;
    const call: Received = {
      method,
      url,
      rawHeaders,
      body: Buffer.alloc(0),
      isWhole: false,
      isAborted: false,
      remotePort: socket.remotePort,
      at: performance.now(),
    };
    const nth = received.push(call) - 1;
    const behaviour = typeof script === 'function' ? script(call) : (script[nth] ?? json({ call: nth + 1 }));
    calls++;
    hanging = behaviour.isEndless ? call : undefined;
    // Connections break in these tests, on either side.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    response.on('close', () => {
      call.isAborted = !response.writableFinished;
    });
    if (!behaviour.readsBody) {
      behaviour.answer(response, request);
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      call.body = Buffer.concat(chunks);
    });
    request.on('end', () => {
      call.isWhole = true;
      behaviour.answer(response, request);
    });
  });
  http.on('connection', (socket) => {
    connections++;
    openConnections++;
    socket.on('close', () => openConnections--);
  });
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen({ port, host: '127.0.0.1', backlog: 2048 }, resolve);
  });

  const address = http.address() as AddressInfo;
  const server: ScriptedServer = {
    port: address.port,
    origin: `http://127.0.0.1:${address.port}`,
    received,
    get connections() {
      return connections;
    },
    get openConnections() {
      return openConnections;
    },
    whole: (calls) => until(() => received.filter(({ isWhole }) => isWhole).length >= calls),
    aborted: () => until(() => received.at(-1)?.isAborted === true),
    forget: () => {
      received.length = 0;
    },
    close: async () => {
      if (!running.delete(server)) return;
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  running.add(server);
  return server;
}

/** A port of this machine on which nobody listens. */
export async function refusedPort(): Promise<number> {
  const server = await startServer();
  await server.close();
  return server.port;
}

// A test may fake time, or watch timers.
const setTimer = globalThis.setTimeout;

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Resolves as soon as `condition` holds, in fake time as well; what never comes true ends the test by its time limit.
 */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimer(resolve, 1));
}
