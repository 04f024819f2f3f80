import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { axiosRetry, type RetryOptions } from '../../lib';

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A real server of the test file that imports this. */
export const api = {
  baseURL: '',
  seen: [] as Seen[],
  /** The statuses of the next answers; 200 when there are none left. */
  statuses: [] as number[],
};

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += String(chunk)));
  request.on('end', () => {
    api.seen.push({ method: request.method!, path: request.url!, headers: request.headers, body });
    response.writeHead(api.statuses.shift() ?? 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ call: api.seen.length }));
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  api.baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  api.seen = [];
  api.statuses = [503, 503];
});

export const QUIET: RetryOptions = { retryDelay: 0, log: false };

/** An instance with the plugin between what `inner` and what `outer` registers. */
export function onion(
  {
    inner,
    outer,
    options,
  }: {
    inner?: (client: AxiosInstance) => void;
    outer?: (client: AxiosInstance) => void;
    options?: RetryOptions;
  },
  config?: AxiosRequestConfig,
): AxiosInstance {
  const client = axios.create({ baseURL: api.baseURL, ...config });
  inner?.(client);
  axiosRetry(client, { ...QUIET, ...options });
  outer?.(client);
  return client;
}

export const paths = (): string[] => api.seen.map(({ path }) => path);
