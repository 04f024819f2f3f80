import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Starts a server on a free port of this machine that answers at once. It ends with the process. */
export async function startQuickServer(): Promise<string> {
  const server = createServer((_request, response) => response.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
