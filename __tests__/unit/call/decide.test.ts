import { Readable } from 'node:stream';
import axios, { type AxiosError } from 'axios';
import { retryGuard, type RetryOptions } from '../../../lib';
import { clientWith, rejectionOf, run, type Outcome, type TestClient } from '../clients';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

describe('a call that ends while it is decided on', () => {
  /** A client, and a way to end its calls from inside. */
  const ending = (how: 'close' | 'abort', options: (end: () => void) => RetryOptions) => {
    const controller = new AbortController();
    const made: TestClient = clientWith(
      [503],
      options(() => {
        if (how === 'close') made.close();
        else controller.abort();
      }),
    );
    return { ...made, call: run(made.client.get('/x', { signal: controller.signal })) };
  };

  it.each([
    ['close', 'closed'],
    ['abort', 'cancelled'],
  ] as const)(
    'by retryDelay (%s) has that as its reason, and no fault of the plugin',
    async (how, reason) => {
      const { call, sent, lines } = ending(how, (end) => ({
        retryDelay: () => {
          end();
          return 10;
        },
      }));
      expect((await call).state).toMatchObject({ stopReason: reason, retryCount: 0 });
      expect(sent).toHaveLength(1);
      expect(lines.filter((line) => line.includes('threw'))).toEqual([]);
    },
  );

  it.each([
    ['close', 'closed'],
    ['abort', 'cancelled'],
  ] as const)('by retryCondition (%s) has that as its reason', async (how, reason) => {
    const { call, sent } = ending(how, (end) => ({
      retryCondition: () => {
        end();
        return new Promise<boolean>(() => undefined);
      },
    }));
    const { outcome, state } = await call;
    expect(state).toMatchObject({ stopReason: reason, retryCount: 0 });
    expect(axios.isCancel(outcome)).toBe(how === 'abort');
    expect(sent).toHaveLength(1);
  });

  it.each([0, 10])(
    'because its installation closes during the attempt, asks no hook (%i retries)',
    async (retries) => {
      const retryCondition = jest.fn(() => true);
      const made: TestClient = clientWith([503], { retryCondition, retries }, (client) =>
        client.interceptors.response.use(null, (error: AxiosError) => {
          made.close();
          return Promise.reject(error);
        }),
      );
      expect((await run(made.client.get('/x'))).state).toMatchObject({ stopReason: 'closed', retryCount: 0 });
      expect(retryCondition).not.toHaveBeenCalled();
    },
  );
});

describe('a body that can be sent only once', () => {
  const callWith = (outcome: Outcome, options: RetryOptions, method = 'PUT') => {
    const made = clientWith([outcome], { retries: 1, ...options });
    const data = Readable.from(['body']);
    // An adapter reads it.
    data.resume();
    return { ...made, call: run(made.client.request({ url: '/x', method, data })) };
  };

  it.each<[string, RetryOptions]>([
    ['by the built-in policy', {}],
    ['by retryCondition', { retryCondition: () => true }],
  ])('ends a call that would be retried %s', async (_name, options) => {
    const { call, sent } = callWith(503, options);
    expect((await call).state).toMatchObject({ stopReason: 'spentBody', retryCount: 0 });
    expect(sent).toHaveLength(1);
  });

  it('does not with renewData', async () => {
    const { call, sent } = callWith(503, { renewData: () => 'body' });
    expect((await call).state).toMatchObject({ stopReason: 'retries', retryCount: 1 });
    expect(sent).toHaveLength(2);
  });

  it('is not the reason where the call would not be retried anyway', async () => {
    expect((await callWith(404, {}).call).state?.stopReason).toBe('notRetryable');
    expect((await callWith(503, {}, 'POST').call).state?.stopReason).toBe('notIdempotent');
  });

  it('has no hint at an Idempotency-Key, which would not help', async () => {
    const hints = async (options: RetryOptions): Promise<number> => {
      const { call, lines } = callWith(503, options, 'POST');
      await call;
      return lines.filter((line) => line.includes('Idempotency-Key')).length;
    };
    expect(await hints({})).toBe(0);
    expect(await hints({ renewData: () => 'body' })).toBe(1);
  });
});

describe('a POST that may come back only after longer than maxRetryAfter', () => {
  it.each([
    [20, 1],
    [21, 0],
  ])('has no hint at an Idempotency-Key, which would not help either (%i s)', async (seconds, hints) => {
    const { client, lines } = clientWith([503], { maxRetryAfter: 20_000 }, (instance) =>
      instance.interceptors.response.use(null, (error: AxiosError) => {
        error.response!.headers = { 'retry-after': String(seconds) };
        return Promise.reject(error);
      }),
    );
    expect((await run(client.post('/x'))).state?.stopReason).toBe('notIdempotent');
    expect(lines).toHaveLength(hints);
  });
});

