import axios, { AxiosError, type AxiosInstance, type InternalAxiosRequestConfig } from 'axios';
import {
  axiosRetry,
  decorrelatedJitter,
  exponentialBackoff,
  getRetryState,
  noJitter,
  originOf,
  retryBudget,
  retryGuard,
  retryPacer,
  type EndedAttempt,
  type GuardRules,
  type PendingRetry,
  type RetryOptions,
  type RetryState,
} from '../../../lib';

type Outcome = number | 'reset' | 'bad';

const outcomeOf = (config: InternalAxiosRequestConfig, outcome: Outcome, headers = {}): Promise<never> => {
  if (outcome === 'reset') return Promise.reject(new AxiosError('reset', 'ECONNRESET', config));
  if (outcome === 'bad') return Promise.reject(new AxiosError('bad', 'ERR_BAD_OPTION', config));
  const response = { status: outcome, statusText: '', data: '', headers, config };
  return outcome < 300
    ? Promise.resolve(response as never)
    : Promise.reject(
        new AxiosError(
          `Request failed with status code ${outcome}`,
          'ERR_BAD',
          config,
          null,
          response as never,
        ),
      );
};

const lines: string[] = [];

/** The plugin with waits of a second before a server in memory that answers with each outcome in turn. */
function clientWith(
  outcomes: Outcome[],
  options: RetryOptions,
  headers = {},
): { client: AxiosInstance; sent: number[] } {
  const sent: number[] = [];
  const begun = performance.now();
  const client = axios.create({
    baseURL: 'https://api.example.com',
    adapter: (config) => {
      const outcome = outcomes[Math.min(sent.length, outcomes.length - 1)]!;
      sent.push(performance.now() - begun);
      return outcomeOf(config, outcome, headers);
    },
  });
  axiosRetry(client, { retryDelay: 1000, log: (message) => lines.push(message), ...options });
  return { client, sent };
}

/** Lets a call run to its end, however long that takes, and says how it ended. */
async function run(call: Promise<unknown>): Promise<{ state: RetryState; outcome: unknown }> {
  const ended = call.catch((error: unknown) => error);
  await jest.advanceTimersByTimeAsync(1_000_000);
  const outcome = await ended;
  return { state: getRetryState(outcome)!, outcome };
}

