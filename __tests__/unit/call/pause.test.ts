/** @jest-environment jsdom */
import axios, { AxiosError, type AxiosInstance, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import {
  axiosRetry,
  getRetryState,
  retryGuard,
  retryPacer,
  type EndedAttempt,
  type LogEvent,
  type PendingRetry,
  type RetryOptions,
} from '../../../lib';

let isOnline: boolean;
const lines: string[] = [];
const events: LogEvent[] = [];

/** The plugin before an adapter that reaches nothing while the browser is offline. */
function clientWith(options: RetryOptions = {}): { client: AxiosInstance; sent: number[] } {
  const sent: number[] = [];
  const begun = performance.now();
  const client = axios.create({
    adapter: (config) => {
      sent.push(Math.round(performance.now() - begun));
      if (navigator.onLine) {
        return Promise.resolve({
          status: 200,
          statusText: 'OK',
          data: '',
          headers: {},
          config,
        } as AxiosResponse);
      }
      return Promise.reject(new AxiosError('Network Error', 'ERR_NETWORK', config));
    },
  });
  axiosRetry(client, {
    retryDelay: 3000,
    log: (message, event) => {
      lines.push(message);
      events.push(event);
    },
    ...options,
  });
  return { client, sent };
}

function go(state: 'online' | 'offline'): void {
  isOnline = state === 'online';
  window.dispatchEvent(new Event(state));
}

let listeners = 0;

beforeEach(() => {
  jest.useFakeTimers();
  jest.spyOn(navigator, 'onLine', 'get').mockImplementation(() => isOnline);
  jest.spyOn(Math, 'random').mockReturnValue(0.4);
  const add = window.addEventListener.bind(window);
  const remove = window.removeEventListener.bind(window);
  jest.spyOn(window, 'addEventListener').mockImplementation((...args: unknown[]) => {
    listeners++;
    add(...(args as Parameters<typeof add>));
  });
  jest.spyOn(window, 'removeEventListener').mockImplementation((...args: unknown[]) => {
    listeners--;
    remove(...(args as Parameters<typeof remove>));
  });
  lines.length = events.length = listeners = 0;
  isOnline = false;
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  expect(listeners).toBe(0);
  jest.useRealTimers();
  jest.restoreAllMocks();
});

it('sleeps until the network is back, then a short wait by chance, and burns no retry', async () => {
  const { client, sent } = clientWith();
  const call = client.get('https://api.example.com/orders');
  await jest.advanceTimersByTimeAsync(29_999);
  expect(sent).toEqual([0]);

  go('online');
  await jest.advanceTimersByTimeAsync(699);
  expect(sent).toEqual([0]);
  await jest.advanceTimersByTimeAsync(1);
  expect(sent).toEqual([0, 30_699]);
  expect(getRetryState(await call)?.retryCount).toBe(1);
  expect(lines).toEqual([
    'GET https://api.example.com/orders failed: connection lost (ERR_NETWORK). ' +
      'Retry 1 of 10 in 700 ms (up to 1 s) after the network is back, 0 ms elapsed.',
    'GET https://api.example.com/orders recovered after 1 retry, 30.7 s elapsed.',
  ]);
  expect(events).toMatchObject([{ type: 'retry', delay: 700, offline: true }, { type: 'recovered' }]);
});

it.each([
  ['without a pacer', null],
  ['with a pacer', retryPacer()],
])('waits for the network as well when it goes during the sleep, and says so: %s', async (_name, pacer) => {
  const { client, sent } = clientWith({ pacer });
  const call = client.get('https://api.example.com/orders', {
    adapter: (config) => {
      sent.push(performance.now());
      return navigator.onLine && sent.length > 1
        ? Promise.resolve({ status: 200, statusText: 'OK', data: '', headers: {}, config })
        : Promise.reject(new AxiosError('Network Error', 'ERR_NETWORK', config));
    },
  });
  isOnline = true;
  await jest.advanceTimersByTimeAsync(1000);
  go('offline');
  await jest.advanceTimersByTimeAsync(20_000);
  expect(sent).toHaveLength(1);
  go('online');
  await jest.advanceTimersByTimeAsync(700);
  expect(sent).toHaveLength(2);
  expect(getRetryState(await call)).toMatchObject({ retryCount: 1 });
  expect(lines.map((line) => /Retry .*, /.exec(line)?.[0])).toEqual([
    'Retry 1 of 10 in 3 s, ',
    'Retry 1 of 10 in 700 ms (up to 1 s) after the network is back, ',
  ]);
});

it('ends at maxElapsedTime with the last error of the network', async () => {
  const { client, sent } = clientWith({ maxElapsedTime: 20_000 });
  const failed = client.get('https://api.example.com/orders').catch((error: unknown) => error);
  await jest.advanceTimersByTimeAsync(20_000);
  const error = await failed;
  expect(error).toMatchObject({ code: 'ERR_NETWORK' });
  expect(getRetryState(error)).toMatchObject({
    stopReason: 'maxElapsedTime',
    retryCount: 0,
    elapsed: 20_000,
  });
  expect(sent).toHaveLength(1);
});

it('ends at the timeout of the call, where that is for all attempts', async () => {
  const { client } = clientWith({ shouldResetTimeout: false });
  const failed = client
    .get('https://api.example.com/orders', { timeout: 5000 })
    .catch((error: unknown) => error);
  await jest.advanceTimersByTimeAsync(5000);
  const error = await failed;
  expect(error).toMatchObject({ code: 'ERR_NETWORK' });
  expect(getRetryState(error)).toMatchObject({ stopReason: 'timeout', elapsed: 5000 });
});

it('ends at once when the call is cancelled', async () => {
  const { client, sent } = clientWith();
  const controller = new AbortController();
  const failed = client
    .get('https://api.example.com/orders', { signal: controller.signal })
    .catch((error: unknown) => error);
  await jest.advanceTimersByTimeAsync(20_000);
  controller.abort();
  expect(axios.isCancel(await failed)).toBe(true);
  expect(sent).toHaveLength(1);
});

it('pauses again, with the next retry, when the network was back for a moment only', async () => {
  const { client, sent } = clientWith();
  const call = client.get('https://api.example.com/orders');
  await jest.advanceTimersByTimeAsync(1000);
  go('online');
  isOnline = false;
  await jest.advanceTimersByTimeAsync(20_000);
  expect(sent).toHaveLength(1);
  go('online');
  await jest.advanceTimersByTimeAsync(700);
  expect(getRetryState(await call)?.retryCount).toBe(1);
});

it.each(['onRetry', 'allows'] as const)(
  'does not miss that the network is back while %s takes its time',
  async (hook) => {
    const work = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 500));
    const { client, sent } = clientWith(
      hook === 'onRetry'
        ? { onRetry: work }
        : { budget: retryGuard({ allows: () => work().then(() => true) }) },
    );
    const call = client.get('https://api.example.com/orders');
    await jest.advanceTimersByTimeAsync(100);
    go('online');
    await jest.advanceTimersByTimeAsync(2000);
    expect(getRetryState(await call)?.retryCount).toBe(1);
    expect(sent).toHaveLength(2);
  },
);

