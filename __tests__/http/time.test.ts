import { getEventListeners } from 'node:events';
import axios, { type AxiosError, type AxiosRequestConfig } from 'axios';
import { getRetryState, type LogEvent, type RetryOptions } from '../../lib';
import { inFakeTime, timedClientFor } from './fake-time';
import { watchTimers } from './resources';
import { ADAPTERS, drip, errorOf, hang, pause, startServer, status, until, type Behaviour } from './server';

/** Longer than any test may take. */
const LONG = 600_000;

/** The error of a call that is made in fake time. */
const timedErrorOf = (call: () => Promise<unknown>): Promise<AxiosError> => inFakeTime(() => errorOf(call()));
const TIMEOUT = expect.stringMatching(/^(ECONNABORTED|ETIMEDOUT)$/);

/** A failure whose connection is not kept, so that an open one belongs to an attempt in flight. */
const busy = status(503, { connection: 'close' }, 'busy');

describe.each(ADAPTERS)('through the %s adapter', (adapter) => {
  describe("axios' timeout", () => {
    it('ends an attempt that hangs, and a GET is then sent again', async () => {
      const server = await startServer([hang, hang]);
      const client = timedClientFor(adapter, {}, { timeout: LONG });
      const response = await inFakeTime(() => client.get(server.origin));
      expect(response.data).toEqual({ call: 3 });
      const { attempts } = getRetryState(response)!;
      expect(attempts).toMatchObject([{ code: TIMEOUT }, { code: TIMEOUT }, { status: 200 }]);
      expect(server.received).toHaveLength(3);
    });

    it('ends a POST that hangs, which is not sent again', async () => {
      const server = await startServer([hang]);
      const client = timedClientFor(adapter, {}, { timeout: LONG });
      const error = await timedErrorOf(() => client.post(server.origin, 'an order'));
      expect(error).toMatchObject({
        isAxiosError: true,
        code: TIMEOUT,
        message: `timeout of ${LONG}ms exceeded`,
      });
      expect(getRetryState(error)).toMatchObject({ retryCount: 0, stopReason: 'notIdempotent' });
      await server.aborted();
      expect(server.received).toHaveLength(1);
    });

    it('is for each attempt: every one has all of it', async () => {
      const server = await startServer([hang, hang, hang]);
      const client = timedClientFor(adapter, {}, { timeout: LONG });
      const error = await timedErrorOf(() => client.get(server.origin));
      const { attempts, stopReason } = getRetryState(error)!;
      expect(stopReason).toBe('retries');
      expect(attempts.map(({ duration }) => duration)).toEqual([LONG, LONG, LONG]);
      expect(error.config?.timeout).toBe(LONG);
    });

    it('lets go of the connections of the attempts that hung', async () => {
      const server = await startServer([hang, hang, busy]);
      const client = timedClientFor(adapter, {}, { timeout: LONG });
      await timedErrorOf(async () => {
        await client.get(server.origin).finally(() => {
          expect(jest.getTimerCount()).toBe(0);
        });
      });
      await until(() => server.received.filter(({ isAborted }) => isAborted).length === 2);
    });
  });

  describe('shouldResetTimeout: false', () => {
    const whole: RetryOptions = { shouldResetTimeout: false, retries: 100 };

    it('makes the timeout one for the whole call, waits included', async () => {
      const server = await startServer([busy, hang, hang]);
      const client = timedClientFor(adapter, { ...whole, retryDelay: LONG / 3 }, { timeout: LONG });
      const error = await timedErrorOf(() => client.get(server.origin));
      const { attempts, stopReason, elapsed } = getRetryState(error)!;
      expect(stopReason).toBe('timeout');
      expect(attempts).toMatchObject([{ status: 503 }, { code: TIMEOUT }]);
      expect(attempts[1]?.duration).toBe(LONG - LONG / 3);
      expect(elapsed).toBe(LONG);
      expect(server.received).toHaveLength(2);
    });

    it('does not retry an attempt that has used it up', async () => {
      const server = await startServer([hang]);
      const client = timedClientFor(adapter, whole, { timeout: LONG });
      const error = await timedErrorOf(() => client.get(server.origin));
      expect(error).toMatchObject({ isAxiosError: true, code: TIMEOUT });
      expect(getRetryState(error)).toMatchObject({ retryCount: 0, stopReason: 'timeout' });
      expect(server.received).toHaveLength(1);
    });

    it('does not begin a wait that would outlast it', async () => {
      const server = await startServer([busy]);
      const client = timedClientFor(adapter, { ...whole, retryDelay: LONG }, { timeout: LONG });
      const error = await errorOf(client.get(server.origin));
      expect(error.response?.status).toBe(503);
      expect(getRetryState(error)?.stopReason).toBe('timeout');
      expect(server.received).toHaveLength(1);
    });

    it('leaves a call without a timeout alone', async () => {
      const server = await startServer([busy, busy]);
      const response = await timedClientFor(adapter, whole).get(server.origin);
      expect(response.data).toEqual({ call: 3 });
    });

    it('leaves the timeout on the config as it was given', async () => {
      const server = await startServer([busy, busy, status(200), busy, status(404)]);
      const client = timedClientFor(adapter, { ...whole, retryDelay: 5 }, { timeout: LONG });
      const response = await client.get(server.origin);
      expect(response.config.timeout).toBe(LONG);
      const error = await errorOf(client.get(server.origin));
      expect(error.response?.status).toBe(404);
      expect(error.config?.timeout).toBe(LONG);
    });
  });

  describe('maxElapsedTime', () => {
    describe.each<[string, Behaviour]>([
      ['that is never answered', hang],
      ['whose answer never ends', drip],
    ])('cuts an attempt %s', (_name, behaviour) => {
      it('and a first attempt ends with an error that says so', async () => {
        const server = await startServer([behaviour]);
        const log = jest.fn<undefined, [string, LogEvent]>();
        const client = timedClientFor(adapter, { maxElapsedTime: 120, log });
        const error = await timedErrorOf(() => client.get(`${server.origin}/slow`));
        expect(error).toMatchObject({
          name: 'AxiosError',
          isAxiosError: true,
          message: 'maxElapsedTime of 120 ms exceeded',
          code: 'ECONNABORTED',
          config: { url: `${server.origin}/slow` },
        });
        expect(error.response).toBeUndefined();
        expect(error).toBeInstanceOf(axios.AxiosError);
        expect(axios.isCancel(error)).toBe(false);
        const { elapsed, ...state } = getRetryState(error)!;
        expect(state).toMatchObject({ retryCount: 0, stopReason: 'maxElapsedTime' });
        expect(elapsed).toBe(120);
        await server.aborted();
        expect(server.received).toHaveLength(1);
        expect(log).not.toHaveBeenCalled();
      });

      it('and a later one ends with the last error that the server gave', async () => {
        const server = await startServer([busy, behaviour]);
        const lines: string[] = [];
        const client = timedClientFor(adapter, { maxElapsedTime: 250, log: (line) => lines.push(line) });
        const error = await timedErrorOf(() => client.get(server.origin));
        expect(error).toMatchObject({ isAxiosError: true, response: { status: 503, data: 'busy' } });
        expect(getRetryState(error)).toMatchObject({
          retryCount: 1,
          stopReason: 'maxElapsedTime',
          attempts: [{ status: 503 }, expect.anything()],
        });
        await server.aborted();
        expect(server.received).toHaveLength(2);
        expect(lines).toHaveLength(2);
        expect(lines[1]).toContain('maxElapsedTime');
      });

      it('and a POST is not sent again for that', async () => {
        const server = await startServer([behaviour]);
        const client = timedClientFor(adapter, { maxElapsedTime: 120, retryCondition: () => true });
        const error = await timedErrorOf(() => client.post(server.origin, 'an order'));
        expect(getRetryState(error)?.stopReason).toBe('maxElapsedTime');
        await server.aborted();
        expect(server.received).toHaveLength(1);
      });
    });

    it('gives its error the code of a timeout that the caller has asked for', async () => {
      const server = await startServer([hang]);
      const transitional = { clarifyTimeoutError: true };
      const client = timedClientFor(adapter, { maxElapsedTime: 50 }, { transitional });
      const error = await timedErrorOf(() => client.get(server.origin));
      expect(error.code).toBe('ETIMEDOUT');
    });

    it('ends a call before a longer timeout, and after shorter ones', async () => {
      const server = await startServer(() => hang);
      const options = { maxElapsedTime: 2.5 * LONG, retries: 100, retryDelay: 0 };
      const cut = timedClientFor(adapter, options, { timeout: 3 * LONG });
      const early = await timedErrorOf(() => cut.get(server.origin));
      expect(early.message).toBe(`maxElapsedTime of ${2.5 * LONG} ms exceeded`);
      const timedOut = timedClientFor(adapter, options, { timeout: LONG });
      const late = await timedErrorOf(() => timedOut.get(server.origin));
      expect(late.message).toBe(`timeout of ${LONG}ms exceeded`);
      expect(getRetryState(late)).toMatchObject({ stopReason: 'maxElapsedTime', retryCount: 2 });
    });

    it.each<[string, Behaviour, RetryOptions]>([
      ['of the backoff', busy, { retryDelay: LONG }],
      [
        'that the server asks for',
        status(503, { 'retry-after': '301', connection: 'close' }, 'busy'),
        { maxRetryAfter: LONG },
      ],
    ])('does not begin a wait %s that would end too late', async (_name, behaviour, options) => {
      const server = await startServer([behaviour]);
      const log = jest.fn();
      const client = timedClientFor(adapter, { maxElapsedTime: LONG / 2, log, ...options });
      const error = await errorOf(client.get(server.origin));
      expect(error.response).toMatchObject({ status: 503, data: 'busy' });
      expect(getRetryState(error)).toMatchObject({ retryCount: 0, stopReason: 'maxElapsedTime' });
      expect(server.received).toHaveLength(1);
      expect(log).not.toHaveBeenCalled();
    });

    it('counts the waits', async () => {
      const server = await startServer(() => busy);
      const client = timedClientFor(adapter, { retries: Infinity, retryDelay: 150, maxElapsedTime: 400 });
      const error = await timedErrorOf(() => client.get(server.origin));
      expect(error.response?.status).toBe(503);
      const { attempts, stopReason } = getRetryState(error)!;
      expect(stopReason).toBe('maxElapsedTime');
      // 0, 150 and 300 ms after the beginning; the next would be too late.
      expect(attempts.map(({ delay }) => delay)).toEqual([0, 150, 150]);
      expect(server.received).toHaveLength(3);
    });

    it.each<[string, (waits: () => Promise<void>) => RetryOptions]>([
      ['retryCondition', (waits) => ({ retryCondition: () => waits().then(() => true) })],
      ['onRetry', (waits) => ({ onRetry: waits })],
      ['renewData', (waits) => ({ renewData: () => waits().then(() => 'an order') })],
    ])('counts the time of %s, and sends nothing when that has used it up', async (_name, options) => {
      const server = await startServer([busy]);
      const slow = options(() => pause(260));
      const client = timedClientFor(adapter, { maxElapsedTime: 250, ...slow });
      const error = await timedErrorOf(() => client.put(server.origin, 'an order'));
      expect(error.response).toMatchObject({ status: 503, data: 'busy' });
      expect(getRetryState(error)).toMatchObject({
        stopReason: 'maxElapsedTime',
        attempts: [{ status: 503 }],
      });
      await pause(20);
      expect(server.received).toHaveLength(1);
    });

    it('leaves no timer behind, whatever the end of the call', async () => {
      const server = await startServer([
        status(200),
        status(404),
        busy,
        status(200),
        busy,
        busy,
        busy,
        // Longer than the call may take.
        status(503, { 'retry-after': '601' }),
      ]);
      const client = timedClientFor(adapter, { maxElapsedTime: LONG, maxRetryAfter: Infinity });
      const timers = watchTimers();
      await client.get(server.origin);
      await errorOf(client.get(server.origin));
      await client.get(server.origin);
      await errorOf(client.get(server.origin));
      await errorOf(client.get(server.origin));
      expect(server.received).toHaveLength(8);
      expect(timers()).toBe(0);
    });

    describe('beside a cancellation of the caller', () => {
      it('leaves a signal its effect on an attempt in flight', async () => {
        const server = await startServer([busy, hang]);
        const { signal, ...controller } = abortable();
        const timers = watchTimers();
        const client = timedClientFor(adapter, { maxElapsedTime: LONG });
        const call = errorOf(client.get(server.origin, { signal }));
        await server.whole(2);
        controller.abort();
        const error = await call;
        expect(axios.isCancel(error)).toBe(true);
        expect(getRetryState(error)?.stopReason).toBe('cancelled');
        await server.aborted();
        await until(() => getEventListeners(signal, 'abort').length === 0);
        expect(timers()).toBe(0);
        expect(server.received).toHaveLength(2);
      });

      it('leaves a cancelToken its effect on an attempt in flight, and its reason', async () => {
        const server = await startServer([busy, hang]);
        const { token, cancel } = axios.CancelToken.source();
        const timers = watchTimers();
        const client = timedClientFor(adapter, { maxElapsedTime: LONG });
        const call = errorOf(client.get(server.origin, { cancelToken: token }));
        await server.whole(2);
        cancel('enough');
        const error = await call;
        expect(axios.isCancel(error)).toBe(true);
        expect(error.message).toBe('enough');
        await server.aborted();
        expect(timers()).toBe(0);
        expect(server.received).toHaveLength(2);
      });

      it.each<[string, () => AxiosRequestConfig]>([
        ['signal', () => ({ signal: AbortSignal.abort() })],
        [
          'cancelToken',
          () => {
            const { token, cancel } = axios.CancelToken.source();
            cancel();
            return { cancelToken: token };
          },
        ],
      ])('begins neither the call nor a clock when the %s was pulled before', async (_name, cancelled) => {
        const server = await startServer();
        const timers = watchTimers();
        const client = timedClientFor(adapter, { maxElapsedTime: LONG });
        expect(axios.isCancel(await errorOf(client.get(server.origin, cancelled())))).toBe(true);
        expect(timers()).toBe(0);
        expect(server.received).toHaveLength(0);
      });

      it('still cuts a call that nobody cancels', async () => {
        const server = await startServer([hang, hang]);
        const client = timedClientFor(adapter, { maxElapsedTime: 120 });
        const { signal } = abortable();
        const { token } = axios.CancelToken.source();
        for (const config of [{ signal }, { cancelToken: token }]) {
          const error = await timedErrorOf(() => client.get(server.origin, config));
          expect(error.message).toBe('maxElapsedTime of 120 ms exceeded');
        }
        await until(() => getEventListeners(signal, 'abort').length === 0);
        await until(() => server.received.every(({ isAborted }) => isAborted));
        expect(server.received).toHaveLength(2);
      });
    });

    describe('hands out a config', () => {
      const { token } = axios.CancelToken.source();

      const outcomes: readonly (readonly [string, readonly Behaviour[]])[] = [
        ['after a success', [status(200)]],
        ['after a retry', [busy, status(200)]],
        ['after a failure', [status(404)]],
        ['after the last retry', [busy, busy, busy]],
        ['after a first attempt that was cut', [hang]],
        ['after a later attempt that was cut', [busy, hang]],
      ];

      it.each(outcomes)('without anything of its own: %s', async (_name, script) => {
        const client = timedClientFor(adapter, { maxElapsedTime: 60, shouldResetTimeout: false });
        for (const own of [{}, { cancelToken: token }, { timeout: LONG }]) {
          const server = await startServer(script);
          const given: AxiosRequestConfig = { ...own, url: server.origin };
          const outcome: unknown = await inFakeTime(() => client.request(given)).catch(
            (error: unknown) => error,
          );
          const { config = {} } = outcome as { readonly config?: AxiosRequestConfig };
          expect(config.url).toBe(server.origin);
          expect(config.cancelToken).toBe(given.cancelToken);
          expect(config.timeout).toBe(given.timeout ?? 0);
          expect(given).toEqual({ ...own, url: server.origin });
        }
      });

      it('that can be sent again by hand, with all of the time again', async () => {
        const server = await startServer([hang, busy]);
        const client = timedClientFor(adapter, { maxElapsedTime: 250 });
        const error = await timedErrorOf(() => client.get(server.origin));
        expect(error.message).toBe('maxElapsedTime of 250 ms exceeded');
        const response = await inFakeTime(() => client.request<unknown>(error.config!));
        expect(response.data).toEqual({ call: 3 });
        expect(getRetryState(response)).toMatchObject({ retryCount: 1, retries: 2 });
      });
    });
  });
});

function abortable(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    abort: () => {
      controller.abort();
    },
  };
}
