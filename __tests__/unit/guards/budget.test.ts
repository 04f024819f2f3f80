import axios, { AxiosError, type AxiosInstance } from 'axios';
import fc from 'fast-check';
import {
  axiosRetry,
  getRetryState,
  retryBudget,
  rulesOf,
  type GuardRules,
  type PendingRetry,
  type RetryOptions,
} from '../../../lib';

interface Sent {
  readonly at: number;
  readonly isRetry: boolean;
}

/** A client of a server in memory that fails as `fails` says, and a record of what it was sent. */
function clientWith(
  options: RetryOptions,
  fails: () => boolean = () => true,
): { client: AxiosInstance; sent: Sent[] } {
  const sent: Sent[] = [];
  const client = axios.create({
    baseURL: 'https://api.example.com',
    adapter: (config) => {
      sent.push({ at: performance.now(), isRetry: Number(config['axios-retry']?.retryCount) > 0 });
      const status = fails() ? 503 : 200;
      const response = { status, statusText: '', data: '', headers: {}, config } as never;
      return status === 200
        ? Promise.resolve(response)
        : Promise.reject(
            new AxiosError('Request failed with status code 503', 'ERR', config, null, response),
          );
    },
  });
  axiosRetry(client, { retryDelay: 10, log: false, ...options });
  return { client, sent };
}

const reasonOf = (call: Promise<unknown>): Promise<string | undefined> =>
  call.then(getRetryState, getRetryState).then((state) => state?.stopReason);

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

it('lets one call in five have a retry by default, and ten a second besides', async () => {
  const { client, sent } = clientWith({ budget: retryBudget() });
  const reasons: Promise<unknown>[] = [];
  // A second at 1000 calls: the reserve of the whole window is there at once.
  for (let i = 0; i < 50; i++) {
    for (let call = 0; call < 20; call++) reasons.push(reasonOf(client.get('/x')));
    await jest.advanceTimersByTimeAsync(20);
  }
  await jest.advanceTimersByTimeAsync(10_000);
  expect(new Set(await Promise.all(reasons))).toEqual(new Set(['budget']));
  expect(sent.filter(({ isRetry }) => isRetry)).toHaveLength(300);
});

it('is empty at once where a retry would be too many, and full again when the window has passed', async () => {
  const { client, sent } = clientWith({
    budget: retryBudget({ ratio: 0, minPerSecond: 1, window: 5000 }),
    retries: 100,
  });
  const reason = reasonOf(client.get('/x'));
  await jest.advanceTimersByTimeAsync(100);
  expect(await reason).toBe('budget');
  expect(sent).toHaveLength(6);
  expect(await reasonOf(client.get('/x'))).toBe('budget');
  expect(sent).toHaveLength(7);
  await jest.advanceTimersByTimeAsync(6000);
  const again = reasonOf(client.get('/x'));
  await jest.advanceTimersByTimeAsync(100);
  expect(await again).toBe('budget');
  expect(sent).toHaveLength(13);
});

it('is shared by the instances that it is given to, and separate for each origin', async () => {
  const budget = retryBudget({ ratio: 0, minPerSecond: 0.1 });
  const [one, other] = [clientWith({ budget }), clientWith({ budget })];
  const first = reasonOf(one.client.get('/x'));
  await jest.advanceTimersByTimeAsync(100);
  expect(await first).toBe('budget');
  expect(one.sent).toHaveLength(2);

  expect(await reasonOf(other.client.get('/x'))).toBe('budget');
  expect(other.sent).toHaveLength(1);

  const elsewhere = reasonOf(other.client.get('https://elsewhere.example/x'));
  await jest.advanceTimersByTimeAsync(100);
  await elsewhere;
  expect(other.sent).toHaveLength(3);
});

it('has no retry for anybody with nothing in it', async () => {
  const { client, sent } = clientWith({ budget: retryBudget({ ratio: 0, minPerSecond: 0 }) });
  expect(await reasonOf(client.get('/x'))).toBe('budget');
  expect(sent).toHaveLength(1);
});

it('can be switched off for one request', async () => {
  const { client, sent } = clientWith({ budget: retryBudget({ ratio: 0, minPerSecond: 0 }), retries: 2 });
  const reason = reasonOf(client.get('/x', { 'axios-retry': { budget: null } }));
  await jest.advanceTimersByTimeAsync(20);
  expect(await reason).toBe('retries');
  expect(sent).toHaveLength(3);
});

it.each([
  [{ ratio: -1 }, 'option "ratio" must be a number from 0 to 1; got -1'],
  [{ ratio: NaN }, 'option "ratio" must be a number from 0 to 1; got NaN'],
  [
    { minPerSecond: '10' },
    'option "minPerSecond" must be a finite number of 0 or more; got "10"; did you mean 10?',
  ],
  [{ ratio: 101 }, 'option "ratio" must be a number from 0 to 1; got 101'],
  [{ minPerSecond: -1 }, 'option "minPerSecond" must be a finite number of 0 or more; got -1'],
  [{ minPerSecond: Infinity }, 'option "minPerSecond" must be a finite number of 0 or more; got Infinity'],
  [{ window: 0.5 }, 'option "window" must be milliseconds from 1 to 2 ** 53; got 0.5'],
  [{ window: [5] }, 'option "window" must be milliseconds from 1 to 2 ** 53; got [5]'],
  [{ key: 'host' }, 'option "key" must be a function; got "host"'],
  [{ window: 0 }, 'option "window" must be milliseconds from 1 to 2 ** 53; got 0'],
  [{ window: Infinity }, 'option "window" must be milliseconds from 1 to 2 ** 53; got Infinity'],
])('turns down %j', (options, message) => {
  expect(() => retryBudget(options as never)).toThrow(new TypeError(`axios-backoff: ${message}`));
});