describe('a guard', () => {
  const refusing = (stages: string[]) =>
    retryGuard({
      allows: (_retry, stage) => {
        stages.push(stage);
        return false;
      },
    });

  it('that refuses before the wait ends the call; without a guard the call is retried', async () => {
    const stages: string[] = [];
    const refused = await run(clientWith([503], { budget: refusing(stages) }).client.get('/x'));
    expect(refused.state).toMatchObject({ stopReason: 'budget', retryCount: 0, elapsed: 0 });
    expect(stages).toEqual(['wait']);
    const { state } = await run(clientWith([503], { retries: 1 }).client.get('/x'));
    expect(state).toMatchObject({ stopReason: 'retries', retryCount: 1 });
  });

  it.each([
    ['closed', undefined],
    ['maxElapsedTime', 900],
  ])(
    'during whose answer the call ends is told that there is no retry: %s',
    async (reason, maxElapsedTime) => {
      const retryDropped = jest.fn();
      const allows = async (): Promise<boolean> => {
        await new Promise((resolve) => setTimeout(resolve, 500));
        if (reason === 'closed') made.close();
        return true;
      };
      const made: TestClient = clientWith([503], {
        budget: retryGuard({ allows, retryDropped }),
        retryDelay: 500,
        ...(maxElapsedTime && { maxElapsedTime }),
      });
      const { state } = await run(made.client.get('/x'));
      expect(state).toMatchObject({ stopReason: reason, retryCount: 0, elapsed: 500 });
      expect(retryDropped).toHaveBeenCalledTimes(1);
    },
  );
});

describe('retryCondition', () => {
  it.each<[unknown, string | undefined, number]>([
    [true, 'retries', 2],
    [1, 'retries', 2],
    [false, 'retryCondition', 1],
    [null, 'retryCondition', 1],
    [0, 'retryCondition', 1],
    [undefined, 'notRetryable', 1],
  ])('that says %p of a 404', async (said, stopReason, count) => {
    const { client, sent } = clientWith([404], { retries: 1, retryCondition: () => said as boolean });
    expect((await run(client.get('/x'))).state).toMatchObject({ stopReason });
    expect(sent).toHaveLength(count);
  });

  it('is not asked for a call that was cancelled, nor when no retry is left', async () => {
    const retryCondition = jest.fn(() => true);
    const { client } = clientWith([503], { retries: 0, retryCondition });
    expect((await run(client.get('/x'))).state).toMatchObject({ stopReason: 'retries' });
    const error = await rejectionOf(client.get('/x', { signal: AbortSignal.abort() }));
    expect(axios.isCancel(error)).toBe(true);
    expect(retryCondition).not.toHaveBeenCalled();
  });
});

describe('a cancellation in an inner interceptor', () => {
  /** The interceptor answers the second attempt with it; says how often the condition was asked, and the reason. */
  const timesAsked = async (make: (config: object) => Error): Promise<[number, unknown]> => {
    const retryCondition = jest.fn(() => undefined);
    const reasons: unknown[] = [];
    const onGiveUp: RetryOptions['onGiveUp'] = ({ reason }) => void reasons.push(reason);
    const { client } = clientWith([503, 200], { retryCondition, onGiveUp }, (instance) =>
      instance.interceptors.response.use((response) => Promise.reject(make(response.config))),
    );
    await run(client.get('/x'));
    return [retryCondition.mock.calls.length, reasons[0]];
  };

  it('of the request itself, or of none that is named, ends the call unasked', async () => {
    expect(await timesAsked((config) => Object.assign(new axios.CanceledError(), { config }))).toEqual([
      1,
      'cancelled',
    ]);
    expect(await timesAsked(() => new axios.CanceledError())).toEqual([1, 'cancelled']);
  });

  it('of another request is an error like any other', async () => {
    expect(
      await timesAsked(() => Object.assign(new axios.CanceledError(), { config: { url: '/audit' } })),
    ).toEqual([2, 'notRetryable']);
  });
});

describe('what the server asked for', () => {
  it('is named in the line and in the event, where it asked', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
    const askedBy: unknown[] = [];
    const lines: string[] = [];
    const log: RetryOptions['log'] = (line, event) => {
      lines.push(line);
      if (event.type === 'retry') askedBy.push(event.askedBy);
    };
    const { client } = clientWith([503, 503, 200], { log }, (instance) => {
      let isFirst = true;
      instance.interceptors.response.use(null, (error: AxiosError) => {
        if (isFirst && error.response) error.response.headers = { 'retry-after': '20' };
        isFirst = false;
        return Promise.reject(error);
      });
    });
    await run(client.get('/x'));
    expect(lines.slice(0, 2).map((line) => line.includes('Retry-After'))).toEqual([true, false]);
    expect(askedBy).toEqual(['Retry-After', undefined]);
  });
});
