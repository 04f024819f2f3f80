import { once } from 'node:events';
import {
  Agent,
  createServer,
  type ClientRequestArgs,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createConnection, type AddressInfo, type NetConnectOpts, type Socket } from 'node:net';

/** What the server does once it has read a request to its end. */
export type Answer =
  'reset' | { readonly status: number; readonly headers?: Readonly<Record<string, string>> };

/** A request as the server read it. */
export interface Received {
  readonly url: string;
  readonly body: string;
}

/**
 * A real server on 127.0.0.1 and an agent to call it with. Both ends of each connection are in this process, so that it
 * can be told exactly whether anything is still on its way.
 */
export interface Loopback {
  readonly url: string;
  readonly agent: Agent;
  readonly received: readonly Received[];
  /** How many connections were tried. */
  connections(): number;
  /** Whether all that one end has sent has been read by the other. */
  isQuiet(): boolean;
  /** Stops listening: later connections are refused. */
  refuse(): Promise<void>;
  close(): Promise<void>;
}

/** An agent that keeps a list of its connections. */
class WatchedAgent extends Agent {
  readonly opened: Socket[] = [];

  override createConnection(options: ClientRequestArgs): Socket {
    const socket = createConnection(options as NetConnectOpts);
    this.opened.push(socket);
    return socket;
  }
}

const isDelivered = (from: Socket, to: Socket): boolean => from.bytesWritten === to.bytesRead;

function isSettled(client: Socket, accepted: ReadonlyMap<number | undefined, Socket>): boolean {
  if (client.destroyed) return true;
  const server = accepted.get(client.localPort);
  // Not accepted yet, or closed by the server without the client having heard of it.
  if (client.connecting || !server || server.destroyed) return false;
  return isDelivered(client, server) && isDelivered(server, client);
}

/**
 * Starts a server.
 *
 * @param answers what the requests get, in turn; the last also holds for all that come later.
 * @param maxSockets how many connections the agent may have at once.
 */
export async function startLoopback(
  answers: readonly [Answer, ...Answer[]],
  maxSockets = Infinity,
): Promise<Loopback> {
  const agent = new WatchedAgent({ keepAlive: true, maxSockets });
  const accepted = new Map<number | undefined, Socket>();
  const received: Received[] = [];

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const what = answers[received.length] ?? answers.at(-1);
    received.push({ url: request.url ?? '', body });
    if (what === undefined || what === 'reset') request.socket.resetAndDestroy();
    else response.writeHead(what.status, what.headers).end('{"order":1}');
  };
  const server = createServer((request, response) => {
    // A request that breaks off gets no answer.
    answer(request, response).catch(() => undefined);
  });
  server.on('connection', (socket) => accepted.set(socket.remotePort, socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const refuse = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    await closed;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    agent,
    received,
    connections: () => agent.opened.length,
    isQuiet: () => agent.opened.every((socket) => isSettled(socket, accepted)),
    refuse,
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      if (server.listening) await refuse();
    },
  };
}
