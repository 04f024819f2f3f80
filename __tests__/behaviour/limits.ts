import assert from 'node:assert/strict';
import axios, { type AxiosRequestConfig } from 'axios';
import { hang, startServer, type Received } from '../http/scripted-server';
import type { Limit } from './harness';

const numbersOf = (version: string): number[] => version.split('.').map(Number.parseFloat);

function isBefore(version: string): boolean {
  const wanted = numbersOf(version);
  const own = numbersOf(axios.VERSION);
  const place = wanted.findIndex((number, index) => number !== own[index]);
  return place >= 0 && (own[place] ?? 0) < (wanted[place] ?? 0);
}

/** Whether something fails, in a place where it may; it is tried once. */
function failsWhere(mayFail: boolean, works: () => Promise<unknown>): () => Promise<boolean> {
  let fails: Promise<boolean> | undefined;
  return () =>
    (fails ??= mayFail
      ? works().then(
          () => false,
          () => true,
        )
      : Promise.resolve(false));
}

/**
 * What axios can do only from a version on. On one before it, axios alone must have failed as well: so a limit can't
 * hide a fault of the plugin.
 *
 * @param works does with axios alone what is said to be not possible; rejects where it is not.
 */
function since(version: string, issue: number, reason: string, works: () => Promise<unknown>): Limit {
  return {
    applies: failsWhere(isBefore(version), works),
    reason: `before axios ${version}: ${reason} (https://github.com/axios/axios/issues/${issue})`,
  };
}

/** What comes of a request that axios sends without the plugin. */
async function sent(config: AxiosRequestConfig): Promise<Received> {
  const server = await startServer();
  await axios.create().request({ method: 'post', url: server.origin, proxy: false, ...config });
  const [received] = server.received;
  assert.ok(received);
  return received;
}

export const FETCH_ADAPTER = since('1.7.0', 6371, 'there is no fetch adapter', () =>
  sent({ adapter: 'fetch' }),
);

export const NATIVE_FORM = since('1.3.0', 5327, 'the http adapter refuses a native FormData', () =>
  sent({ data: new FormData() }),
);

export const BLOB = since('1.3.0', 5327, 'the http adapter refuses a Blob', () =>
  sent({ data: new Blob(['a']) }),
);

export const URLENCODED_OBJECT = since(
  '0.28.0',
  4834,
  'an object is sent as JSON, whatever its type',
  async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const { body } = await sent({ data: { a: 1 }, headers });
    assert.equal(body.toString(), 'a=1');
  },
);

export const SEND_AGAIN = since(
  '1.2.0',
  5089,
  'the config of a GET that has been sent has headers that axios can not send again',
  async () => {
    const server = await startServer();
    const { config } = await axios.get(server.origin, { proxy: false });
    await axios.request(config);
  },
);

export const CANCELLED_CONFIG = since(
  '1.2.0',
  4922,
  'the error of a cancelled call has no config',
  async () => {
    const server = await startServer([hang]);
    for (const delay of [0, 20]) {
      const controller = new AbortController();
      const abort = (): void => {
        controller.abort();
      };
      if (delay) setTimeout(abort, delay);
      else abort();
      const call = axios.get(server.origin, { proxy: false, signal: controller.signal });
      await call.catch((error: unknown) => {
        assert.ok((error as { config?: unknown }).config);
      });
    }
  },
);

export const ORDER_OF_REGISTRATION = since(
  '1.13.5',
  7313,
  'request interceptors run last registered first, always',
  async () => {
    const server = await startServer();
    const client = axios.create({ proxy: false, transitional: { legacyInterceptorReqResOrdering: false } });
    const names: string[] = [];
    for (const name of ['first', 'second']) {
      client.interceptors.request.use((config) => {
        names.push(name);
        return config;
      });
    }
    await client.get(server.origin);
    assert.deepEqual(names, ['first', 'second']);
  },
);
