import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

// What main.ts starts in a process of its own. The path of a request says how it is answered: /PLAN/ID, where the plan
// is a list of what the attempts of one call get, in turn; the last also holds for all that come later.

const ANSWERS: Readonly<Record<string, (response: ServerResponse, request: IncomingMessage) => void>> = {
  ok: (response) => {
    response.setHeader('content-type', 'application/json');
    response.end('{"order":1}');
  },
  busy: (response) => {
    response.writeHead(503).end('busy');
  },
  told: (response) => {
    response.writeHead(429, { 'retry-after-ms': '20' }).end();
  },
  // More than is worth reading to its end.
  large: (response) => {
    response.writeHead(503).end(Buffer.alloc(200_000, 'x'));
  },
  endless: (response) => {
    response.writeHead(503).write('and');
  },
  stalled: (response) => {
    response.writeHead(503).write('and');
    setTimeout(() => response.end('so on'), 500);
  },
  stream: (response) => {
    for (let chunk = 0; chunk < 10; chunk++) response.write(Buffer.alloc(4000, 'x'));
    response.end();
  },
  cut: (response, request) => {
    response.writeHead(200, { 'content-length': 1000 });
    response.write('half of it', () => request.socket.destroy());
  },
  reset: (_response, request) => {
    request.socket.resetAndDestroy();
  },
  hang: () => undefined,
};

const MOST_KNOWN = 10_000;

async function main(): Promise<void> {
  const attempts = new Map<string, number>();

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const [, plan = '', call = ''] = request.url?.split('/') ?? [];
    const attempt = attempts.get(call) ?? 0;
    attempts.delete(call);
    attempts.set(call, attempt + 1);
    const [oldest] = attempts.keys();
    if (attempts.size > MOST_KNOWN && oldest !== undefined) attempts.delete(oldest);
    const steps = plan.split(',');
    ANSWERS[steps[attempt] ?? steps.at(-1) ?? 'ok']?.(response, request);
  };

  const server = createServer((request, response) => {
    if (request.headers['x-connection'] === 'close') response.setHeader('connection', 'close');
    request.on('error', () => undefined);
    const isAnsweredAtOnce = /reset|hang/.test(request.url ?? '');
    // Else an upload is read to its end first.
    if (isAnsweredAtOnce) answer(request, response);
    else
      request.on('end', () => {
        answer(request, response);
      });
    request.resume();
  });
  // Fetch lets go of an idle connection a second before.
  server.keepAliveTimeout = 2000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Each message asks for the connections that are open, once those that nobody uses are closed.
  process.on('message', () => {
    server.closeIdleConnections();
    server.getConnections((_error, connections) => process.send?.(connections));
  });
  process.send?.((server.address() as AddressInfo).port);
}

process.on('disconnect', () => process.exit());
main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
