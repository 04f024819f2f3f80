import {
  retryBudget,
  retryGuard,
  retryPacer,
  rulesOf,
  type GuardRules,
  type PendingRetry,
} from '../../../lib';
import { getRetryState } from '../../../lib';
import { redisPacer } from '../../../lib/redis';
import { clientWith, run } from '../clients';
import { watch } from '../watch';

const forever = (): Promise<never> => new Promise(() => undefined);

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

/** A guard that refuses at a stage, or never, and what it was asked and told. */
function guardThat(refuses: 'wait' | 'send' | 'never') {
  const asked: string[] = [];
  const dropped: PendingRetry[] = [];
  const guard = retryGuard({
    allows: (_retry, stage) => {
      asked.push(stage);
      return stage !== refuses;
    },
    retryDropped: (retry) => void dropped.push(retry),
  });
  return { guard, asked, dropped };
}

describe('a budget and a pacer', () => {
  it.each(['wait', 'send'] as const)(
    'are asked in turn: when the budget refuses (%s), the pacer is not asked',
    async (stage) => {
      const [budget, pacer] = [guardThat(stage), guardThat(stage)];
      const { client } = clientWith([503], { budget: budget.guard, pacer: pacer.guard });
      expect((await run(client.get('/x'))).state).toMatchObject({ stopReason: 'budget', retryCount: 0 });
      expect(pacer.asked).toEqual(stage === 'wait' ? [] : ['wait']);
      // Who refuses before the wait has nothing to give back.
      expect(budget.dropped).toHaveLength(stage === 'wait' ? 0 : 1);
    },
  );

  it.each(['wait', 'send'] as const)(
    'give the budget its token back when the pacer refuses (%s)',
    async (stage) => {
      const [budget, pacer] = [guardThat('never'), guardThat(stage)];
      const { client, sent } = clientWith([503], { budget: budget.guard, pacer: pacer.guard });
      expect((await run(client.get('/x'))).state).toMatchObject({ stopReason: 'pacer', retryCount: 0 });
      expect(budget.dropped).toEqual([expect.objectContaining({ retryCount: 1 })]);
      expect(pacer.dropped).toHaveLength(stage === 'wait' ? 0 : 1);
      expect(sent).toHaveLength(1);
    },
  );

  it('wait for a slow budget before the pacer is asked', async () => {
    const order: string[] = [];
    const budget = retryGuard({
      allows: async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        order.push('budget');
        return true;
      },
    });
    const pacer = retryGuard({ allows: () => void order.push('pacer') as never });
    const { client } = clientWith([503, 200], { budget, pacer });
    await run(client.get('/x'));
    expect(order).toEqual(['budget', 'pacer', 'budget', 'pacer']);
  });

  it('leave a budget of one retry whole for the next call when the pacer has refused', async () => {
    const budget = retryBudget({ ratio: 0, minPerSecond: 0.1, window: 10_000 });
    let refused = 0;
    const pacer = retryGuard({ allows: () => refused++ > 0 });
    const { client, sent } = clientWith([503, 503, 200], { budget, pacer });
    expect((await Promise.all([client.get('/x').catch(getRetryState)]))[0]).toMatchObject({
      stopReason: 'pacer',
    });
    const second = client.get('/x').then(getRetryState, getRetryState);
    await jest.advanceTimersByTimeAsync(2000);
    expect(await second).toMatchObject({ stopReason: undefined, retryCount: 1 });
    expect(sent).toHaveLength(3);
  });
});

describe('a retry that is dropped', () => {
  it.each(['cancelled', 'closed', 'maxElapsedTime', 'renewData', 'onRetry'] as const)(
    'is told to both guards, once, and once only (%s)',
    async (reason) => {
      const [budget, pacer] = [guardThat('never'), guardThat('never')];
      const controller = new AbortController();
      const { client, close, sent } = clientWith([503], {
        budget: budget.guard,
        pacer: pacer.guard,
        ...(reason === 'maxElapsedTime' && {
          maxElapsedTime: 1500,
          onRetry: () => new Promise((resolve) => setTimeout(resolve, 600)),
        }),
        ...(reason === 'renewData' && {
          renewData: () => {
            throw new Error('x');
          },
        }),
        ...(reason === 'onRetry' && { onRetry: () => Promise.reject(new Error('x')) }),
      });
      const call = client.get('/x', { signal: controller.signal }).catch((error: unknown) => error);
      await jest.advanceTimersByTimeAsync(500);
      if (reason === 'cancelled') controller.abort();
      if (reason === 'closed') close();
      await jest.advanceTimersByTimeAsync(100_000);
      await call;
      expect(sent).toHaveLength(1);
      expect(budget.dropped).toEqual([expect.objectContaining({ retryCount: 1 })]);
      expect(pacer.dropped).toEqual(budget.dropped);
    },
  );

  it('is one that the pacer holds back, but only to the budget', async () => {
    const budget = guardThat('never');
    const droppedByPacer: PendingRetry[] = [];
    const pacer = retryGuard({
      wait: (retry, wake) => {
        const timer = setTimeout(wake, retry.delay, retry.retryCount > 2);
        return () => {
          clearTimeout(timer);
        };
      },
      retryDropped: (retry) => void droppedByPacer.push(retry),
    });
    const { client } = clientWith([503, 200], { budget: budget.guard, pacer });
    expect((await run(client.get('/x'))).state).toMatchObject({ retryCount: 3, skipped: 2 });
    expect(budget.dropped.map(({ retryCount }) => retryCount)).toEqual([1, 2]);
    expect(droppedByPacer).toEqual([]);
  });

  it('is none that is sent', async () => {
    const budget = guardThat('never');
    const { client } = clientWith([503, 503, 200], { budget: budget.guard });
    await run(client.get('/x'));
    expect(budget.dropped).toEqual([]);
  });

  it('gives a retryBudget its token back', async () => {
    const budget = retryBudget({ ratio: 0, minPerSecond: 0.1, window: 10_000 });
    const { client } = clientWith([503, 503, 200], { budget });
    const controller = new AbortController();
    const first = client.get('/x', { signal: controller.signal }).catch(getRetryState);
    await jest.advanceTimersByTimeAsync(500);
    controller.abort();
    await first;
    const second = client.get('/x').then(getRetryState, getRetryState);
    await jest.advanceTimersByTimeAsync(1500);
    expect(await second).toMatchObject({ stopReason: undefined, retryCount: 1 });
  });
});

