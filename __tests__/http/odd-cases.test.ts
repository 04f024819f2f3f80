import axios from 'axios';
import FormData from 'form-data';
import { Readable } from 'node:stream';
import { axiosRetry, getRetryState, type RetryOptions } from '../../lib';
import { watchTimers } from './resources';
import { inFakeTime } from './fake-time';
import { clientFor, cutShort, errorOf, hang, isHanging, startServer, status } from './server';

const QUIET: RetryOptions = { retries: 3, retryDelay: 1, log: false };
const busy = status(503);
const never = (): boolean => false;

describe('a form that axios makes of an object', () => {
  it('is not sent again when there was a stream in it, which has been read by then', async () => {
    const server = await startServer([busy]);
    const call = clientFor('http').putForm(server.origin, { file: Readable.from(['one', 'two']) });
    expect(getRetryState(await errorOf(call))).toMatchObject({ retryCount: 0, stopReason: 'spentBody' });
    expect(server.received).toHaveLength(1);
  });

  it('is sent again when a transform opens the stream anew for each attempt', async () => {
    const server = await startServer([busy]);
    const transformRequest = ({ text }: { text: string }): FormData => {
      const form = new FormData();
      form.append('file', Readable.from([text]), { filename: 'a.txt' });
      return form;
    };
    await clientFor('http').put(server.origin, { text: 'hello' }, { transformRequest });
    expect(server.received.map(({ body }) => body.toString().includes('hello'))).toEqual([true, true]);
  });
});

describe('what an inner interceptor does', () => {
  it('with a request of its own that fails does not make a POST that was done be sent again', async () => {
    const server = await startServer(({ method }) => (method === 'POST' ? status(201) : busy));
    let refusals = 1;
    const client = axios.create({ proxy: false });
    client.interceptors.request.use((config) => {
      // The first attempt finds nobody listening, so that the second is a retry.
      return refusals-- > 0 ? { ...config, url: 'http://127.0.0.1:1' } : config;
    });
    client.interceptors.response.use(async (response) => {
      await axios.get(server.origin, { proxy: false });
      return response;
    });
    axiosRetry(client, QUIET);
    const error = await errorOf(client.post(server.origin, 'a payment'));
    expect(error.response?.status).toBe(503);
    expect(server.received.map(({ method }) => method)).toEqual(['POST', 'GET']);
  });

  it('to the config of a failed attempt does not reach the next', async () => {
    const server = await startServer([busy, busy]);
    const tries: unknown[] = [];
    const client = axios.create({ proxy: false });
    client.interceptors.response.use(null, (error: { config: { tries?: number } }) => {
      tries.push(error.config.tries);
      error.config.tries = 1 + (error.config.tries ?? 0);
      throw error as unknown as Error;
    });
    axiosRetry(client, QUIET);
    await client.get(server.origin);
    expect(tries).toEqual([undefined, undefined]);
  });
});

describe('validateResponse', () => {
  it('can not make a success of an answer that was cut short', async () => {
    const server = await startServer([cutShort]);
    const client = clientFor('http', { retries: 0, validateResponse: () => true });
    await errorOf(client.get(server.origin));
    expect(server.received).toHaveLength(1);
  });
});

describe('maxElapsedTime', () => {
  it('leaves no timer behind for a call that never came to be sent', async () => {
    const timers = watchTimers();
    const client = clientFor('http', { maxElapsedTime: 60_000 });
    await errorOf(client.post('http://127.0.0.1:1', { id: 1n }));
    expect(timers()).toBe(0);
  });

  it('does not cut a stream that has been handed out, even when the response was unwrapped further in', async () => {
    let end: () => void = () => undefined;
    const server = await startServer([
      {
        readsBody: true,
        answer: (response) => {
          response.write('first ');
          end = () => response.end('last');
        },
      },
    ]);
    const client = axios.create({ proxy: false, responseType: 'stream' });
    client.interceptors.response.use((response) => response.data as never);
    axiosRetry(client, { ...QUIET, maxElapsedTime: 100 });
    const stream = await inFakeTime(async () => {
      const body = (await client.get(server.origin)) as unknown as Readable;
      await jest.advanceTimersByTimeAsync(250);
      return body;
    }, never);
    end();
    const chunks: string[] = [];
    for await (const chunk of stream) chunks.push(String(chunk));
    expect(chunks.join('')).toBe('first last');
  });

  it('leaves a timeout alone that an inner interceptor has set for its own re-send', async () => {
    const server = await startServer([status(401), hang]);
    const client = axios.create({ proxy: false, timeout: 600_000 });
    client.interceptors.response.use(null, (error: { config: object; response?: { status: number } }) => {
      if (error.response?.status !== 401) throw error as unknown as Error;
      return client.request({ ...error.config, timeout: 60_000 });
    });
    axiosRetry(client, { ...QUIET, shouldResetTimeout: false, retries: 1 });
    const call = inFakeTime(() => client.get(server.origin), isHanging);
    expect((await errorOf(call)).message).toBe('timeout of 60000ms exceeded');
  });
});

it('a class that extends axios.Axios is not constructed a second time', async () => {
  const server = await startServer([busy]);
  let constructed = 0;
  class Client extends axios.Axios {
    constructor({ origin }: { origin: string }) {
      const { adapter, transformRequest, transformResponse, validateStatus } = axios.defaults;
      super({ baseURL: origin, adapter, transformRequest, transformResponse, validateStatus, proxy: false });
      constructed++;
      axiosRetry(this, QUIET);
    }
  }
  expect(await new Client(server).get('/')).toMatchObject({ status: 200 });
  expect([constructed, server.received.length]).toEqual([1, 2]);
});

it('headers that an outer interceptor took away are no reason for another error than the HTTP error', async () => {
  const server = await startServer([busy, status(404)]);
  const client = axios.create({ proxy: false });
  axiosRetry(client, { ...QUIET, onRetry: () => undefined });
  client.interceptors.request.use((config) => ({ ...config, headers: undefined }) as never);
  expect((await errorOf(client.get(server.origin))).response?.status).toBe(404);
});
