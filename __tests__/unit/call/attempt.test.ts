import { PassThrough } from 'node:stream';
import axios, { AxiosError, type AxiosResponse } from 'axios';
import { axiosRetry, getRetryState, retryGuard, type RetryOptions } from '../../../lib';
import { clientWith, outcomeOf, rejectionOf, run } from '../clients';
import { watch } from '../watch';

const forever = (): Promise<never> => new Promise(() => undefined);

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

/** A client whose every answer is a stream, and those streams. */
function streaming(status: number, options: RetryOptions) {
  const streams: PassThrough[] = [];
  const client = axios.create({
    responseType: 'stream',
    adapter: (config) => {
      const data = new PassThrough();
      streams.push(data);
      const response = { status, statusText: '', data, headers: {}, config } as AxiosResponse;
      return status < 300
        ? Promise.resolve(response)
        : Promise.reject(new AxiosError('Request failed', 'ERR_BAD_RESPONSE', config, {}, response));
    },
  });
  const installation = axiosRetry(client, { retryDelay: 1000, log: false, ...options });
  return { client, streams, ...installation };
}

describe('an attempt', () => {
  it('has the time in its record that a pacer has made it wait', async () => {
    await jest.advanceTimersByTimeAsync(5000);
    const pacer = retryGuard({
      wait: (_retry, wake) => {
        const timer = setTimeout(wake, 300, true);
        return () => {
          clearTimeout(timer);
        };
      },
    });
    const { state } = await run(clientWith([503, 200], { pacer }).client.get('/x'));
    expect(state?.attempts.map(({ delay }) => delay)).toEqual([0, 300]);
  });

  it('has no timer where its call has no limit', async () => {
    const timers: number[] = [];
    const { client } = clientWith([503, 503, 200], {}, (instance) =>
      instance.interceptors.request.use((config) => {
        timers.push(jest.getTimerCount());
        return config;
      }),
    );
    await run(client.get('/x'));
    expect(timers).toEqual([0, 0, 0]);
  });

  it('is watched for a guard only if it is the first: the plugin itself sends the others', async () => {
    const transforms: unknown[] = [];
    const { client } = clientWith(
      [503, 200],
      {
        budget: retryGuard({}),
        retryCondition: ({ config }) => void transforms.push(config?.transformResponse),
      },
      (instance) =>
        instance.interceptors.response.use((response) => {
          transforms.push(response.config.transformResponse);
          return response;
        }),
    );
    const given = [(data: unknown) => data];
    await run(client.get('/x', { transformResponse: given }));
    expect(transforms).toEqual([given, given]);
  });

  it.each([
    ['an answer', 200],
    ['a failure', 503],
  ])('frees %s that an inner interceptor held beyond the end of its call', async (_name, status) => {
    const late = new PassThrough();
    let release = (): void => undefined;
    const held = (): Promise<void> =>
      new Promise((resolve) => {
        release = resolve;
      });
    const { client } = clientWith([408, status], { maxElapsedTime: 5000 }, (instance) =>
      instance.interceptors.response.use(
        async (response) => {
          await held();
          return { ...response, data: late };
        },
        async (error: AxiosError) => {
          if (error.response?.status === 408) throw error;
          await held();
          throw Object.assign(error, { response: { ...error.response, data: late } });
        },
      ),
    );
    const { state } = await run(client.get('/x'));
    expect(state?.stopReason).toBe('maxElapsedTime');
    expect(late.destroyed).toBe(false);
    release();
    await jest.advanceTimersByTimeAsync(0);
    expect(late.destroyed).toBe(true);
  });
});

