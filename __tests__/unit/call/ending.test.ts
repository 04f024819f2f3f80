import { PassThrough } from 'node:stream';
import axios, { AxiosError, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { axiosRetry, getRetryState, type RetryOptions } from '../../../lib';
import { clientWith, outcomeOf, rejectionOf, run, type Outcome } from '../clients';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

describe('a call that succeeds', () => {
  it.each<[string, RetryOptions]>([
    ['maxElapsedTime', { maxElapsedTime: 60_000 }],
    ['a timeout for the whole call', { shouldResetTimeout: false }],
  ])('leaves nothing of %s in its config', async (_name, options) => {
    for (const outcomes of [[200], [503, 200]]) {
      const { client } = clientWith(outcomes, options);
      const { outcome } = await run(client.get('/x', { timeout: 9000 }));
      const { config } = outcome as AxiosResponse;
      expect(config.timeout).toBe(9000);
      expect(config.cancelToken).toBeUndefined();
    }
  });

  it('may have its answer unwrapped by an inner interceptor of a retry', async () => {
    const { client } = clientWith([503, 200], { maxElapsedTime: 60_000 }, (instance) =>
      instance.interceptors.response.use((response) => response.data as never),
    );
    expect((await run(client.get('/x'))).outcome).toEqual({ n: 1 });
  });

  it('has a record of what was sent again from inside as well', async () => {
    const { client } = clientWith([401, 200], {}, (instance) =>
      instance.interceptors.response.use(null, async (error: AxiosError) => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        return instance.request(error.config!);
      }),
    );
    const { adapter } = client.defaults;
    client.defaults.adapter = async (config) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return (adapter as (config: InternalAxiosRequestConfig) => Promise<AxiosResponse>)(config);
    };
    expect((await run(client.get('/x'))).state?.attempts).toEqual([
      { status: 200, delay: 0, duration: 50 },
      { status: 200, delay: 0, duration: 400 },
    ]);
  });
});

describe('the stream of the last failure', () => {
  const streamOf = async (options: RetryOptions) => {
    const data = new PassThrough();
    const client = axios.create({
      responseType: 'stream',
      adapter: (config) =>
        outcomeOf(config, 503).catch((error: unknown) => {
          Object.assign((error as AxiosError).response!, { data });
          throw error;
        }),
    });
    axiosRetry(client, { log: false, retries: 0, ...options });
    await run(client.get('/x'));
    return data;
  };

  it('is for the caller who gets its error', async () => {
    expect((await streamOf({})).destroyed).toBe(false);
  });

  it('is freed where the caller gets another one', async () => {
    const onMaxRetryTimesExceeded = (): never => {
      throw new Error('mine');
    };
    expect((await streamOf({ onMaxRetryTimesExceeded })).destroyed).toBe(true);
  });
});

describe('a call that its caller has cancelled', () => {
  it('in an attempt rejects with the error of that', async () => {
    const controller = new AbortController();
    const canceled = new axios.CanceledError();
    const { client } = clientWith([200], {}, (instance) =>
      instance.interceptors.response.use((response) => {
        controller.abort();
        return Promise.reject(Object.assign(canceled, { config: response.config }));
      }),
    );
    expect((await run(client.get('/x', { signal: controller.signal }))).outcome).toBe(canceled);
  });

  it('just after its time was over rejects as cancelled, and not with what has cut the attempt', async () => {
    const controller = new AbortController();
    const client = axios.create({
      adapter: (config) => new Promise((_, reject) => void config.cancelToken?.promise.then(reject, reject)),
    });
    client.interceptors.response.use(null, (error: AxiosError) => {
      controller.abort();
      return Promise.reject(error);
    });
    axiosRetry(client, { maxElapsedTime: 500 });
    const { outcome, state } = await run(client.get('/x', { signal: controller.signal }));
    expect(outcome).toBeInstanceOf(axios.CanceledError);
    expect(state?.stopReason).toBe('cancelled');
  });
});

describe('a call that is closed while it sleeps, and has kept no error', () => {
  const closed = async (outcome: Outcome, change: (error: AxiosError) => void = () => undefined) => {
    const { client, close } = clientWith([outcome], {}, (instance) =>
      instance.interceptors.response.use(null, (error: AxiosError) => {
        change(error);
        return Promise.reject(error);
      }),
    );
    const call = rejectionOf(client.get('/x'));
    await jest.advanceTimersByTimeAsync(100);
    close();
    return call;
  };

  it.each([
    [500, 'ERR_BAD_RESPONSE'],
    [503, 'ERR_BAD_RESPONSE'],
  ])('has an error like the last one made for it: a %i', async (status, code) => {
    const error = await closed(status, ({ response }) => {
      response!.statusText = 'in words';
    });
    expect(error).toBeInstanceOf(AxiosError);
    expect(error).toMatchObject({ message: `Request failed with status code ${status}`, code });
    expect(error.response).toEqual({
      status,
      statusText: 'in words',
      headers: {},
      config: error.config,
      data: undefined,
    });
    expect(error.config?.url).toBe('/x');
    expect(getRetryState(error)).toMatchObject({ stopReason: 'closed', retryCount: 0 });
  });

  it('a refusal of the client', async () => {
    expect(await closed(429)).toMatchObject({ code: 'ERR_BAD_REQUEST', response: { status: 429 } });
  });

  it('a lost connection, which has no response', async () => {
    const error = await closed('ECONNRESET');
    expect(error).toMatchObject({ message: 'no answer', code: 'ECONNRESET' });
    expect(error.response).toBeUndefined();
  });

  it.each(['', 5])('one whose message was %p', async (message) => {
    const error = await closed(503, (failure) => Object.assign(failure, { message }));
    expect(error.message).toBe('The call was ended');
  });
});

describe('an attempt that the limit of its call cuts', () => {
  /** A client whose adapter hangs until it is cut, and then rejects with this. */
  const cut = async (
    options: RetryOptions & { readonly before?: Outcome },
    inner: (error: AxiosError) => unknown = (error) => error,
  ) => {
    const request = {};
    let attempts = 0;
    const { before, ...others } = options;
    const client = axios.create({
      adapter: (config) =>
        before && attempts++ === 0
          ? outcomeOf(config, before)
          : new Promise((_, reject) => {
              void config.cancelToken?.promise.then((reason) => {
                reject(Object.assign(new axios.CanceledError(String(reason.message)), { config, request }));
              });
            }),
    });
    client.interceptors.response.use(null, (error: AxiosError) =>
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what the test wants
      Promise.reject(inner(error)),
    );
    axiosRetry(client, { log: false, retryDelay: 100, maxElapsedTime: 5000, ...others });
    const { outcome } = await run(client.post('/x'));
    return { error: outcome as AxiosError, request };
  };

  it('ends with a timeout that has its request, and no cause if it is the first', async () => {
    const { error, request } = await cut({});
    expect(error).toMatchObject({ code: 'ECONNABORTED', message: 'maxElapsedTime of 5000 ms exceeded' });
    expect(error.request).toBe(request);
    expect('cause' in error).toBe(false);
  });

  it('has the error before it as a cause like any other', async () => {
    const { error } = await cut({ before: 'ECONNREFUSED', retryCondition: () => true });
    expect(Object.getOwnPropertyDescriptor(error, 'cause')).toEqual({
      value: expect.objectContaining({ code: 'ECONNREFUSED' }) as unknown,
      writable: true,
      configurable: true,
      enumerable: false,
    });
  });

  it('ends with what an inner interceptor makes of it', async () => {
    const own = new Error('mine');
    expect((await cut({}, (cause) => Object.assign(own, { cause }))).error).toBe(own);
  });
});
