import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// What network.ts starts in a process of its own, so that only the client's processor time counts. It answers with a
// list of orders, and each time after so many good answers with a 503. That is no chance: everybody gets as many.
async function main([failEvery = 0]: readonly number[]): Promise<void> {
  const orders = JSON.stringify(
    Array.from({ length: 20 }, (_, id) => ({ id, customer: `Customer ${id}`, total: id * 9.95 })),
  );
  let requests = 0;
  const server = createServer((_request, response) => {
    requests++;
    const isFailure = failEvery > 0 && requests % failEvery === 0;
    response.writeHead(isFailure ? 503 : 200, { 'content-type': 'application/json' });
    response.end(isFailure ? '{"error":"busy"}' : orders);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.send?.((server.address() as AddressInfo).port);
}

process.on('disconnect', () => process.exit());
main(process.argv.slice(2).map(Number)).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
