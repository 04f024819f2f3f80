import axios, { AxiosError, type AxiosInstance } from 'axios';
import { axiosRetry, getRetryState, type RetryOptions } from '../../../lib';
import { retryGuard, rulesOf } from '../../../lib/guards/guard';
import { retryPacer, type RetryPacerOptions } from '../../../lib/guards/pacer';
import type { OwnRules } from '../../../lib/options/guard-brand';

interface Server {
  isDown: boolean;
  readonly retries: string[];
  readonly firsts: string[];
}

/** A client of a server in memory that answers after 20 ms, or two seconds for a slow path, and what it was sent. */
function clientOf(server: Server, options: RetryOptions): AxiosInstance {
  const client = axios.create({
    baseURL: 'https://api.example.com',
    adapter: async (config) => {
      const list = Number(config['axios-retry']?.retryCount) > 0 ? server.retries : server.firsts;
      list.push(String(config.url));
      await new Promise((resolve) => {
        setTimeout(resolve, config.url?.startsWith('/slow') ? 2000 : 20);
      });
      const status = server.isDown ? 503 : 200;
      const response = { status, statusText: '', data: '', headers: {}, config } as never;
      if (status === 200) return response;
      throw new AxiosError('Request failed with status code 503', 'ERR', config, null, response);
    },
  });
  axiosRetry(client, { log: false, ...options });
  return client;
}

const downServer = (): Server => ({ isDown: true, retries: [], firsts: [] });

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

it('spares a server that is down nearly all retries, and loses no call when it is back', async () => {
  const server = downServer();
  const client = clientOf(server, { pacer: retryPacer() });
  const calls: Promise<unknown>[] = [];
  for (let i = 0; i < 200; i++) {
    calls.push(client.get(`/${i}`));
    await jest.advanceTimersByTimeAsync(50);
  }
  expect(server.retries.length).toBeLessThan(50);
  server.isDown = false;
  calls.push(client.get('/new'));
  await jest.advanceTimersByTimeAsync(30_000);
  const states = (await Promise.all(calls)).map(getRetryState);
  expect(states.every((state) => state?.stopReason === undefined)).toBe(true);
  // One good attempt for each, besides the few that went too early.
  expect(server.retries.length).toBeLessThan(250);
});

it('is shared by instances, and keeps origins apart', async () => {
  const pacer = retryPacer();
  const [down, other] = [downServer(), downServer()];
  const clients = [clientOf(down, { pacer, retries: 5 }), clientOf(down, { pacer, retries: 5 })];
  const calls = Array.from({ length: 50 }, (_, i) => clients[i % 2]!.get('/x').catch(getRetryState));
  await jest.advanceTimersByTimeAsync(600);
  const before = down.retries.length;
  const elsewhere = clientOf(other, { pacer, retries: 1, retryDelay: 100 });
  const others = Array.from({ length: 50 }, () =>
    elsewhere.get('https://other.example.com/x').catch(getRetryState),
  );
  await jest.advanceTimersByTimeAsync(150);
  expect(other.retries).toHaveLength(50);
  expect(down.retries.length - before).toBeLessThan(10);
  await jest.advanceTimersByTimeAsync(120_000);
  await Promise.all([...calls, ...others]);
});

it('ends a sleep at once that is cancelled, without a trace', async () => {
  const server = downServer();
  const client = clientOf(server, { pacer: retryPacer() });
  const controller = new AbortController();
  const calls = Array.from({ length: 30 }, () =>
    client.get('/x', { signal: controller.signal }).catch(String),
  );
  await jest.advanceTimersByTimeAsync(5000);
  controller.abort();
  // An attempt may be under way, whose server takes no notice.
  await jest.advanceTimersByTimeAsync(20);
  expect(new Set(await Promise.all(calls))).toEqual(new Set(['CanceledError: canceled']));
});

it.each<[RetryPacerOptions, string]>([
  [{ failures: 0 }, 'option "failures" must be a whole number of 1 or more; got 0'],
  [{ failures: 2.5 }, 'option "failures" must be a whole number of 1 or more; got 2.5'],
  [{ probeDelay: -1 }, 'option "probeDelay" must be milliseconds from 0 to 2 ** 53; got -1'],
  [
    { maxProbeDelay: '9' as never },
    'option "maxProbeDelay" must be milliseconds from 0 to 2 ** 53; got "9"; did you mean 9?',
  ],
  [{ holdNewCalls: 1 as never }, 'option "holdNewCalls" must be true or false; got 1; did you mean true?'],
  [{ maxHeld: -1 }, 'option "maxHeld" must be a whole number of 0 or more, or Infinity; got -1'],
  [{ maxHeld: 2.5 }, 'option "maxHeld" must be a whole number of 0 or more, or Infinity; got 2.5'],
  [{ maxHeld: NaN }, 'option "maxHeld" must be a whole number of 0 or more, or Infinity; got NaN'],
])('says what is wrong with %p', (options, message) => {
  expect(() => retryPacer(options)).toThrow(new TypeError(`axios-backoff: ${message}`));
});

