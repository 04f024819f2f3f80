import { AxiosError } from 'axios';
import { getRetryState, type RetryOptions } from '../../../lib';
import { clientWith, rejectionOf, run } from '../clients';
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
