import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server, what it has seen, and how it stops. */
export interface Watched {
  readonly server: Server;
  readonly origin: string;
  /** Each request, such as `GET /orders`. */
  readonly seen: readonly string[];
  close(): Promise<void>;
}

/** Starts a server that records what it gets. */
export async function watch(answer: (count: number) => RequestListener): Promise<Watched> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const name = `${String(request.method)} ${String(request.url)}`;
    seen.push(name);
    answer(seen.filter((other) => other === name).length)(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    server,
    seen,
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** A server that fails the first request for a path, and all for `/down`. Pages of other origins may call it. */
export const startFailing = (): Promise<Watched> =>
  watch((count) => ({ url }, response) => {
    response
      .writeHead(count > 1 && url !== '/down' ? 200 : 503, { 'access-control-allow-origin': '*' })
      .end();
  });