beforeEach(() => {
  jest.useFakeTimers();
  lines.length = 0;
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

describe('attemptEnded', () => {
  const ended: EndedAttempt[] = [];
  const watcher = retryGuard({ attemptEnded: (attempt) => void ended.push(attempt) });

  beforeEach(() => {
    ended.length = 0;
  });

  it.each([
    [200, true],
    [404, true],
    [503, false],
    ['reset', false],
    ['bad', undefined],
  ] as const)('is told what %s says of the server: %s', async (outcome, isUp) => {
    const { client } = clientWith([outcome], { budget: watcher, retries: 0 });
    await run(client.get('/x'));
    expect(ended).toEqual([expect.objectContaining({ isFirst: true, isUp })]);
  });

  it('is told of every attempt, and which was the first of its call', async () => {
    const { client } = clientWith([503, 'reset', 200], { pacer: watcher });
    await run(client.get('/x'));
    expect(ended.map(({ isFirst, isUp }) => [isFirst, isUp])).toEqual([
      [true, false],
      [false, false],
      [false, true],
    ]);
    expect(ended.every(({ config }) => config.url === '/x' && config.baseURL)).toBe(true);
  });

  it('is told of calls that come back at once as calls of their own', async () => {
    const { client } = clientWith([503, 503, 200], { budget: watcher, retryDelay: 0 });
    await run(client.get('/x'));
    await run(client.get('/x'));
    expect(ended.map(({ isFirst }) => isFirst)).toEqual([true, false, false, true]);
  });

  it('is told what the server asked for', async () => {
    const { client } = clientWith([503, 200], { budget: watcher }, { 'retry-after': '3' });
    await run(client.get('/x'));
    expect(ended.map(({ retryAfter }) => retryAfter)).toEqual([3000, undefined]);
  });

  it('is told once of the failure of a request that was sent again from inside', async () => {
    let sent = 0;
    const client = axios.create({ adapter: (config) => outcomeOf(config, sent++ ? 503 : 401) });
    client.interceptors.response.use(undefined, (error: AxiosError) =>
      error.response?.status === 401 ? client.request(error.config!) : Promise.reject(error),
    );
    axiosRetry(client, { budget: watcher, retries: 1, retryCondition: () => false, log: false });
    await run(client.get('/x'));
    expect(ended.filter(({ isUp }) => isUp === false)).toHaveLength(1);
  });

  it('is told the status of an answer, and of nothing else', async () => {
    const { client } = clientWith([429, 'reset', 200], { budget: watcher });
    await run(client.get('/x'));
    expect(ended.map(({ status }) => status)).toEqual([429, undefined, undefined]);
  });

  it('is told nothing of the server by a call that was cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    const { client } = clientWith([200], { budget: watcher });
    await run(client.get('/x', { signal: controller.signal }));
    expect(ended.map(({ isUp }) => isUp)).toEqual([undefined]);
  });

  it('is told of a first success with the whole config, as of a failure', async () => {
    const { client } = clientWith([200, 503, 200], { budget: watcher });
    const config = { allowAbsoluteUrls: false, timeout: 99, tenant: 7 };
    await run(client.get('https://elsewhere.example/x', config));
    await run(client.get('https://elsewhere.example/x', config));
    expect(ended.map(({ config }) => [originOf(config), config.timeout])).toEqual(
      Array(3).fill(['https://api.example.com', 99]),
    );
    expect(ended.every(({ config }) => 'tenant' in config)).toBe(true);
  });

  it('may reject, in spite of its type, without any effect but a warning', async () => {
    const attemptEnded: () => unknown = () => Promise.reject(new Error('redis is down'));
    const budget = retryGuard({ attemptEnded });
    const { client } = clientWith([200], { budget });
    await run(client.get('/x'));
    expect(lines).toEqual(['axios-backoff: budget threw Error']);
  });

  it('may throw without any effect but a warning', async () => {
    const budget = retryGuard({
      attemptEnded: () => {
        throw new Error('full');
      },
    });
    const { client, sent } = clientWith([503, 200], { budget });
    expect((await run(client.get('/x'))).state).toMatchObject({ retryCount: 1 });
    expect(sent).toEqual([0, 1000]);
    expect(lines).toContain('axios-backoff: budget threw Error');
  });
});

describe('allows', () => {
  it('is not asked to send for a call that was cancelled: a budget loses nothing by it', async () => {
    const budget = retryBudget({ ratio: 0, minPerSecond: 1, window: 5000 });
    const { client, sent } = clientWith([503], { budget, retryDelay: 10_000 });
    const controller = new AbortController();
    const calls = Array.from({ length: 5 }, () =>
      client.get('/x', { signal: controller.signal }).catch((error: unknown) => error),
    );
    await jest.advanceTimersByTimeAsync(9000);
    controller.abort();
    await Promise.all(calls);
    expect(sent).toHaveLength(5);
    const { state } = await run(client.get('/x', { 'axios-retry': { retryDelay: 10, retries: 1 } }));
    expect(state.stopReason).toBe('retries');
  });

  it('is not asked to send for a call whose time is up', async () => {
    const stages: string[] = [];
    const budget = retryGuard({
      allows: (_retry, stage) => {
        stages.push(stage);
        return stage === 'wait';
      },
    });
    const { client } = clientWith([503], {
      budget,
      maxElapsedTime: 1500,
      onRetry: () => new Promise((resolve) => setTimeout(resolve, 2000)),
    });
    expect((await run(client.get('/x'))).state.stopReason).toBe('maxElapsedTime');
    expect(stages).toEqual(['wait']);
  });

  it('ends a call at once, with its HTTP error, its reason and one line, when it says no before the wait', async () => {
    const asked: [PendingRetry, string][] = [];
    const budget = retryGuard({
      allows: (retry, stage) => {
        asked.push([retry, stage]);
        return false;
      },
    });
    const onGiveUp = jest.fn();
    const onRetry = jest.fn();
    const { client, sent } = clientWith([503], { budget, onGiveUp, onRetry });
    const call = client.get('/x').catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(0);
    const error = await call;
    expect(error).toMatchObject({ response: { status: 503 } });
    expect(getRetryState(error)).toMatchObject({
      stopReason: 'budget',
      retryCount: 0,
      skipped: 0,
      elapsed: 0,
    });
    expect(sent).toEqual([0]);
    expect(asked).toEqual([[expect.objectContaining({ retryCount: 1, delay: 1000, elapsed: 0 }), 'wait']]);
    expect(lines).toEqual([
      'GET https://api.example.com/x failed: 503. Gave up after 0 retries and 0 ms (budget).',
    ]);
    expect(onGiveUp).toHaveBeenCalledTimes(1);
    expect(onRetry).not.toHaveBeenCalled();
  });

  it('ends a call when it says no as the retry is due, and then the retry does not count', async () => {
    const stages: string[] = [];
    const pacer = retryGuard({
      allows: (_retry, stage) => {
        stages.push(stage);
        return stage === 'wait' || stages.length < 4;
      },
    });
    const { client, sent } = clientWith([503], { pacer });
    const { state, outcome } = await run(client.get('/x'));
    expect(stages).toEqual(['wait', 'send', 'wait', 'send']);
    expect(sent).toEqual([0, 1000]);
    expect(state).toMatchObject({ stopReason: 'pacer', retryCount: 1, elapsed: 2000 });
    expect(outcome).toMatchObject({ response: { status: 503 } });
  });

  it('may take its time', async () => {
    const budget = retryGuard({
      allows: async (_retry, stage) => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        return stage === 'wait';
      },
    });
    const { client, sent } = clientWith([503], { budget });
    expect((await run(client.get('/x'))).state).toMatchObject({ stopReason: 'budget', elapsed: 1200 });
    expect(sent).toEqual([0]);
  });

  it.each([
    ['throws', (): never => { throw new TypeError('no'); }], // prettier-ignore
    ['rejects', () => Promise.reject(new TypeError('no'))],
  ])('lets the retry go when it %s, and warns', async (_how, allows) => {
    const { client, sent } = clientWith([503, 200], { budget: retryGuard({ allows }) });
    expect((await run(client.get('/x'))).state).toMatchObject({ retryCount: 1 });
    expect(sent).toEqual([0, 1000]);
    expect(lines.filter((line) => line === 'axios-backoff: budget threw TypeError')).toHaveLength(2);
  });

  it('does not hold a call that is cancelled while it takes its time', async () => {
    const controller = new AbortController();
    const budget = retryGuard({ allows: () => new Promise<never>(() => undefined) });
    const { client } = clientWith([503], { budget });
    const call = client.get('/x', { signal: controller.signal }).catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(10);
    controller.abort();
    expect(axios.isCancel(await call)).toBe(true);
  });

  it.each(['wait', 'send'])('ends a call once when both guards say no (%s)', async (no) => {
    const allows: GuardRules['allows'] = (_retry, stage) => stage !== no;
    const onGiveUp = jest.fn();
    const { client } = clientWith([503], {
      budget: retryGuard({ allows }),
      pacer: retryGuard({ allows }),
      onGiveUp,
    });
    expect((await run(client.get('/x'))).state).toMatchObject({ stopReason: 'budget', retryCount: 0 });
    expect(onGiveUp).toHaveBeenCalledTimes(1);
  });
});

