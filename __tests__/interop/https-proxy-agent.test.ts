import axios from 'axios';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { axiosRetry, getRetryState } from '../../lib';
import { errorOf, json, startServer, status } from '../http/server';

let proxy: Server;
/** The targets of the tunnels that the proxy was asked for, in order. */
let tunnels: string[];
/** How many of the next tunnels the proxy breaks. */
let broken: number;
const sockets = new Set<Socket>();

/** Ends with the test, and can fail as its other end does. */
function keep(socket: Socket): Socket {
  sockets.add(socket);
  socket.on('error', () => undefined);
  return socket;
}

beforeEach(async () => {
  tunnels = [];
  broken = 0;
  proxy = createServer();
  proxy.on('connect', ({ url = '' }, client: Socket) => {
    keep(client);
    tunnels.push(url);
    if (tunnels.length <= broken) {
      client.resetAndDestroy();
      return;
    }
    const { hostname, port } = new URL(`http://${url}`);
    const target = keep(connect(Number(port), hostname));
    target.on('connect', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      target.pipe(client).pipe(target);
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await new Promise((resolve) => proxy.close(resolve));
});

const makeAgent = (): HttpsProxyAgent<string> =>
  new HttpsProxyAgent(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);

describe('https-proxy-agent', () => {
  it.each([
    ['of the client', true],
    ['of the request', false],
  ])('the agent %s itself, and no copy, opens a tunnel for each attempt', async (_whose, isDefault) => {
    const server = await startServer([status(503), status(503), json('the orders')]);
    const agent = makeAgent();
    const open = jest.spyOn(HttpsProxyAgent.prototype, 'connect');
    const seen: unknown[] = [];
    const client = axios.create({ proxy: false, ...(isDefault && { httpAgent: agent }) });
    client.interceptors.request.use((config) => {
      seen.push(config.httpAgent);
      return config;
    });
    axiosRetry(client, { retries: 2, retryDelay: 1, log: false });

    const response = await client.get<string>(server.origin, isDefault ? {} : { httpAgent: agent });

    expect(response.data).toBe('the orders');
    const target = `127.0.0.1:${server.port}`;
    expect(tunnels).toEqual([target, target, target]);
    for (const used of [...seen, ...open.mock.contexts]) expect(used).toBe(agent);
    expect([seen.length, open.mock.contexts.length]).toEqual([3, 3]);
  });

  it('retries when the proxy breaks off before there is a tunnel', async () => {
    const server = await startServer([json('the orders')]);
    broken = 2;
    const client = axios.create({ proxy: false, httpAgent: makeAgent() });
    axiosRetry(client, { retries: 2, retryDelay: 1, log: false });

    const response = await client.get<string>(server.origin);

    expect(response.data).toBe('the orders');
    expect(tunnels).toHaveLength(3);
    expect(server.received).toHaveLength(1);
  });

  it('gives up when the proxy breaks off each time', async () => {
    const server = await startServer();
    broken = 9;
    const client = axios.create({ proxy: false, httpAgent: makeAgent() });
    axiosRetry(client, { retries: 2, retryDelay: 1, log: false });

    const error = await errorOf(client.get(server.origin));

    expect(getRetryState(error)).toMatchObject({ retryCount: 2, stopReason: 'retries' });
    expect(tunnels).toHaveLength(3);
    expect(server.received).toHaveLength(0);
  });
});