it('sends the last retry for which a call has time, and gives up none on a guess', async () => {
  const server = downServer();
  const client = clientOf(server, { pacer: retryPacer(), retryDelay: 1000, maxElapsedTime: 3500 });
  const calls = Array.from({ length: 40 }, () => client.get('/x').catch(getRetryState));
  await jest.advanceTimersByTimeAsync(2500);
  // Probes alone.
  expect(server.retries.length).toBeLessThan(5);
  server.isDown = false;
  await jest.advanceTimersByTimeAsync(1000);
  const states = (await Promise.all(calls)).map(getRetryState);
  expect(states.map((state) => state?.stopReason)).toEqual(Array(40).fill(undefined));
  for (const state of states)
    expect(Number(state?.retries)).toBeGreaterThanOrEqual(Number(state?.retryCount));
});

describe('a call with little time', () => {
  /** Answers after 20 ms, by path, until a time; then with 200. A path without an answer hangs. */
  function clientUntil(end: number, answers: Record<string, string>, options: RetryOptions): AxiosInstance {
    const begun = performance.now();
    const client = axios.create({
      baseURL: 'https://api.example.com',
      timeout: 8000,
      adapter: async (config) => {
        const [status, retryAfter] = (answers[String(config.url)] ?? '').split(' ');
        const isUp = performance.now() - begun >= end;
        await new Promise((resolve) => {
          setTimeout(resolve, status || isUp ? 20 : config.timeout);
        });
        const headers = retryAfter ? { 'retry-after': retryAfter } : {};
        const response = { status: Number(status), statusText: '', data: '', headers, config } as never;
        if (isUp) return { ...(response as object), status: 200 } as never;
        throw status
          ? new AxiosError(`Request failed with status code ${status}`, 'ERR', config, null, response)
          : new AxiosError('timeout', 'ECONNABORTED', config);
      },
    });
    axiosRetry(client, { log: false, retryDelay: 1000, ...options });
    return client;
  }

  it('does not wait longer than it has for what the server has told another', async () => {
    const client = clientUntil(500, { '/told': '503 8', '/x': '503' }, { pacer: retryPacer() });
    const told = client.get('/told');
    const call = client.get('/x', { 'axios-retry': { maxElapsedTime: 5000 } });
    await jest.advanceTimersByTimeAsync(30_000);
    expect(getRetryState(await call)).toMatchObject({ retryCount: 1, skipped: 0 });
    await told;
  });

  it('is sent when no time is left to hold it back for as long as it took to fail', async () => {
    const client = clientUntil(8990, { '/x': '503' }, { pacer: retryPacer() });
    const call = client.get('/hangs', { 'axios-retry': { maxElapsedTime: 15_000 } });
    await jest.advanceTimersByTimeAsync(7000);
    const others = Array.from({ length: 20 }, () =>
      client.get('/x', { 'axios-retry': { retries: 1 } }).catch(() => undefined),
    );
    await jest.advanceTimersByTimeAsync(60_000);
    expect(getRetryState(await call)).toMatchObject({ retryCount: 1, skipped: 0, stopReason: undefined });
    await Promise.all(others);
  });
});

it.each([false, true])(
  'sends the last retry of each call to a server that is down (inner interceptor: %s)',
  async (isInner) => {
    const server = downServer();
    const client = axios.create({
      baseURL: 'https://api.example.com',
      adapter: (config) => {
        server.retries.push(String(config['axios-retry']?.retryCount));
        const response = { status: 503, statusText: '', data: '', headers: {}, config } as never;
        return Promise.reject(
          new AxiosError('Request failed with status code 503', 'ERR', config, {}, response),
        );
      },
    });
    if (isInner) client.interceptors.request.use((config) => config);
    axiosRetry(client, { log: false, retries: 3, retryDelay: 1000, pacer: retryPacer() });
    const calls = Array.from({ length: 30 }, () => client.get('/x').catch(getRetryState));
    await jest.advanceTimersByTimeAsync(1_000_000);
    await Promise.all(calls);
    expect(server.retries.filter((count) => count === '3')).toHaveLength(30);
  },
);

it('paces nothing in a process whose calls follow one another', async () => {
  const server = downServer();
  const client = clientOf(server, { pacer: retryPacer(), retries: 5, retryDelay: 500 });
  const skipped: unknown[] = [];
  const work = async (): Promise<void> => {
    for (let i = 0; i < 10; i++) {
      const error: unknown = await client.get(`/${i}`).catch((thrown: unknown) => thrown);
      skipped.push(getRetryState(error)?.skipped);
    }
  };
  const done = work();
  await jest.advanceTimersByTimeAsync(30_000);
  await done;
  expect(skipped).toEqual(Array(10).fill(0));
  expect(server.retries).toHaveLength(50);
});