describe('a failure', () => {
  it('that cannot be judged, because an option has been broken since, is still the one that the caller gets', async () => {
    const methods = ['GET'];
    const { client, lines } = clientWith([503], { methods });
    methods.unshift(null as never);
    const { outcome, state } = await run(client.get('/x'));
    expect(outcome).toMatchObject({ response: { status: 503 } });
    expect(state).toMatchObject({ stopReason: 'notRetryable', retryCount: 0 });
    expect(lines).toEqual(['axios-backoff: handling a failure threw TypeError']);
  });

  it.each([undefined, null])('that an inner interceptor makes %p of stays that', async (nothing) => {
    for (const outcomes of [[404], [503, 404]]) {
      const { client } = clientWith(outcomes, {}, (instance) =>
        instance.interceptors.response.use(null, (error: AxiosError) =>
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as some do
          Promise.reject(error.response?.status === 503 ? error : nothing),
        ),
      );
      const call = watch(client.get('/x'));
      await jest.advanceTimersByTimeAsync(10_000);
      expect(call).toStrictEqual({ state: 'rejected', value: nothing });
    }
  });

  it.each<[string, (config: object) => Error, string]>([
    [
      'axios',
      () => new AxiosError('audit', 'ECONNRESET', { url: '/audit' } as never),
      'an error of another request',
    ],
    ['anything else', () => Object.assign(new Error('audit'), { config: {} }), 'not an axios error'],
  ])('of another request is called what it is (%s)', async (_name, make, failure) => {
    const onGiveUp = jest.fn();
    const { client } = clientWith([503, 200], { onGiveUp }, (instance) =>
      instance.interceptors.response.use(({ config }) => Promise.reject(make(config))),
    );
    await run(client.get('/x'));
    expect(onGiveUp.mock.calls).toMatchObject([[{ reason: 'notRetryable', failure }]]);
  });

  it('to send a request again from inside is no proof that nothing has arrived', async () => {
    // The inner call ends at once, and the outer one goes by the policy.
    const retryCondition = jest.fn().mockReturnValueOnce(false);
    const { client, sent } = clientWith([401, 'ECONNREFUSED'], { retryCondition }, (instance) =>
      instance.interceptors.response.use(null, (error: AxiosError) =>
        error.response?.status === 401 ? instance.request(error.config!) : Promise.reject(error),
      ),
    );
    const { state } = await run(client.post('/x'));
    expect(retryCondition).toHaveBeenCalledTimes(2);
    expect(sent).toHaveLength(2);
    expect(state?.stopReason).toBe('notIdempotent');
    expect(state?.attempts.at(-1)).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('to send a request again from inside is what it is otherwise', async () => {
    const { client, sent } = clientWith([401, 404], {}, (instance) =>
      instance.interceptors.response.use(null, (error: AxiosError) =>
        error.response?.status === 401 ? instance.request(error.config!) : Promise.reject(error),
      ),
    );
    expect((await run(client.get('/x'))).state?.stopReason).toBe('notRetryable');
    expect(sent).toHaveLength(2);
  });

  it('that was made from that of another request is called so, though it has the config of its own', async () => {
    const onGiveUp = jest.fn();
    const cause = new AxiosError('audit', 'ECONNRESET', { url: '/audit' } as never);
    const { client, sent } = clientWith([200], { onGiveUp }, (instance) =>
      instance.interceptors.response.use(({ config }) =>
        Promise.reject(Object.assign(new AxiosError('mine', 'ECONNRESET', config), { cause })),
      ),
    );
    await run(client.get('/x'));
    expect(sent).toHaveLength(1);
    expect(onGiveUp.mock.calls).toMatchObject([
      [{ reason: 'notRetryable', failure: 'an error of another request' }],
    ]);
  });

  it('by the limit of its call is a timeout, without a code', async () => {
    const onGiveUp = jest.fn();
    const client = axios.create({
      adapter: (config) => new Promise((_, reject) => void config.cancelToken?.promise.then(reject, reject)),
    });
    axiosRetry(client, { maxElapsedTime: 3000, onGiveUp });
    const { state } = await run(client.get('/x'));
    expect(onGiveUp.mock.calls).toMatchObject([[{ reason: 'maxElapsedTime', failure: 'timeout' }]]);
    expect(state?.attempts).toEqual([{ delay: 0, duration: 3000 }]);
  });
});

describe('validateResponse', () => {
  it('is not asked for an answer that has broken off', async () => {
    const validateResponse = jest.fn(() => true);
    const client = axios.create({
      adapter: (config) =>
        Promise.reject(
          new AxiosError('stream has been aborted', 'ERR_BAD_RESPONSE', config, {}, {
            status: 200,
            config,
          } as AxiosResponse),
        ),
    });
    axiosRetry(client, { retries: 0, validateResponse });
    await rejectionOf(client.get('/x'));
    expect(validateResponse).not.toHaveBeenCalled();
  });

  it.each<[string, boolean | undefined, number, boolean]>([
    ['accepts a failure', true, 404, true],
    ['refuses an answer', false, 200, false],
    ['leaves an answer to validateStatus', undefined, 200, true],
    ['leaves a failure to validateStatus', undefined, 404, false],
    ['refuses a failure', false, 404, false],
  ])('%s', async (_name, said, status, isGood) => {
    const { client } = clientWith([status], { retries: 0, validateResponse: () => said! });
    const { outcome } = await run(client.get('/x'));
    expect(outcome instanceof Error).toBe(!isGood);
    expect(outcome).toMatchObject(isGood ? { status } : { response: { status } });
  });

  it('that refuses an answer makes an error of axios, with all its members', async () => {
    const request = {};
    const client = axios.create({
      adapter: async (config) => ({ ...((await outcomeOf(config, 200)) as AxiosResponse), request }),
    });
    axiosRetry(client, { validateResponse: () => false });
    const error = await rejectionOf(client.get('/x'));
    expect(error).toBeInstanceOf(AxiosError);
    expect(error).toMatchObject({
      message: 'Request failed with status code 200',
      code: 'ERR_BAD_RESPONSE',
      config: { url: '/x' },
      response: { status: 200 },
    });
    expect(error.request).toBe(request);
  });

  describe('during which the call ends', () => {
    const ended = async (status: number, options: RetryOptions, end?: 'close' | 'abort') => {
      const controller = new AbortController();
      const made = streaming(status, { validateResponse: forever as never, ...options });
      const call = watch(made.client.get('/x', { signal: controller.signal, timeout: 5000 }));
      await jest.advanceTimersByTimeAsync(100);
      if (end === 'close') made.close();
      if (end === 'abort') controller.abort();
      await jest.advanceTimersByTimeAsync(100_000);
      return { ...call, state: call.state, isFreed: made.streams[0]?.destroyed };
    };

    it('because the installation closes: the caller gets the answer, unread', async () => {
      expect(await ended(200, {}, 'close')).toMatchObject({
        state: 'resolved',
        value: { status: 200 },
        isFreed: false,
      });
    });

    it('or the failure that it was asked of', async () => {
      const call = await ended(503, {}, 'close');
      expect(call).toMatchObject({ state: 'rejected', value: { response: { status: 503 } } });
      expect(getRetryState(call.value)?.stopReason).toBe('closed');
    });

    it('because it is cancelled: the answer is freed', async () => {
      const call = await ended(200, {}, 'abort');
      expect(call).toMatchObject({ state: 'rejected', value: { code: 'ERR_CANCELED' }, isFreed: true });
      expect(getRetryState(call.value)?.stopReason).toBe('cancelled');
    });

    it.each<[string, RetryOptions, string]>([
      ['maxElapsedTime', { maxElapsedTime: 3000 }, 'maxElapsedTime of 3000 ms exceeded'],
      ['timeout', { shouldResetTimeout: false }, 'timeout of 5000 ms exceeded'],
    ])(
      'because its time is over (%s): the answer is freed, and the error is a timeout',
      async (name, options, message) => {
        const call = await ended(200, options);
        expect(call).toMatchObject({
          state: 'rejected',
          value: { code: 'ECONNABORTED', message },
          isFreed: true,
        });
        expect(getRetryState(call.value)?.stopReason).toBe(name);
      },
    );

    it.each<[string, number, RetryOptions, 'abort' | undefined, boolean | undefined]>([
      ['an answer, cancelled', 200, {}, 'abort', undefined],
      ['an answer, its time over', 200, { maxElapsedTime: 3000 }, undefined, undefined],
      ['a failure, cancelled', 503, {}, 'abort', false],
      ['a failure, its time over', 503, { maxElapsedTime: 3000 }, undefined, false],
    ])(
      '%s: the attempt is recorded, and its guards hear of it',
      async (_name, status, options, end, isUp) => {
        const attemptEnded = jest.fn();
        const call = await ended(status, { pacer: retryGuard({ attemptEnded }), ...options }, end);
        expect(attemptEnded.mock.calls).toMatchObject([[{ isUp, isFirst: true }]]);
        expect(getRetryState(call.value)?.attempts).toMatchObject([{ duration: end ? 100 : 3000 }]);
      },
    );
  });
});