describe('wait', () => {
  it('may let a retry go early, and the record has the time that was waited', async () => {
    const pacer = retryGuard({
      wait: (_retry, wake) => {
        const timer = setTimeout(wake, 300, true);
        return () => {
          clearTimeout(timer);
        };
      },
    });
    const { client, sent } = clientWith([503, 200], { pacer });
    const { state } = await run(client.get('/x'));
    expect(sent).toEqual([0, 300]);
    expect(state).toMatchObject({ retryCount: 1, skipped: 0 });
    expect(state.attempts.map(({ delay }) => delay)).toEqual([0, 300]);
  });

  /** Holds back so many retries as they fall due, and lets the others go. */
  const holding = (count: number, ended: EndedAttempt[] = []): GuardRules => {
    let held = 0;
    return {
      attemptEnded: (attempt) => void ended.push(attempt),
      wait: (retry, wake) => {
        const timer = setTimeout(() => {
          wake(held++ >= count);
        }, retry.delay);
        return () => {
          clearTimeout(timer);
        };
      },
    };
  };

  it('may hold retries back: they count, are not sent, and the waits go on growing', async () => {
    const retryCondition = jest.fn(() => true);
    const onRetry = jest.fn();
    const { client, sent } = clientWith([503, 200], {
      pacer: retryGuard(holding(2)),
      retryDelay: (retryCount) => 1000 * 2 ** (retryCount - 1),
      retryCondition,
      onRetry,
    });
    const { state } = await run(client.get('/x'));
    expect(sent).toEqual([0, 7000]);
    expect(state).toMatchObject({ retryCount: 3, skipped: 2, stopReason: undefined });
    expect(state.attempts.map(({ delay }) => delay)).toEqual([0, 7000]);
    expect(lines.map((line) => line.replace('GET https://api.example.com/x failed: ', ''))).toEqual([
      '503. Retry 1 of 10 in 1 s, 0 ms elapsed.',
      'GET https://api.example.com/x recovered after 3 retries (2 held back), 7 s elapsed.',
      'The pacer held back 2 retries to https://api.example.com within 6 s.',
    ]);
    expect(retryCondition).toHaveBeenCalledTimes(1);
    expect(onRetry.mock.calls.map(([retryCount]: unknown[]) => retryCount)).toEqual([1, 2, 3]);
  });

  it('makes a call give up when it would have, with its last HTTP error', async () => {
    const { client, sent } = clientWith([503], { pacer: retryGuard(holding(Infinity)), retries: 3 });
    const onGiveUp = jest.fn();
    const { state, outcome } = await run(client.get('/x', { 'axios-retry': { onGiveUp } }));
    expect(sent).toEqual([0]);
    expect(state).toMatchObject({ stopReason: 'retries', retryCount: 3, skipped: 3, elapsed: 3000 });
    expect(outcome).toMatchObject({ response: { status: 503 } });
    expect(onGiveUp).toHaveBeenCalledTimes(1);
  });

  it('knows how much time the call has left, and when it has none for being held back', async () => {
    let retry: PendingRetry | undefined;
    const pacer = retryGuard({
      wait: (pending, wake) => {
        retry = pending;
        const timer = setTimeout(wake, pending.delay, true);
        return () => {
          clearTimeout(timer);
        };
      },
    });
    const { client } = clientWith([503, 200], { pacer, retryDelay: 4000, maxElapsedTime: 4500 });
    const call = client.get('/x');
    await jest.advanceTimersByTimeAsync(0);
    expect(retry).toMatchObject({ isLast: false, lastDuration: 0, timeLeft: 4500, maxRetryAfter: 300_000 });
    await jest.advanceTimersByTimeAsync(4000);
    expect(retry).toMatchObject({ isLast: false, timeLeft: 500 });
    await jest.advanceTimersByTimeAsync(500);
    expect(retry).toMatchObject({ isLast: true, timeLeft: 0 });
    await call;
  });

  it('leaves maxElapsedTime in force for retries that were held back', async () => {
    const { client, sent } = clientWith([503], {
      pacer: retryGuard(holding(Infinity)),
      maxElapsedTime: 2500,
    });
    const { state } = await run(client.get('/x'));
    expect(sent).toEqual([0]);
    expect(state).toMatchObject({ stopReason: 'maxElapsedTime', elapsed: 2000, skipped: 2 });
  });

  describe('holds back a retry', () => {
    /** The delays of all retries, of which only those are sent whose number is in `sent`. */
    async function delaysOf(
      outcomes: Outcome[],
      sent: readonly number[],
      options: RetryOptions = {},
      retryAfter = '1',
    ): Promise<number[]> {
      const delays: number[] = [];
      const pacer = retryGuard({
        wait: ({ delay, retryCount }, wake) => {
          delays.push(delay);
          const timer = setTimeout(wake, delay, sent.includes(retryCount));
          return () => {
            clearTimeout(timer);
          };
        },
      });
      const retryDelay = exponentialBackoff({ jitter: noJitter, random: () => 0 });
      const { client } = clientWith(
        outcomes,
        { pacer, retries: 5, retryDelay, ...options },
        { 'retry-after': retryAfter },
      );
      jest.spyOn(Math, 'random').mockReturnValue(0.5);
      await run(client.get('/x'));
      return delays;
    }

    it('whose server has named a time: the waits after it are twice as long at most, and extended at random', async () => {
      // The backoff would take 2, 4, 8 and 16 s.
      expect(await delaysOf([503], [])).toEqual([1000, 2000, 2100, 2100, 2100]);
    });

    it('whose latest attempt failed without such a time: the backoff is not limited', async () => {
      expect(await delaysOf([503, 'reset'], [3])).toEqual([1000, 2000, 2100, 8000, 16_000]);
    });

    it('that met a limit, which may be over by then: the backoff is not limited', async () => {
      expect(await delaysOf([429], [])).toEqual([1000, 2000, 4000, 8000, 16_000]);
    });

    it('whose server has named a date that is over: the backoff is not limited', async () => {
      expect(await delaysOf([503], [], {}, '0')).toEqual([0, 2000, 4000, 8000, 16_000]);
    });

    it('only if the call has time for the limited wait, and not for the whole backoff', async () => {
      expect(await delaysOf([503], [], { maxElapsedTime: 10_000 })).toEqual([1000, 2000, 2100, 2100, 2100]);
    });

    it('and the limited wait is the previous one of the next', async () => {
      const jitter = decorrelatedJitter;
      const retryDelay = exponentialBackoff({ jitter, random: () => 0.999 });
      // The second retry is sent, and fails without a time: up to three times the wait before.
      const [, second, third] = await delaysOf([503, 'reset'], [2], { retryDelay });
      expect(second).toBe(2100);
      expect(Number(third)).toBeLessThanOrEqual(3 * 2100);
    });

    it('with a fixed wait, which stays as it is', async () => {
      expect(await delaysOf([503], [], { retryDelay: 5000 })).toEqual([5000, 5000, 5000, 5000, 5000]);
    });
  });

  describe('lets go early', () => {
    /** Holds back and lets go early by turns, after 100 ms. */
    const byTurns = (): { pacer: ReturnType<typeof retryGuard>; asked: PendingRetry[] } => {
      const asked: PendingRetry[] = [];
      const pacer = retryGuard({
        wait: (retry, wake) => {
          asked.push(retry);
          const timer = setTimeout(() => {
            wake(asked.length % 2 === 0);
          }, 100);
          return () => {
            clearTimeout(timer);
          };
        },
      });
      return { pacer, asked };
    };

    it('a retry that is refused: it takes the place of one that was held back, and waits out its time', async () => {
      const { pacer, asked } = byTurns();
      const retryDelay = jest.fn((retryCount: number) => 1000 * retryCount);
      const { client, sent } = clientWith([503, 503, 200], { pacer, retries: 4, retryDelay });
      const { state } = await run(client.get('/x'));
      // The first is held back, the second refused, and waits on: 2 s after it began.
      expect(asked.slice(0, 3).map((retry) => [retry.retryCount, retry.skipped, retry.delay])).toEqual([
        [1, 0, 1000],
        [2, 1, 2000],
        [2, 0, 1900],
      ]);
      expect(retryDelay.mock.calls.map(([retryCount]) => retryCount)).toEqual([1, 2, 3]);
      expect(sent).toHaveLength(3);
      expect(state).toMatchObject({ stopReason: undefined });
    });

    it('no more retries than there are, also its last, which then goes at its own time', async () => {
      const { pacer, asked } = byTurns();
      const { client, sent } = clientWith([503], { pacer, retries: 2 });
      const { state } = await run(client.get('/x'));
      expect(state).toMatchObject({ stopReason: 'retries', retryCount: 2 });
      expect(state.retryCount - state.skipped).toBe(sent.length - 1);
      expect(sent.length).toBeLessThanOrEqual(3);
      expect(asked.filter(({ isLast }) => isLast).length).toBeGreaterThan(1);
    });

    it('and none for free, if no retry of the call was held back', async () => {
      const pacer = retryGuard({
        wait: (_retry, wake) => {
          wake(true);
          return () => undefined;
        },
      });
      const { client, sent } = clientWith([503], { pacer, retries: 3 });
      const { state } = await run(client.get('/x'));
      expect(state).toMatchObject({ retryCount: 3, skipped: 0 });
      expect(sent).toHaveLength(4);
    });

    it('what the server asks for then holds, and the rest of the wait does not', async () => {
      const { pacer, asked } = byTurns();
      const retryDelay = exponentialBackoff({ jitter: noJitter, random: () => 0 });
      const { client } = clientWith([503, 503, 200], { pacer, retryDelay }, { 'retry-after': '7' });
      await run(client.get('/x'));
      expect(asked.slice(0, 3).map(({ delay }) => delay)).toEqual([7000, 2000, 7000]);
    });

    it('without making the rest of a wait the previous delay', async () => {
      const { pacer } = byTurns();
      const previous: number[] = [];
      const retryDelay = (retryCount: number, _error: unknown, previousDelay: number): number => {
        previous.push(previousDelay);
        return 1000 * retryCount;
      };
      const { client } = clientWith([503], { pacer, retries: 4, retryDelay });
      await run(client.get('/x'));
      expect(previous).toEqual([0, 1000, 2000, 3000]);
    });
  });

  it('can not hold a call beyond maxElapsedTime', async () => {
    const stop = jest.fn();
    const { client, sent } = clientWith([503], {
      pacer: retryGuard({ wait: () => stop }),
      maxElapsedTime: 2500,
    });
    const { state, outcome } = await run(client.get('/x'));
    expect(sent).toEqual([0]);
    expect(state).toMatchObject({ stopReason: 'maxElapsedTime', elapsed: 2500, retryCount: 0 });
    expect(outcome).toMatchObject({ response: { status: 503 } });
    expect(stop).toHaveBeenCalledTimes(1);
  });

  it('does not wait for what the server asked for a second time after a retry was held back', async () => {
    const { client, sent } = clientWith(
      [503, 200],
      { pacer: retryGuard(holding(1)), retryDelay: 20_000 },
      { 'retry-after': '20' },
    );
    jest.spyOn(Math, 'random').mockReturnValue(0);
    await run(client.get('/x'));
    expect(sent).toEqual([0, 40_000]);
  });

  it('is ended by a cancellation, and the retry that was not let go has no outcome', async () => {
    const controller = new AbortController();
    const ended: EndedAttempt[] = [];
    const { client } = clientWith([503], { pacer: retryGuard(holding(0, ended)) });
    const call = client.get('/x', { signal: controller.signal }).catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(500);
    controller.abort();
    expect(axios.isCancel(await call)).toBe(true);
    expect(ended.map(({ isFirst }) => isFirst)).toEqual([true]);
  });

  it('is told when a retry that it let go was not sent after all', async () => {
    const ended: EndedAttempt[] = [];
    const { client } = clientWith([503], {
      pacer: retryGuard(holding(0, ended)),
      renewData: () => {
        throw new Error('no body');
      },
    });
    expect((await run(client.get('/x'))).state.stopReason).toBe('renewData');
    expect(ended).toEqual([
      expect.objectContaining({ isFirst: true, isUp: false }),
      expect.objectContaining({ isFirst: false, isUp: undefined, retry: expect.anything() as unknown }),
    ]);
  });

  it('gets the retry that it let go back with its outcome', async () => {
    const ended: EndedAttempt[] = [];
    const rules = holding(0, ended);
    const retries: PendingRetry[] = [];
    const { client } = clientWith([503, 503, 200], {
      budget: retryGuard({}),
      pacer: retryGuard({
        ...rules,
        wait: (retry, wake) => {
          retries.push(retry);
          return rules.wait!(retry, wake);
        },
      }),
    });
    await run(client.get('/x'));
    expect(ended.map(({ retry }) => retry)).toEqual([undefined, retries[0], retries[1]]);
    expect(ended[1]!.retry).toBe(retries[0]);
  });

  it('is a timer in the place of one that throws', async () => {
    const pacer = retryGuard({
      wait: () => {
        throw new Error('lost');
      },
    });
    const { client, sent } = clientWith([503, 200], { pacer });
    await run(client.get('/x'));
    expect(sent).toEqual([0, 1000]);
    expect(lines).toContain('axios-backoff: pacer threw Error');
  });

  it('may wake at once, also a call that can be cancelled, and only its first word counts', async () => {
    const pacer = retryGuard({
      wait: (retry, wake) => {
        wake(retry.retryCount > 2);
        wake(true);
        return () => undefined;
      },
    });
    const { client, sent } = clientWith([503, 200], { pacer, maxElapsedTime: 60_000 });
    const { signal } = new AbortController();
    expect((await run(client.get('/x', { signal }))).state).toMatchObject({ retryCount: 3, skipped: 2 });
    expect(sent[1]).toBeLessThan(5);
  });

  it('leaves no timer behind when it wakes and then throws, or returns nothing to stop it', async () => {
    const throwing = retryGuard({
      wait: (_retry, wake) => {
        wake(true);
        throw new Error('late');
      },
    });
    const [first] = [clientWith([503, 200], { pacer: throwing })];
    await run(first.client.get('/x'));
    expect(first.sent).toEqual([0, 0]);
    expect(jest.getTimerCount()).toBe(0);

    const careless = retryGuard({
      wait: ((_retry: unknown, wake: (isSent: boolean) => void) => {
        setTimeout(wake, 300, true);
      }) as never,
    });
    const { client, sent } = clientWith([503, 503, 200], { pacer: careless });
    const call = client.get('/x');
    await jest.advanceTimersByTimeAsync(600);
    expect(getRetryState(await call)?.attempts.map(({ delay }) => delay)).toEqual([0, 300, 300]);
    expect(sent).toEqual([0, 300, 600]);
  });

  it('does not hold a call that is cancelled when its stop function throws', async () => {
    const pacer = retryGuard({
      wait: () => () => {
        throw new Error('stop');
      },
    });
    const controller = new AbortController();
    const { client } = clientWith([503], { pacer });
    const call = client.get('/x', { signal: controller.signal }).catch((error: unknown) => error);
    await jest.advanceTimersByTimeAsync(500);
    controller.abort();
    expect(axios.isCancel(await call)).toBe(true);
    expect(lines).toContain('axios-backoff: pacer threw Error');
  });

  it('gets a retry back when a request that it sent again from inside has ended', async () => {
    let out: PendingRetry | undefined;
    const due: (() => void)[] = [];
    const next = (): void => {
      if (!out) due.shift()?.();
    };
    // One at a time, without end.
    const pacer = retryGuard({
      attemptEnded: ({ retry }) => {
        if (retry && retry === out) out = undefined;
        next();
      },
      wait: (retry, wake) => {
        const timer = setTimeout(() => {
          due.push(() => {
            out = retry;
            wake(true);
          });
          next();
        }, retry.delay);
        return () => {
          clearTimeout(timer);
        };
      },
    });
    const answers: Outcome[] = [503, 401, 503, 200];
    const client = axios.create({ adapter: (config) => outcomeOf(config, answers.shift()!) });
    client.interceptors.response.use(undefined, (error: AxiosError) => {
      if (error.response?.status === 401) return client(error.config!);
      throw error;
    });
    axiosRetry(client, { retryDelay: 1000, log: false, pacer });
    expect((await run(client.get('/x'))).outcome).toMatchObject({ status: 200 });
    expect(answers).toEqual([]);
  });

  it('may hold back as many retries as there are', async () => {
    const pacer = retryGuard({
      wait: (retry, wake) => {
        wake(retry.retryCount > 20_000);
        return () => undefined;
      },
    });
    const { client } = clientWith([503, 200], { pacer, retries: Infinity, log: false });
    expect((await run(client.get('/x'))).state).toMatchObject({ skipped: 20_000, retryCount: 20_001 });
  });

  it('is asked even where the backoff would not wait at all', async () => {
    const { client, sent } = clientWith([503, 200], { pacer: retryGuard(holding(3)), retryDelay: 0 });
    expect((await run(client.get('/x'))).state).toMatchObject({ retryCount: 4, skipped: 3 });
    expect(sent).toHaveLength(2);
  });
});

it.each([
  ['budget', retryBudget],
  ['pacer', retryPacer],
] as const)('turns down a function that makes a guard in place of the guard (%s)', (name, maker) => {
  expect(() => axiosRetry(axios.create(), { [name]: maker })).toThrow(
    /^axios-backoff: option "\w+" must be a guard or null; got /,
  );
});

it('turns down a method that is none', () => {
  expect(() => retryGuard({ allows: true as never })).toThrow(
    new TypeError('axios-backoff: option "allows" must be a function; got true'),
  );
});
