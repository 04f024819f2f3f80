import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that the server has had. Times are in milliseconds since its start. */
export interface Seen {
  readonly process: string;
  readonly at: number;
  endedAt: number;
  readonly isDown: boolean;
}

/** A server that can be down: then it answers 503. */
export interface FlakyServer {
  readonly url: string;
  isDown: boolean;
  readonly seen: readonly Seen[];
  now(): number;
  /** The most requests at one time, of those that came in a span of time. */
  mostAtOnce(from: number, to?: number): number;
  /** How many came in a span of time. */
  count(from: number, to?: number): number;
  close(): Promise<void>;
}

/** @param latency how long each answer takes, in milliseconds. */
export async function startFlakyServer(latency = 60): Promise<FlakyServer> {
  const startedAt = performance.now();
  const now = (): number => performance.now() - startedAt;
  const seen: Seen[] = [];
  const within = (from: number, to: number): Seen[] => seen.filter(({ at }) => at >= from && at < to);
  const server = createServer((request, response) => {
    const { isDown } = flaky;
    const record: Seen = {
      process: String(request.headers['x-process']),
      at: now(),
      endedAt: Infinity,
      isDown,
    };
    seen.push(record);
    setTimeout(() => {
      record.endedAt = now();
      response.statusCode = isDown ? 503 : 200;
      response.end('{}');
    }, latency);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const flaky: FlakyServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    isDown: true,
    seen,
    now,
    mostAtOnce: (from, to = Infinity) => {
      const requests = within(from, to);
      return Math.max(
        0,
        ...requests.map(({ at }) => requests.filter((other) => other.at <= at && other.endedAt > at).length),
      );
    },
    count: (from, to = Infinity) => within(from, to).length,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return flaky;
}
