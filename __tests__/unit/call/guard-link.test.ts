import type { AxiosError, AxiosResponse } from 'axios';
import { retryGuard, type EndedAttempt, type GuardRules, type RetryOptions } from '../../../lib';
import type { AttemptConfig } from '../../../lib/axios/types';
import { guardLink } from '../../../lib/call/guard-link';
import type { Attempt } from '../../../lib/call/passage';
import type { OwnRules } from '../../../lib/options/guard-brand';
import { clientWith, run } from '../clients';
import { passageWith } from '../passages';

const ended: EndedAttempt[] = [];
const watcher = (rules: GuardRules = {}) =>
  retryGuard({ attemptEnded: (attempt) => void ended.push(attempt), ...rules });

beforeEach(() => {
  jest.useFakeTimers();
  ended.length = 0;
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

// With this order an inner interceptor may come at any time.
const WITH_INNER = { transitional: { legacyInterceptorReqResOrdering: false } } as AttemptConfig;

type Transform = (data: unknown, headers?: unknown, status?: number) => unknown;

/** An attempt that is watched, and the transforms of its config from then on. */
function watched(config: AttemptConfig = {}, options: RetryOptions = {}) {
  const { attempt } = passageWith({ budget: watcher(), ...options });
  const sent: AttemptConfig = { ...WITH_INNER, ...config };
  guardLink.watchAnswer(attempt, sent);
  const transforms = (sent.transformResponse ?? []) as Transform[];
  return { attempt, sent, transforms, watch: transforms.at(-1)! };
}

const answeredOf = ({ passage }: Attempt): number => passage.installation.answered.size;

describe('the answer of a first attempt', () => {
  it('is watched for by a transform behind those of the caller', () => {
    const [one, two] = [(data: unknown) => data, (data: unknown) => data];
    expect(watched({ transformResponse: [one, two] }).transforms).toEqual([one, two, expect.any(Function)]);
    expect(watched({ transformResponse: one }).transforms).toEqual([one, expect.any(Function)]);
    expect(watched().transforms).toEqual([expect.any(Function)]);
  });

  it('is not watched for where no inner interceptor can hide it', () => {
    const { sent } = watched({ transitional: undefined });
    expect(sent.transformResponse).toBeUndefined();
  });

  it('goes through as it is', () => {
    const data = { n: 1 };
    expect(watched().watch(data, {}, 200)).toBe(data);
  });

  it.each<[string, AttemptConfig, number | undefined, boolean]>([
    ['a status that validateStatus accepts', { validateStatus: (status: number) => status < 300 }, 200, true],
    ['one that it refuses', { validateStatus: (status: number) => status < 300 }, 404, false],
    ['any without a validateStatus', { validateStatus: null }, 404, true],
    ['none, as in axios before 1.2', { validateStatus: () => false }, undefined, true],
  ])('is noted for %s', (_name, config, status, isNoted) => {
    const { attempt, watch } = watched(config);
    watch('', {}, status);
    expect(answeredOf(attempt)).toBe(isNoted ? 1 : 0);
  });

  it('is not noted where validateStatus throws, which is said', async () => {
    const lines: string[] = [];
    const validateStatus = (): never => {
      throw new RangeError('x');
    };
    const { attempt, watch } = watched({ validateStatus }, { log: (line) => lines.push(line) });
    expect(watch('data', {}, 200)).toBe('data');
    expect(answeredOf(attempt)).toBe(0);
    await Promise.resolve();
    expect(lines).toEqual(['axios-backoff: validateStatus threw RangeError']);
  });

  it('leaves nothing of the watch in the config', () => {
    const given = [(data: unknown) => data];
    const { attempt, sent } = watched({ transformResponse: given });
    attempt.restore(sent);
    expect(sent.transformResponse).toEqual(given);
  });

  it('leaves what somebody has put in place of the transforms', () => {
    const { attempt, sent } = watched();
    const own = (data: unknown): unknown => data;
    sent.transformResponse = own;
    attempt.restore(sent);
    expect(sent.transformResponse).toBe(own);
  });

  it('keeps what else has to be taken off the config', () => {
    const { attempt } = passageWith({ budget: watcher() });
    const undo = jest.fn();
    attempt.undos = [undo];
    const sent = { ...WITH_INNER };
    guardLink.watchAnswer(attempt, sent);
    attempt.restore(sent);
    expect(undo).toHaveBeenCalledTimes(1);
    expect(sent.transformResponse).toEqual([]);
  });

  it('is forgotten after ten thousand others that nothing became of', () => {
    const { passage } = passageWith({ budget: watcher() }).attempt;
    const { answered } = passage.installation;
    const others = Array.from({ length: 10_000 }, () => ({}));
    for (const other of others.slice(1)) answered.set(other, () => undefined);
    const sent: AttemptConfig = { ...WITH_INNER };
    guardLink.watchAnswer(passage.attempt, sent);
    const [watch] = sent.transformResponse as [Transform];
    watch('', {}, 200);
    // The ten thousandth.
    expect([answered.size, answered.has(others[1]!)]).toEqual([10_000, true]);
    answered.delete(passage.attempt);
    answered.set(others[0]!, () => undefined);
    watch('', {}, 200);
    expect([answered.size, answered.has(others[1]!), answered.has(passage.attempt)]).toEqual([
      10_000,
      false,
      true,
    ]);
  });
});

describe('the end of an attempt', () => {
  it('is told once, though a success that does not show whose it is has been taken for its own', async () => {
    let release = (): void => undefined;
    const { client } = clientWith([200], { budget: watcher() }, (instance) =>
      instance.interceptors.response.use(async (response) => {
        if (response.config.url === '/slow') {
          await new Promise<void>((resolve) => {
            release = resolve;
          });
          return response;
        }
        return response.data as AxiosResponse;
      }),
    );
    const slow = client.get('/slow');
    await jest.advanceTimersByTimeAsync(0);
    await client.get('/quick');
    expect(ended.map(({ config }) => config.url)).toEqual(['/slow']);
    release();
    await slow;
    expect(ended).toHaveLength(1);
  });

  it('has the time that the attempt took', async () => {
    await jest.advanceTimersByTimeAsync(5000);
    const { client } = clientWith([503, 200], { budget: watcher() });
    const { adapter } = client.defaults;
    client.defaults.adapter = async (config) => {
      await new Promise((resolve) => setTimeout(resolve, 70));
      return (adapter as (config: unknown) => Promise<AxiosResponse>)(config);
    };
    await run(client.get('/x'));
    expect(ended.map(({ duration }) => duration)).toEqual([70, 70]);
  });

  it('of a request sent again from inside is that of the retry it came from', async () => {
    const { client } = clientWith([503, 401, 200], { budget: watcher() }, (instance) =>
      instance.interceptors.response.use(null, (error: AxiosError) =>
        error.response?.status === 401 ? instance.request(error.config!) : Promise.reject(error),
      ),
    );
    await run(client.get('/x'));
    expect(ended.map(({ isFirst, retry }) => [isFirst, retry?.retryCount])).toEqual([
      [true, undefined],
      [false, 1],
      [false, undefined],
    ]);
  });
});

describe('a retry that a pacer has let go', () => {
  it('and that is dropped has ended, once', () => {
    const passage = passageWith({ pacer: watcher() });
    guardLink.planRetry(passage, { delay: 1 });
    passage.retrying.isLetGo = true;
    guardLink.retryDropped(passage);
    guardLink.retryDropped(passage);
    expect(ended).toEqual([expect.objectContaining({ isUp: undefined, retryAfter: undefined })]);
    expect(ended[0]?.retry).toBe(passage.retrying.retry);
  });

  it('and that is sent is no longer let go: the next one that is dropped has no end', async () => {
    const pacer = watcher({
      wait: (retry, wake) => {
        const timer = setTimeout(wake, retry.delay, true);
        return () => {
          clearTimeout(timer);
        };
      },
    });
    const onRetry = (retryCount: number): void => {
      if (retryCount === 2) throw new Error('mine');
    };
    const { client, sent } = clientWith([503], { pacer, onRetry });
    await run(client.get('/x'));
    expect(sent).toHaveLength(2);
    expect(ended.map(({ isUp }) => isUp)).toStrictEqual([false, false]);
  });
});

describe('a retry that is dropped', () => {
  it('is nothing to tell before one was planned', () => {
    const retryDropped = jest.fn();
    guardLink.retryDropped(passageWith({ budget: retryGuard({ retryDropped }) }));
    expect(retryDropped).not.toHaveBeenCalled();
  });

  it('is nothing to a guard that does not want to know', () => {
    const lines: string[] = [];
    const passage = passageWith({ budget: retryGuard({}), log: (line) => lines.push(line) });
    guardLink.planRetry(passage, { delay: 1 });
    guardLink.retryDropped(passage);
    expect(lines).toEqual([]);
  });
});

describe('a retry that a random failure has ended', () => {
  /** What is left of a call that failed as its retry with that number, of three, after two were held back. */
  const after = (retryCount: number, isServerSound: () => boolean) => {
    const lines: string[] = [];
    const rules: OwnRules = { wait: () => () => undefined, isServerSound };
    const passage = passageWith({ retries: 3, pacer: retryGuard(rules), log: (line) => lines.push(line) });
    const { call } = passage;
    Object.assign(call, { retryCount, skipped: 2 });
    guardLink.makeUp(passage);
    return { counts: [call.retryCount, call.skipped], lines };
  };

  it.each<[number, boolean, readonly [number, number]]>([
    [3, true, [2, 1]],
    [3, false, [3, 2]],
    [2, true, [2, 2]],
  ])(
    'as number %p of 3, at a sound server: %p, leaves retries and held-back ones: %p',
    (count, sound, left) => {
      expect(after(count, () => sound)).toEqual({ counts: left, lines: [] });
    },
  );

  it('counts as usual if the pacer throws, and the throw is logged', async () => {
    const { counts, lines } = after(3, () => {
      throw new RangeError('x');
    });
    await Promise.resolve();
    expect({ counts, lines }).toEqual({
      counts: [3, 2],
      lines: ['axios-backoff: pacer threw RangeError'],
    });
  });
});

describe('a pacer', () => {
  type Wake = Parameters<NonNullable<GuardRules['wait']>>[1];

  /** Retries that are held back as often as that, each after its delay. */
  const holding = (count: number): GuardRules['wait'] => {
    let held = 0;
    return (retry, wake) => {
      const timer = setTimeout(() => {
        wake(held++ >= count);
      }, retry.delay);
      return () => {
        clearTimeout(timer);
      };
    };
  };

  const threw = (lines: readonly string[]): string[] => lines.filter((line) => line.includes('threw'));

  it('is told no end of a retry that it holds back', async () => {
    const { client } = clientWith([503, 200], { pacer: watcher({ wait: holding(2) }) });
    await run(client.get('/x'));
    expect(ended.map(({ isUp }) => isUp)).toStrictEqual([false, true]);
  });

  it('that wakes a call at once still gives the event loop a turn', async () => {
    const wait = (_retry: unknown, wake: Wake) => {
      wake(true);
      return () => undefined;
    };
    const { client, sent } = clientWith([503, 200], { pacer: retryGuard({ wait }) });
    const call = client.get('/x');
    for (let n = 0; n < 200; n++) await Promise.resolve();
    expect(sent).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(0);
    expect((await call).status).toBe(200);
  });

  it('without a wait of its own, or one that returns nothing, leaves it to the delay', async () => {
    for (const rules of [{ allows: () => true }, { wait: (() => undefined) as never }]) {
      const { client, sent, lines } = clientWith([503, 200], { pacer: retryGuard(rules) });
      await run(client.get('/x'));
      expect(sent).toEqual([sent[0], sent[0]! + 1000]);
      expect(threw(lines)).toEqual([]);
    }
  });

  it('whose methods throw is named in a warning', async () => {
    const wait = (): never => {
      throw new RangeError('x');
    };
    const key = (): never => {
      throw new EvalError('x');
    };
    const one = clientWith([503, 200], { pacer: retryGuard({ wait }) });
    await run(one.client.get('/x'));
    expect(threw(one.lines)).toEqual(['axios-backoff: pacer threw RangeError']);
    const other = clientWith([503, 200], { pacer: retryGuard({ wait: holding(1), key }) });
    await run(other.client.get('/x'));
    expect(threw(other.lines)).toContain('axios-backoff: pacer threw EvalError');
  });

  it('that is closed has nothing to say of what it held back before', async () => {
    const pacer = retryGuard({ wait: holding(1) });
    const { client, lines } = clientWith([503, 200], { pacer });
    const call = run(client.get('/x'));
    await jest.advanceTimersByTimeAsync(1500);
    pacer.close();
    expect((await call).state).toMatchObject({ skipped: 1, stopReason: undefined });
    expect([threw(lines), lines.filter((line) => line.includes('held back 1'))]).toEqual([[], []]);
  });

  describe('while whose wait the call ends', () => {
    /** What becomes of a call that is closed in the wait of its first retry. */
    const closedIn = async (wait: (wake: Wake, close: () => void) => unknown) => {
      let wakeLater: Wake = () => undefined;
      const made = clientWith([503], {
        pacer: watcher({
          wait: ((_retry: unknown, wake: Wake) => {
            wakeLater = wake;
            return wait(wake, () => {
              made.close();
            });
          }) as never,
        }),
      });
      const call = made.client.get('/x').catch(() => undefined);
      await jest.advanceTimersByTimeAsync(100);
      made.close();
      wakeLater(true);
      await jest.advanceTimersByTimeAsync(100_000);
      await call;
      expect(made.sent).toHaveLength(1);
      return { ends: ended.map(({ isUp }) => isUp), threw: threw(made.lines) };
    };

    it('stops its wait, and what it says later counts for nothing', async () => {
      const stop = jest.fn();
      expect(await closedIn(() => stop)).toStrictEqual({ ends: [false], threw: [] });
      expect(stop).toHaveBeenCalledTimes(1);
    });

    it('may throw when it is stopped, which is said', async () => {
      const stop = (): never => {
        throw new RangeError('x');
      };
      expect(await closedIn(() => stop)).toStrictEqual({
        ends: [false],
        threw: ['axios-backoff: pacer threw RangeError'],
      });
    });

    it('has nothing to stop without a function', async () => {
      expect(await closedIn(() => undefined)).toStrictEqual({ ends: [false], threw: [] });
    });

    it('is told the end of a retry that it had let go just before, and has nothing to stop', async () => {
      const stop = jest.fn();
      const wait = (wake: Wake, close: () => void): unknown => {
        wake(true);
        queueMicrotask(close);
        return stop;
      };
      expect(await closedIn(wait)).toStrictEqual({ ends: [false, undefined], threw: [] });
      expect(stop).not.toHaveBeenCalled();
    });

    it('is told none of a retry that it had held back just before', async () => {
      const wait = (wake: Wake, close: () => void): unknown => {
        wake(false);
        queueMicrotask(close);
        return () => undefined;
      };
      expect(await closedIn(wait)).toStrictEqual({ ends: [false], threw: [] });
    });
  });
});

it('a call counts once for all that a pacer held back of it, also what was made up for', () => {
  const passage = passageWith({ pacer: retryGuard({ wait: () => () => undefined }), log: () => undefined });
  const heldBack = jest.spyOn(passage.options.pacer!.rules, 'heldBack');
  Object.assign(passage.call, { heldBack: 3, skipped: 1 });
  guardLink.countHeldBack(passage, true);
  expect(heldBack.mock.calls).toEqual([[passage.call.number, passage.original.config, 3, true]]);
});
