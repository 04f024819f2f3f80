import { Agent, createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex, Readable } from 'node:stream';
import axios, { type AxiosInstance } from 'axios';
import { axiosRetry, retryGuard, type RetryOptions } from '../../../lib';
import { rejectionOf } from '../clients';

/** How the server answers a request that fails. */
let fail: (response: ServerResponse) => void;
let agent: Agent;
let opened: number;

const server = createServer((request, response) => {
  if (request.url === '/good') response.end('good');
  else {
    response.writeHead(503);
    fail(response);
  }
});

let baseURL: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

class CountingAgent extends Agent {
  override createConnection(...args: Parameters<Agent['createConnection']>): Duplex | null | undefined {
    opened++;
    return super.createConnection(...args);
  }
}

beforeEach(() => {
  opened = 0;
  agent = new CountingAgent({ keepAlive: true, maxSockets: 1 });
  fail = (response) => response.end('busy');
});

afterEach(() => {
  agent.destroy();
});

const clientWith = (options: RetryOptions = {}): AxiosInstance => {
  const client = axios.create({ baseURL, httpAgent: agent, responseType: 'stream' });
  axiosRetry(client, { retries: 5, retryDelay: 20, log: false, ...options });
  return client;
};

/** Whether the one socket there may be is free: else this waits for ever. */
const isFree = async (): Promise<void> => {
  const { data } = await axios.get<string>('/good', { baseURL, httpAgent: agent });
  expect(data).toBe('good');
};

describe('a failed stream that is discarded', () => {
  it('costs no connection when it is short: six attempts, one socket', async () => {
    const error = await rejectionOf(clientWith().get<Readable>('/x'));
    (error.response?.data as Readable).destroy();
    expect(opened).toBe(1);
  });

  it('costs one when it has no end, and never a deadlock', async () => {
    fail = (response) => response.write('busy');
    const error = await rejectionOf(clientWith({ retries: 2 }).get<Readable>('/x'));
    (error.response?.data as Readable).destroy();
    expect(opened).toBe(3);
    await isFree();
  });

  it('costs one when it is longer than 64 KiB', async () => {
    fail = (response) => response.end(Buffer.alloc(1_000_000));
    const error = await rejectionOf(clientWith({ retries: 1 }).get<Readable>('/x'));
    (error.response?.data as Readable).destroy();
    expect(opened).toBe(2);
  });
});

const forever = (): Promise<never> => new Promise(() => undefined);
const boom = (): never => {
  throw new Error('hook');
};

describe('the socket of a failed stream is free again', () => {
  it.each<[string, (began: () => Promise<never>) => RetryOptions]>([
    ['retryCondition', (began) => ({ retryCondition: began })],
    ['onRetry', (began) => ({ onRetry: began })],
    ['retryDelay', (began) => ({ retryDelay: began as never })],
    ['allows', (began) => ({ budget: retryGuard({ allows: began }) })],
    ['onMaxRetryTimesExceeded', (began) => ({ retries: 0, onMaxRetryTimesExceeded: began })],
    ['validateResponse', (began) => ({ validateResponse: began as never })],
  ])('after an abort during %s', async (_name, optionsFor) => {
    const controller = new AbortController();
    const began = (): Promise<never> => {
      setTimeout(() => {
        controller.abort();
      });
      return forever();
    };
    // Without an end: only to be destroyed frees it.
    fail = (response) => response.write('busy');
    const call = clientWith(optionsFor(began)).get('/x', { signal: controller.signal });
    expect((await rejectionOf(call)).code).toBe('ERR_CANCELED');
    await isFree();
  });

  it.each<[string, RetryOptions]>([
    ['onRetry', { onRetry: boom }],
    ['onMaxRetryTimesExceeded', { retries: 0, onMaxRetryTimesExceeded: boom }],
  ])('after %s has thrown', async (_name, options) => {
    fail = (response) => response.write('busy');
    expect((await rejectionOf(clientWith(options).get('/x'))).message).toBe('hook');
    await isFree();
  });

  it('after an abort during the sleep', async () => {
    const controller = new AbortController();
    fail = (response) => response.write('busy');
    const call = clientWith({
      retryDelay: 60_000,
      onRetry: () => {
        setTimeout(() => {
          controller.abort();
        });
      },
    }).get('/x', { signal: controller.signal });
    expect((await rejectionOf(call)).code).toBe('ERR_CANCELED');
    await isFree();
  });
});