it('gives a call that fails slowly as long as without a pacer, while others fail at once', async () => {
  const server = downServer();
  const client = clientOf(server, { pacer: retryPacer(), retries: 5, retryDelay: 100 });
  const calls = Array.from({ length: 20 }, (_, i) => client.get(`/slow/${i}`));
  const quick: Promise<unknown>[] = [];
  for (let i = 0; i < 80; i++) {
    quick.push(client.get('/quick', { 'axios-retry': { retries: 0 } }).catch(() => undefined));
    await jest.advanceTimersByTimeAsync(100);
  }
  server.isDown = false;
  await jest.advanceTimersByTimeAsync(10_000);
  await Promise.all(quick);
  const states = (await Promise.all(calls)).map(getRetryState);
  expect(states.every((state) => Number(state?.elapsed) > 8000)).toBe(true);
});

describe('a call with a limit', () => {
  /** When a call is sent whose attempts take a second each, to a pacer that holds back all but the last, for that long. */
  async function sentWith(maxElapsedTime: number): Promise<number[]> {
    const begun = performance.now();
    const sent: number[] = [];
    const client = axios.create({
      adapter: (config) =>
        new Promise((_resolve, reject) => {
          sent.push(performance.now() - begun);
          setTimeout(reject, 1000, new AxiosError('reset', 'ECONNRESET', config));
        }),
    });
    const rules: OwnRules = {
      wait: (retry, wake) => {
        const { delay, lastDuration } = retry;
        const due = setTimeout(() => {
          if (retry.isLast) wake(true);
          else held = setTimeout(wake, lastDuration, false);
        }, delay);
        let held = due;
        return () => {
          clearTimeout(due);
          clearTimeout(held);
        };
      },
      isServerSound: () => false,
    };
    axiosRetry(client, { retryDelay: 2000, log: false, pacer: retryGuard(rules), maxElapsedTime });
    const call = client.get('https://api.example.com/').catch(() => undefined);
    await jest.advanceTimersByTimeAsync(20_000);
    await call;
    return sent;
  }

  it('has time for an answer when its last retry is sent, and not only for sending it', async () => {
    // Due after 3 s. Held back for one, it would be sent when less than a second is left.
    expect(await sentWith(4900)).toEqual([0, 3000]);
    // It would be due again after 6 s.
    expect(await sentWith(6900)).toEqual([0, 4000]);
    expect(await sentWith(7100)).toEqual([0, 6000]);
  });
});

describe('the last retry of a call, after others were held back', () => {
  /** How often it is sent to a server that is down, to a pacer that holds back all but the last. */
  const attemptsWith = async (isSound: boolean): Promise<readonly [number, unknown]> => {
    const server = downServer();
    const rules: OwnRules = {
      wait: (retry, wake) => {
        const timer = setTimeout(wake, retry.delay, retry.isLast);
        return () => {
          clearTimeout(timer);
        };
      },
      isServerSound: () => isSound,
    };
    const call = clientOf(server, { retries: 4, retryDelay: 100, pacer: retryGuard(rules) })
      .get('/x')
      .catch(getRetryState);
    await jest.advanceTimersByTimeAsync(10_000);
    return [server.firsts.length + server.retries.length, await call];
  };

  it('replaces one of them after a random failure, with a wait of its own, until none is left', async () => {
    const [attempts, state] = await attemptsWith(true);
    expect(attempts).toBe(5);
    const delays = [0, 400, 100, 100, 100].map((delay) => ({ delay }));
    expect(state).toMatchObject({ retryCount: 4, skipped: 0, stopReason: 'retries', attempts: delays });
  });

  it('is the end of the call in an outage', async () => {
    const [attempts, state] = await attemptsWith(false);
    expect(attempts).toBe(2);
    expect(state).toMatchObject({ retryCount: 4, skipped: 3, stopReason: 'retries' });
  });
});

it('knows whether a server is sound: it is up, and few attempts fail', async () => {
  const server = downServer();
  const pacer = retryPacer();
  const isSound = (): unknown =>
    (rulesOf(pacer) as OwnRules).isServerSound?.({ url: 'https://api.example.com/' });
  const client = clientOf(server, { pacer, retries: 1, retryDelay: 100 });
  const call = async (): Promise<void> => {
    const ended = client.get('/x').catch(getRetryState);
    await jest.advanceTimersByTimeAsync(1000);
    await ended;
  };
  expect(isSound()).toBe(true);
  for (let n = 0; n < 10; n++) await call();
  expect(isSound()).toBe(false);
  server.isDown = false;
  await call();
  // It is up again, but most of the latest attempts have failed.
  expect(isSound()).toBe(false);
  for (let n = 0; n < 60; n++) await call();
  expect(isSound()).toBe(true);
});
