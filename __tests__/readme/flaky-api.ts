import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as the server received it. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How one attempt is answered: with a status, headers and a body, a connection reset, or not at all. */
export type Answer =
  number | readonly [status: number, headers: Record<string, string>, body?: object] | 'reset' | 'hang';

export interface FlakyApi {
  readonly origin: string;
  /** What came for a path, in order. */
  received(path: string): Received[];
  /** Says how the first attempts at a path end; 200 for all after them. Without it: two 503s. */
  plan(path: string, ...answers: readonly Answer[]): void;
  close(): Promise<void>;
}

/** Starts the server that the snippets talk to: each path fails twice, unless it is told otherwise. */
export async function startFlakyApi(): Promise<FlakyApi> {
  const log: Received[] = [];
  const plans = new Map<string, Answer[]>();
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const path = url.replace(/\?.*/, '');
      log.push({ method, path, headers, body });
      const plan = plans.get(path) ?? [503, 503];
      plans.set(path, plan);
      const answer = plan.shift() ?? 200;
      if (answer === 'reset') request.socket.destroy();
      if (typeof answer === 'string') return;
      const [status, extra, own = { path }] = typeof answer === 'number' ? [answer, {}] : answer;
      response.writeHead(status, { 'content-type': 'application/json', ...extra });
      response.end(JSON.stringify(own));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: (path) => log.filter((request) => request.path === path),
    plan: (path, ...answers) => {
      plans.set(path, [...answers]);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