it('accepts the smallest and the largest figures', () => {
  expect(() => retryBudget({ ratio: 0, minPerSecond: 0, window: 1 })).not.toThrow();
  expect(() => retryBudget({ ratio: 1, minPerSecond: 1e6, window: 1e9 })).not.toThrow();
});

describe('what a budget says', () => {
  const retryTo = (host: string): PendingRetry => ({
    config: { baseURL: `https://${host}.example` },
    retryCount: 1,
    retries: 10,
    isLast: false,
    delay: 0,
    elapsed: 0,
  });

  /** A budget of so many retries within ten seconds. */
  const budgetOf = (count: number): Required<Pick<GuardRules, 'allows' | 'retryDropped' | 'attemptEnded'>> =>
    rulesOf(retryBudget({ ratio: 0, minPerSecond: count / 10 })) as never;

  it('is the same before the wait and when the retry is sent, which are counted apart', () => {
    const budget = budgetOf(1);
    const retry = retryTo('a');
    expect([budget.allows(retry, 'wait'), budget.allows(retry, 'send')]).toEqual([true, true]);
    expect([budget.allows(retryTo('a'), 'wait'), budget.allows(retryTo('a'), 'send')]).toEqual([
      false,
      false,
    ]);
  });

  it('is yes again once a retry was dropped, whichever of its tokens it had, and only once', () => {
    const budget = budgetOf(1);
    for (const stages of [['wait'], ['wait', 'send']] as const) {
      const retry = retryTo('a');
      for (const stage of stages) expect(budget.allows(retry, stage)).toBe(true);
      budget.retryDropped(retry);
      budget.retryDropped(retry);
    }
    const next = retryTo('a');
    expect([budget.allows(next, 'wait'), budget.allows(next, 'send')]).toEqual([true, true]);
    expect([budget.allows(retryTo('a'), 'wait'), budget.allows(retryTo('a'), 'send')]).toEqual([
      false,
      false,
    ]);
  });

  it('does not change when a retry was dropped that it had refused', () => {
    const budget = budgetOf(1);
    expect(budget.allows(retryTo('a'), 'wait')).toBe(true);
    const refused = retryTo('a');
    expect(budget.allows(refused, 'wait')).toBe(false);
    budget.retryDropped(refused);
    expect(budget.allows(retryTo('a'), 'wait')).toBe(false);
  });

  it('holds for the whole window, also while the calls go elsewhere', () => {
    const budget = budgetOf(1);
    expect(budget.allows(retryTo('a'), 'wait')).toBe(true);
    for (let second = 1; second < 10; second++) {
      jest.advanceTimersByTime(1000);
      budget.allows(retryTo(`host${second}`), 'wait');
    }
    expect(budget.allows(retryTo('a'), 'wait')).toBe(false);
    jest.advanceTimersByTime(2000);
    expect(budget.allows(retryTo('a'), 'wait')).toBe(true);
  });

  it('counts calls, and not their retries', () => {
    const budget = rulesOf(retryBudget({ ratio: 0.5, minPerSecond: 0 })) as ReturnType<typeof budgetOf>;
    const end = (isFirst: boolean): void => {
      budget.attemptEnded({ config: retryTo('a').config, isFirst, isUp: true, duration: 0 });
    };
    for (let n = 0; n < 4; n++) end(false);
    expect(budget.allows(retryTo('a'), 'wait')).toBe(false);
    end(true);
    expect(budget.allows(retryTo('a'), 'wait')).toBe(false);
    end(true);
    expect(budget.allows(retryTo('a'), 'wait')).toBe(true);
  });
});

it('bounds the retries on the wire over every window that ends with one, whatever the calls, the failures and the waits', async () => {
  const options = fc.record({
    ratio: fc.constantFrom(0, 0.1, 0.2, 0.5, 1),
    minPerSecond: fc.constantFrom(0, 0.5, 1, 10),
    window: fc.constantFrom(1000, 2500, 10_000),
  });
  // Bursts and pauses: how many calls at once, how likely they fail, and the time until the next.
  const steps = fc.array(
    fc.record({
      calls: fc.integer({ min: 0, max: 12 }),
      failing: fc.constantFrom(0, 0.3, 1),
      pause: fc.constantFrom(1, 7, 130, 900, 4000),
    }),
    { minLength: 1, maxLength: 25 },
  );
  const waits = fc.constantFrom(0, 5, 700, 3000);
  await fc.assert(
    fc.asyncProperty(
      options,
      steps,
      waits,
      fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
      async (figures, bursts, longest, chance) => {
        const random = (): number => chance.next().value as number;
        let failing = 1;
        const { client, sent } = clientWith(
          { budget: retryBudget(figures), retryDelay: () => longest * random(), retries: 8 },
          () => random() < failing,
        );
        const calls: Promise<unknown>[] = [];
        for (const burst of bursts) {
          failing = burst.failing;
          for (let i = 0; i < burst.calls; i++) calls.push(client.get('/x').catch(() => undefined));
          await jest.advanceTimersByTimeAsync(burst.pause);
        }
        await jest.advanceTimersByTimeAsync(60_000);
        await Promise.all(calls);
        for (const [index, { at, isRetry }] of sent.entries()) {
          if (!isRetry) continue;
          const within = sent.slice(0, index + 1).filter((one) => one.at > at - figures.window);
          const retries = within.filter(({ isRetry }) => isRetry).length;
          const limit =
            figures.ratio * (within.length - retries) + (figures.minPerSecond * figures.window) / 1000;
          expect(retries).toBeLessThanOrEqual(limit);
        }
      },
    ),
    { numRuns: 60 },
  );
});
