import fastify from 'fastify';
import { servePage } from './page';
import { serveRuns } from './runs';

export interface Playground {
  readonly url: string;
  /** Stops listening and ends all connections, those that hang as well. */
  close(): Promise<void>;
}

/** Starts the server of the playground on this machine: the page, and the flaky server that it calls. */
export async function startPlayground({ port }: { readonly port: number }): Promise<Playground> {
  const app = fastify({
    // Without it, close() would wait for the calls that hang.
    forceCloseConnections: true,
    // Each call has its own connection: a browser by itself sends a call again when one that has been used before
    // is reset, and the server would count more calls than the client.
    maxRequestsPerSocket: 1,
  });
  serveRuns(app);
  await servePage(app);
  const url = await app.listen({ host: '127.0.0.1', port });
  return { url, close: () => app.close() };
}
