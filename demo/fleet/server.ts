import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Recording } from '../simulate/recording';
import type { Scenario } from '../simulate/scenario';
import { startServer as startModel } from '../simulate/server';

/** A real server of a scenario. */
export interface OutageServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts a server on this machine that answers as the simulator's does, in real time.
 *
 * @param now the time since the beginning of the scenario, in milliseconds.
 */
export async function startOutageServer(
  scenario: Scenario,
  recording: Recording,
  now: () => number,
): Promise<OutageServer> {
  const answer = startModel(scenario, Math.random);
  const server = createServer((_request, response) => {
    const sentAt = now();
    const { status = 503, delay } = answer(sentAt);
    recording.attemptSent(sentAt);
    if (status !== 200) recording.attemptFailed(sentAt);
    setTimeout(() => {
      response.writeHead(status).end();
    }, delay);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