describe('what a guard is told', () => {
  it('has the retries of the call, and which is its last', async () => {
    const told: unknown[] = [];
    const budget = retryGuard({
      allows: ({ retryCount, retries, isLast }, stage) => {
        if (stage === 'wait') told.push([retryCount, retries, isLast]);
        return true;
      },
    });
    const { client } = clientWith([503], { budget, retries: 3 });
    await run(client.get('/x'));
    await run(client.get('/x', { 'axios-retry': { retries: 1 } }));
    expect(told).toEqual([
      [1, 3, false],
      [2, 3, false],
      [3, 3, true],
      [1, 1, true],
    ]);
  });

  it('is never the last of retries without end', async () => {
    const told: unknown[] = [];
    const budget = retryGuard({
      allows: ({ retries, isLast }) => {
        told.push([retries, isLast]);
        return true;
      },
    });
    const { client } = clientWith([503, 200], { budget, retries: Infinity });
    await run(client.get('/x'));
    expect(told).toEqual([
      [Infinity, false],
      [Infinity, false],
    ]);
  });
});

describe('allowsTimeout', () => {
  it.each([
    [undefined, 5000],
    [300, 300],
    [0, 0],
  ])('%p: a retry is allowed after %i ms without an answer', async (allowsTimeout, longest) => {
    const budget = retryGuard({
      allows: (_retry, stage) => (stage === 'wait' ? forever() : true),
      allowsTimeout,
    });
    const { client, sent } = clientWith([503, 200], { budget });
    expect((await run(client.get('/x'))).state).toMatchObject({ stopReason: undefined, retryCount: 1 });
    expect(sent).toEqual([0, longest + 1000]);
  });

  it('Infinity: only the time of the call limits it', async () => {
    const budget = retryGuard({ allows: forever, allowsTimeout: Infinity });
    const { client, sent } = clientWith([503], { budget, maxElapsedTime: 20_000 });
    expect((await run(client.get('/x'))).state).toMatchObject({
      stopReason: 'maxElapsedTime',
      elapsed: 20_000,
    });
    expect(sent).toHaveLength(1);
  });

  it.each<[unknown, string]>([
    [-1, '-1'],
    [NaN, 'NaN'],
    ['x', '"x"'],
    ['5', '"5"; did you mean 5?'],
    [{}, '{}'],
  ])('can not be %p', (allowsTimeout, got) => {
    expect(() => retryGuard({ allowsTimeout: allowsTimeout as number })).toThrow(
      new TypeError(
        `axios-backoff: option "allowsTimeout" must be milliseconds of 0 or more, or Infinity; got ${got}`,
      ),
    );
  });
});

describe('a slow answer of allows', () => {
  it('that outlasts the limit of the call has no onRetry and no line after it', async () => {
    const onRetry = jest.fn();
    const budget = retryGuard({ allows: () => new Promise((resolve) => setTimeout(resolve, 3000, true)) });
    const { client, lines } = clientWith([503], { budget, onRetry, maxElapsedTime: 2000 });
    expect((await run(client.get('/x'))).state).toMatchObject({
      stopReason: 'maxElapsedTime',
      elapsed: 2000,
    });
    expect(onRetry).not.toHaveBeenCalled();
    expect(lines.filter((line) => line.includes('Retry '))).toEqual([]);
  });

  it('that leaves no time for the wait has none either, and gives the token back', async () => {
    const onRetry = jest.fn();
    const retryDropped = jest.fn();
    const budget = retryGuard({
      allows: () => new Promise((resolve) => setTimeout(resolve, 1500, true)),
      retryDropped,
    });
    const { client, lines } = clientWith([503], { budget, onRetry, maxElapsedTime: 2000 });
    expect((await run(client.get('/x'))).state).toMatchObject({
      stopReason: 'maxElapsedTime',
      elapsed: 1500,
    });
    expect(onRetry).not.toHaveBeenCalled();
    expect(retryDropped).toHaveBeenCalledTimes(1);
    expect(lines.filter((line) => line.includes('Retry '))).toEqual([]);
  });
});

