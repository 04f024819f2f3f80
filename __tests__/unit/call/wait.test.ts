import type { AxiosError } from 'axios';
import { PassThrough } from 'node:stream';
import { retryGuard, type GuardRules } from '../../../lib';
import { clientWith, run } from '../clients';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

describe('renewData', () => {
  it('that throws ends the call with its HTTP error, and the retry does not count', async () => {
    const renewData = (): never => {
      throw new RangeError('x');
    };
    const { client, sent, lines } = clientWith([503], { renewData });
    const { outcome, state } = await run(client.get('/x'));
    expect(outcome).toMatchObject({ response: { status: 503 } });
    expect(state).toMatchObject({ stopReason: 'renewData', retryCount: 0, elapsed: 1000 });
    expect(sent).toHaveLength(1);
    expect(lines).toContain('axios-backoff: renewData threw RangeError');
  });

  it('makes the body of each retry', async () => {
    let count = 0;
    const { client, configs } = clientWith([503, 503, 200], { renewData: () => `body ${++count}` });
    await run(client.put('/x', 'body'));
    expect(configs.map(({ data }: { data?: unknown }) => data)).toEqual(['body', 'body 1', 'body 2']);
  });

  it('during which the call ends leaves the body alone, and no guard is asked to send', async () => {
    const stages: string[] = [];
    const allows: GuardRules['allows'] = (_retry, stage) => {
      stages.push(stage);
      return true;
    };
    const made = clientWith([503], {
      budget: retryGuard({ allows }),
      renewData: () => new Promise(() => undefined),
    });
    const call = run(made.client.get('/x'));
    await jest.advanceTimersByTimeAsync(1);
    setTimeout(made.close, 5000);
    expect((await call).state).toMatchObject({ stopReason: 'closed', retryCount: 0 });
    expect(stages).toEqual(['wait']);
  });
});

describe('retries that a pacer holds back', () => {
  const holding = retryGuard({
    wait: (retry, wake) => {
      const timer = setTimeout(wake, retry.delay, false);
      return () => {
        clearTimeout(timer);
      };
    },
  });

  it('count, and use up those that there are', async () => {
    const { client, sent } = clientWith([503], { pacer: holding, retries: 2 });
    expect((await run(client.get('/x'))).state).toMatchObject({
      stopReason: 'retries',
      retryCount: 2,
      skipped: 2,
      elapsed: 2000,
    });
    expect(sent).toHaveLength(1);
  });

  it('may follow a failure that does not show whose it is', async () => {
    const pacer = retryGuard({
      wait: (retry, wake) => {
        const timer = setTimeout(wake, retry.delay, retry.retryCount !== 2);
        return () => {
          clearTimeout(timer);
        };
      },
    });
    const { client, sent } = clientWith([503, 404, 200], { pacer, retryCondition: () => true }, (instance) =>
      instance.interceptors.response.use(null, (error: AxiosError) =>
        Promise.reject(error.response?.status === 404 ? new Error('plain') : error),
      ),
    );
    expect((await run(client.get('/x'))).state).toMatchObject({ retryCount: 3, skipped: 1 });
    expect(sent).toEqual([0, 1000, 3000].map((at) => sent[0]! + at));
  });

  it('give the budget back what they took, and end where no time is left for the next', async () => {
    const retryDropped = jest.fn();
    const { client } = clientWith([503], {
      pacer: holding,
      budget: retryGuard({ retryDropped }),
      maxElapsedTime: 1500,
    });
    expect((await run(client.get('/x'))).state).toMatchObject({
      stopReason: 'maxElapsedTime',
      skipped: 1,
      elapsed: 1000,
    });
    expect(retryDropped.mock.calls).toEqual([[expect.objectContaining({ retryCount: 1 })]]);
  });
});

it.each(['budget', 'pacer'] as const)(
  'a %s that refuses to send ends the call after its wait',
  async (name) => {
    const stages: string[] = [];
    const allows: GuardRules['allows'] = (_retry, stage) => stages.push(stage) < 2;
    const { client, sent } = clientWith([503], { [name]: retryGuard({ allows }) });
    expect((await run(client.get('/x'))).state).toMatchObject({
      stopReason: name,
      retryCount: 0,
      elapsed: 1000,
    });
    expect(stages).toEqual(['wait', 'send']);
    expect(sent).toHaveLength(1);
  },
);

it('a failed answer of a stream is read once, however many retries a pacer holds back', async () => {
  const data = new PassThrough();
  const wait: GuardRules['wait'] = ({ retryCount, delay }, wake) => {
    const timer = setTimeout(() => {
      wake(retryCount > 8);
    }, delay);
    return () => {
      clearTimeout(timer);
    };
  };
  const made = clientWith([503, 200], { pacer: retryGuard({ wait }) }, ({ interceptors }) => {
    interceptors.response.use(undefined, (error: AxiosError) => {
      Object.assign(error.response ?? {}, { data });
      throw error;
    });
  });
  const on = jest.spyOn(data, 'on');
  await run(made.client.get('/x'));
  expect(made.sent).toEqual([0, 9000]);
  expect(on.mock.calls.filter(([event]) => event === 'data')).toHaveLength(1);
  expect(data.destroyed).toBe(true);
});