it('gives a retry back to the pacer that let it go, when the network had gone by then', async () => {
  const ended: EndedAttempt[] = [];
  const letGo: PendingRetry[] = [];
  const pacer = retryGuard({
    attemptEnded: (attempt) => void ended.push(attempt),
    wait: (retry, wake) => {
      const timer = setTimeout(() => {
        letGo.push(retry);
        wake(true);
      }, retry.delay);
      return () => {
        clearTimeout(timer);
      };
    },
  });
  const { client } = clientWith({ pacer });
  isOnline = true;
  const call = client.get('https://api.example.com/orders', {
    adapter: (config) =>
      letGo.length > 1
        ? Promise.resolve({ status: 200, statusText: 'OK', data: '', headers: {}, config })
        : Promise.reject(new AxiosError('Network Error', 'ERR_NETWORK', config)),
  });
  await jest.advanceTimersByTimeAsync(1000);
  go('offline');
  await jest.advanceTimersByTimeAsync(20_000);
  go('online');
  await jest.advanceTimersByTimeAsync(20_000);
  await call;
  expect(ended.map(({ retry, isUp }) => [retry, isUp])).toEqual([
    [undefined, false],
    [letGo[0], undefined],
    [letGo[1], true],
  ]);
});

it('takes the retry back from the pacer, and not from the budget, when the network had gone by then', async () => {
  const dropped: string[] = [];
  const guard = (name: string) => retryGuard({ retryDropped: () => void dropped.push(name) });
  const { client, sent } = clientWith({ budget: guard('budget'), pacer: guard('pacer') });
  const call = client.get('https://api.example.com/orders', {
    adapter: (config) => {
      sent.push(performance.now());
      return sent.length > 1
        ? Promise.resolve({ status: 200, statusText: 'OK', data: '', headers: {}, config })
        : Promise.reject(new AxiosError('Network Error', 'ERR_NETWORK', config));
    },
  });
  isOnline = true;
  await jest.advanceTimersByTimeAsync(1000);
  go('offline');
  await jest.advanceTimersByTimeAsync(20_000);
  expect([dropped, sent.length]).toEqual([['pacer'], 1]);
  go('online');
  await jest.advanceTimersByTimeAsync(20_000);
  await call;
  expect(dropped).toEqual(['pacer']);
});

