import { AxiosError } from 'axios';
import { getRetryState, type RetryOptions } from '../../../lib';
import type { AttemptConfig } from '../../../lib/axios/types';
import { endOf, limitOf, limitsTime, setLimits, timeLeft } from '../../../lib/call/deadline';
import { clientWith, rejectionOf, run } from '../clients';
import { passageWith } from '../passages';
import { watch } from '../watch';

const forever = (): Promise<never> => new Promise(() => undefined);

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

describe('a function that never settles', () => {
  const hanging: Readonly<Record<string, RetryOptions>> = {
    retryCondition: { retryCondition: forever },
    onRetry: { onRetry: forever },
    retryDelay: { retryDelay: forever as never },
    renewData: { renewData: forever },
    validateResponse: { validateResponse: forever as never },
    onMaxRetryTimesExceeded: { retries: 0, onMaxRetryTimesExceeded: forever },
  };

  it.each(Object.entries(hanging))(
    '%s: the call ends at maxElapsedTime with its HTTP error',
    async (_name, options) => {
      const { client } = clientWith([503], { maxElapsedTime: 5000, ...options });
      const call = watch(client.get('/x'));
      await jest.advanceTimersByTimeAsync(4999);
      expect(call.state).toBe('pending');
      await jest.advanceTimersByTimeAsync(1);
      expect(call).toMatchObject({ state: 'rejected', value: { response: { status: 503 } } });
    },
  );

  it.each(Object.entries(hanging))(
    '%s: nothing of the limits is left in the config of that error',
    async (_name, options) => {
      const retry = { maxElapsedTime: 5000, shouldResetTimeout: false, ...options };
      const { client } = clientWith([503], retry);
      const { outcome } = await run(client.get('/x', { timeout: 9000 }));
      const { config } = outcome as AxiosError;
      expect(config).toMatchObject({ timeout: 9000 });
      expect(config?.cancelToken).toBeUndefined();
    },
  );

  it('an inner interceptor of a retry: the same, and nothing is sent after it', async () => {
    let passes = 0;
    const { client, sent } = clientWith([503], { maxElapsedTime: 5000 }, (instance) =>
      instance.interceptors.request.use((config) => (passes++ ? forever() : config)),
    );
    const { outcome, state } = await run(client.get('/x'));
    expect(outcome).toMatchObject({ response: { status: 503 } });
    expect(state?.stopReason).toBe('maxElapsedTime');
    // The adapter, which is cut at the same time, may have its say first.
    expect(Math.floor(state!.elapsed / 10)).toBe(500);
    expect(sent).toHaveLength(1);
  });
});

describe('a limit that cuts an attempt', () => {
  const hangsFrom = (attempt: number, code: string | number, options: RetryOptions) => {
    const made = clientWith([code], options);
    const { adapter } = made.client.defaults;
    made.client.defaults.adapter = (config) =>
      made.sent.length < attempt - 1
        ? (adapter as (config: unknown) => Promise<never>)(config)
        : new Promise((_resolve, reject) => {
            made.sent.push(performance.now());
            config.cancelToken?.promise.then(reject, reject);
          });
    return made;
  };

  it('rejects a POST with its own timeout, and the refusal before it as the cause', async () => {
    const { client } = hangsFrom(2, 'ECONNREFUSED', { maxElapsedTime: 5000 });
    const { outcome, state } = await run(client.post('/orders', {}));
    expect(outcome).toMatchObject({ code: 'ECONNABORTED', cause: { code: 'ECONNREFUSED' } });
    expect(outcome).toBeInstanceOf(AxiosError);
    expect(state).toMatchObject({ stopReason: 'maxElapsedTime' });
  });

  it('says ETIMEDOUT with clarifyTimeoutError', async () => {
    const { client } = hangsFrom(2, 'ECONNREFUSED', { maxElapsedTime: 5000 });
    const { outcome } = await run(
      client.post('/orders', {}, { transitional: { clarifyTimeoutError: true } }),
    );
    expect(outcome).toMatchObject({ code: 'ETIMEDOUT' });
  });

  it('rejects a GET with the HTTP error before it', async () => {
    const { client } = hangsFrom(2, 503, { maxElapsedTime: 5000 });
    expect((await run(client.get('/x'))).outcome).toMatchObject({ response: { status: 503 } });
  });

  it.each([1, 2, 3])(
    'leaves the timeout as it was given on the error, cut in attempt %i',
    async (attempt) => {
      const { client } = hangsFrom(attempt, 503, { maxElapsedTime: 50_000, shouldResetTimeout: false });
      const { outcome } = await run(
        client.post('/x', {}, { timeout: 60_000, 'axios-retry': { idempotent: true } }),
      );
      expect((outcome as AxiosError).config).toMatchObject({ timeout: 60_000 });
      expect((outcome as AxiosError).config?.cancelToken).toBeUndefined();
    },
  );
});

describe('shouldResetTimeout: false', () => {
  it('reads a timeout that is text as axios does', async () => {
    const { client, configs } = clientWith([503], { shouldResetTimeout: false, retryDelay: 40 });
    const { state } = await run(client.get('/x', { timeout: '100ms' as never }));
    expect(state?.stopReason).toBe('timeout');
    expect(configs.length).toBe(3);
  });

  it('leaves what is no number to axios to refuse', async () => {
    const { client, configs } = clientWith([200], { shouldResetTimeout: false });
    await run(client.get('/x', { timeout: 'abc' as never }));
    expect(configs[0]?.timeout).toBe('abc');
  });
});

