import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FailingServer {
  readonly origin: string;
  close(): Promise<void>;
}

/** Starts a server that fails `…/thrice` three times and any other address once. */
export async function startFailingServer(): Promise<FailingServer> {
  const calls = new Map<string, number>();
  const server = createServer(({ url = '' }, response) => {
    const count = (calls.get(url) ?? 0) + 1;
    calls.set(url, count);
    response.writeHead(count > (url.endsWith('/thrice') ? 3 : 1) ? 200 : 503).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