it('does not pause with pauseWhileOffline: false', async () => {
  const { client, sent } = clientWith({ pauseWhileOffline: false, retries: 2 });
  const failed = client.get('https://api.example.com/orders').catch((error: unknown) => error);
  await jest.advanceTimersByTimeAsync(6000);
  expect(getRetryState(await failed)).toMatchObject({ stopReason: 'retries', retryCount: 2 });
  expect(sent).toEqual([0, 3000, 6000]);
});

it('does not pause for a server that answers: one on this machine is there without a network', async () => {
  const { client, sent } = clientWith({ retries: 1 });
  const failed = client
    .get('http://localhost/orders', {
      adapter: (config) => {
        sent.push(performance.now());
        const response = { status: 503, statusText: 'Busy', data: '', headers: {}, config } as AxiosResponse;
        return Promise.reject(
          new AxiosError('Request failed with status code 503', 'ERR_BAD_RESPONSE', config, null, response),
        );
      },
    })
    .catch((error: unknown) => error);
  await jest.advanceTimersByTimeAsync(3000);
  expect(getRetryState(await failed)?.stopReason).toBe('retries');
  expect(sent).toHaveLength(2);
});

describe('a browser that is wrong about the network', () => {
  /** An adapter that fails as often as told, whatever the browser says. */
  const failing =
    (sent: number[], times: number): AxiosRequestConfig['adapter'] =>
    (config) => {
      sent.push(performance.now());
      return sent.length > times
        ? Promise.resolve({ status: 200, statusText: 'OK', data: '', headers: {}, config })
        : Promise.reject(new AxiosError('Network Error', 'ERR_NETWORK', config));
    };

  /** The pauses between the attempts of a call, without the wait of 700 ms that follows each. */
  const pausesOf = (sent: readonly number[]): number[] =>
    sent.slice(1).map((at, index) => Math.round(at - (sent[index] ?? 0)) - 700);

  it('delays each retry by 30 s, then 60, 120, 300 and no more, and each that is sent counts', async () => {
    const { client, sent } = clientWith({ retries: 7 });
    const failed = client
      .get('https://api.example.com/orders', { adapter: failing(sent, Infinity) })
      .catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(3_600_000);
    expect(pausesOf(sent)).toEqual([30_000, 60_000, 120_000, 300_000, 300_000, 300_000, 300_000]);
    expect(getRetryState(await failed)).toMatchObject({ stopReason: 'retries', retryCount: 7 });
  });

  it('does not keep a call from succeeding', async () => {
    const { client, sent } = clientWith();
    const call = client.get('https://api.example.com/orders', { adapter: failing(sent, 1) });
    await jest.advanceTimersByTimeAsync(30_699);
    expect(sent).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(getRetryState(await call)).toMatchObject({ retryCount: 1, elapsed: 30_700 });
  });

  it('begins with 30 s again once it has said that the network is back', async () => {
    const { client, sent } = clientWith();
    const call = client.get('https://api.example.com/orders', { adapter: failing(sent, 4) });
    await jest.advanceTimersByTimeAsync(30_700 + 60_700 + 1000);
    go('online');
    isOnline = false;
    await jest.advanceTimersByTimeAsync(3_600_000);
    await call;
    const [first, second, third, fourth] = pausesOf(sent);
    expect([first, second]).toEqual([30_000, 60_000]);
    // It was back after a second, and gone again when the wait was over.
    expect([third, fourth]).toEqual([1000 + 700 + 30_000, 60_000]);
  });

  it('does not make a call last longer than it may', async () => {
    const { client, sent } = clientWith({ maxElapsedTime: 40_000 });
    const failed = client
      .get('https://api.example.com/orders', { adapter: failing(sent, Infinity) })
      .catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(40_000);
    expect(getRetryState(await failed)).toMatchObject({ stopReason: 'maxElapsedTime', elapsed: 40_000 });
    expect(sent).toHaveLength(2);
  });

  it('lets a call end at once that is closed', async () => {
    const client = axios.create();
    const sent: number[] = [];
    const installation = axiosRetry(client, { log: false });
    const failed = client
      .get('https://api.example.com/orders', { adapter: failing(sent, Infinity) })
      .catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(1000);
    installation.close();
    const error = await failed;
    expect(error).toMatchObject({ code: 'ERR_NETWORK' });
    expect(getRetryState(error)).toMatchObject({ stopReason: 'closed', retryCount: 0 });
  });
});