describe('the reason', () => {
  it('is cancelled when the call is aborted in onMaxRetryTimesExceeded', async () => {
    const controller = new AbortController();
    const { client } = clientWith([503], {
      retries: 0,
      onMaxRetryTimesExceeded: () => {
        controller.abort();
      },
    });
    const error = await rejectionOf(client.get('/x', { signal: controller.signal }));
    expect(error.code).toBe('ERR_CANCELED');
    expect(getRetryState(error)?.stopReason).toBe('cancelled');
  });

  it.each([undefined, Infinity])(
    'is maxRetryAfter for a Retry-After without end (%p)',
    async (maxRetryAfter) => {
      const { client } = clientWith([503], { maxRetryAfter }, (instance) =>
        instance.interceptors.response.use(null, (error: AxiosError) => {
          if (error.response) error.response.headers = { 'retry-after': '9'.repeat(400) };
          return Promise.reject(error);
        }),
      );
      expect((await run(client.get('/x'))).state).toMatchObject({
        stopReason: 'maxRetryAfter',
        retryCount: 0,
      });
    },
  );
});

describe('a retry without a wait', () => {
  it('gives the event loop a turn each time', async () => {
    jest.useRealTimers();
    const { client, sent } = clientWith([503], { retries: Infinity, retryDelay: 0, log: false });
    const controller = new AbortController();
    const call = rejectionOf(client.get('/x', { signal: controller.signal }));
    // It would never come to this if the retries starved the event loop.
    while (sent.length < 3) await new Promise((resolve) => setTimeout(resolve, 1));
    controller.abort();
    expect((await call).code).toBe('ERR_CANCELED');
    jest.useFakeTimers();
  });
});

describe('the limit of a call', () => {
  it.each<[RetryOptions, boolean]>([
    [{}, false],
    [{ maxElapsedTime: Infinity }, false],
    [{ maxElapsedTime: 1000 }, true],
    [{ shouldResetTimeout: false }, true],
  ])('with %j there is one: %p', (options, isLimited) => {
    expect(limitsTime(passageWith(options).options)).toBe(isLimited);
  });

  it.each<[RetryOptions, unknown, number, string]>([
    [{}, 1000, Infinity, 'maxElapsedTime'],
    [{ shouldResetTimeout: false }, 1000, 1000, 'timeout'],
    [{ shouldResetTimeout: false }, 0, Infinity, 'maxElapsedTime'],
    [{ shouldResetTimeout: false }, undefined, Infinity, 'maxElapsedTime'],
    [{ shouldResetTimeout: false, maxElapsedTime: 1000 }, 1001, 1000, 'maxElapsedTime'],
    [{ shouldResetTimeout: false, maxElapsedTime: 1000 }, 1000, 1000, 'maxElapsedTime'],
    [{ shouldResetTimeout: false, maxElapsedTime: 1000 }, 999, 999, 'timeout'],
  ])('with %j and a timeout of %p is %p, by %s', (options, timeout, limit, reason) => {
    expect(limitOf(passageWith(options, { timeout } as never))).toEqual([limit, reason]);
  });

  it('is over when all its time has gone, and not a millisecond sooner', () => {
    const passage = passageWith({ maxElapsedTime: 1000 });
    jest.advanceTimersByTime(999);
    expect([timeLeft(passage), endOf(passage)]).toEqual([1, undefined]);
    jest.advanceTimersByTime(1);
    expect([timeLeft(passage), endOf(passage)]).toEqual([0, 'maxElapsedTime']);
  });
});

describe('the timeout of an attempt', () => {
  it('is what is left of that of the call, in whole milliseconds, and at least one', () => {
    const passage = passageWith({ shouldResetTimeout: false }, { timeout: 1000 });
    const timeouts = [400, 599, 1, 10].map((pause) => {
      jest.advanceTimersByTime(pause);
      const config = { timeout: 1000 };
      setLimits(passage.attempt, config);
      return config.timeout;
    });
    expect(timeouts).toEqual([600, 1, 1, 1]);
  });

  it('is that of the caller again afterwards, unless somebody has set another', () => {
    const { attempt } = passageWith({ shouldResetTimeout: false, maxElapsedTime: 5000 }, { timeout: 1000 });
    jest.advanceTimersByTime(400);
    const config: { timeout: number; cancelToken?: unknown } = { timeout: 1000 };
    setLimits(attempt, config as never);
    expect(config).toMatchObject({ timeout: 600, cancelToken: expect.anything() as unknown });
    const changed = { ...config, timeout: 77 };
    for (const sent of [config, changed]) attempt.restore(sent as never);
    expect([config.timeout, changed.timeout]).toEqual([1000, 77]);
    expect([config.cancelToken, changed.cancelToken]).toEqual([undefined, undefined]);
  });

  it('is left alone where there is no limit', () => {
    const { attempt } = passageWith({}, { timeout: 1000 });
    jest.advanceTimersByTime(400);
    const config = { timeout: 1000 };
    setLimits(attempt, config);
    expect([config, attempt.undos]).toEqual([{ timeout: 1000 }, []]);
  });

  it.each([
    [0, 1000],
    [400, 600],
  ])('%i ms after the call began is cut %i ms later, and says so', (pause, left) => {
    const { attempt } = passageWith({ maxElapsedTime: 1000 });
    jest.advanceTimersByTime(pause);
    const config: AttemptConfig = {};
    setLimits(attempt, config);
    const listener = jest.fn();
    config.cancelToken?.subscribe(listener);
    jest.advanceTimersByTime(left - 1);
    expect([listener.mock.calls.length, attempt.timedOut]).toEqual([0, false]);
    jest.advanceTimersByTime(1);
    expect([listener.mock.calls.length, attempt.timedOut]).toEqual([1, true]);
  });
});