describe('rulesOf', () => {
  it('lets a guard fall back to another', async () => {
    const local = guardThat('wait');
    const { allows } = rulesOf(local.guard);
    const shared: GuardRules = { allows: () => Promise.reject(new Error('redis is down')) };
    const budget = retryGuard({
      allows: async (retry, stage) => {
        try {
          return (await shared.allows?.(retry, stage)) ?? true;
        } catch {
          return (await allows?.(retry, stage)) ?? true;
        }
      },
    });
    const { client } = clientWith([503], { budget });
    expect((await run(client.get('/x'))).state).toMatchObject({ stopReason: 'budget', retryCount: 0 });
    expect(local.asked).toEqual(['wait']);
  });

  it.each([undefined, null, {}, () => true])('wants a guard, not %p', (value) => {
    expect(() => rulesOf(value as never)).toThrow(/axios-backoff: .*"guard" must be a guard/);
  });
});

describe('close() of a guard', () => {
  it('ends what it says: every retry is allowed from then on', async () => {
    const refusing = guardThat('wait');
    const { client } = clientWith([503, 503, 200], { budget: refusing.guard });
    expect((await run(client.get('/x'))).state).toMatchObject({ stopReason: 'budget' });
    refusing.guard.close();
    expect((await run(client.get('/x'))).state).toMatchObject({ stopReason: undefined, retryCount: 1 });
    expect(refusing.asked).toEqual(['wait']);
  });

  it.each([
    ['retryPacer', () => retryPacer({ holdNewCalls: true })],
    ['redisPacer', () => redisPacer({ eval: forever }, { holdNewCalls: true, log: false })],
  ])('lets the calls and the retries go that a %s lets take turns', async (_name, make) => {
    const pacer = make();
    const { client, sent } = clientWith([503], { pacer, retries: 5, retryDelay: 1000 });
    const { attemptEnded } = rulesOf(pacer);
    const config = { baseURL: 'https://api.example.com', url: '/x' };
    const calls = Array.from({ length: 30 }, () => watch(client.get('/x')));
    await jest.advanceTimersByTimeAsync(600);
    // Down, and with a probe that hangs: whatever falls due is held back.
    attemptEnded?.({ config, duration: 0, isFirst: true, isUp: false, retryAfter: 300 });
    const held = Array.from({ length: 30 }, () => watch(client.get('/x')));
    await jest.advanceTimersByTimeAsync(1);
    expect(sent).toHaveLength(30);
    pacer.close();
    await jest.advanceTimersByTimeAsync(1000);
    expect(sent).toHaveLength(90);
    await jest.advanceTimersByTimeAsync(10_000);
    for (const { value } of [...calls, ...held])
      expect(getRetryState(value)).toMatchObject({ skipped: 0, retryCount: 5 });
  });

  it('lets go of what the guard holds', () => {
    const close = jest.fn();
    const guard = retryGuard({ close });
    guard.close();
    expect(close).toHaveBeenCalledTimes(1);
  });
});

describe('close() of an installation', () => {
  it('ends the calls that wait at once, with their last error', async () => {
    const { client, close, sent } = clientWith([503], { retryDelay: 60_000 });
    const calls = [client.get('/a'), client.get('/b')].map((call) => call.catch((error: unknown) => error));
    await jest.advanceTimersByTimeAsync(100);
    close();
    for (const error of await Promise.all(calls)) {
      expect(error).toMatchObject({ response: { status: 503 } });
      expect(getRetryState(error)).toMatchObject({ stopReason: 'closed', retryCount: 0, elapsed: 100 });
    }
    expect(sent).toHaveLength(2);
  });

  it.each(['onRetry', 'retryCondition', 'retryDelay'] as const)('ends one that waits in %s', async (hook) => {
    const { client, close } = clientWith([503], { [hook]: forever });
    const call = watch(client.get('/x'));
    await jest.advanceTimersByTimeAsync(100);
    close();
    await jest.advanceTimersByTimeAsync(0);
    expect(call.state).toBe('rejected');
    expect(getRetryState(call.value)).toMatchObject({ stopReason: 'closed' });
  });

  it('lets what is under way succeed, and retries nothing any more', async () => {
    const { client, close, sent } = clientWith([200, 503]);
    const good = client.get('/x');
    close();
    expect((await good).status).toBe(200);
    expect((await run(client.get('/x'))).state).toMatchObject({ stopReason: 'closed', retryCount: 0 });
    expect(sent).toHaveLength(2);
  });
});
