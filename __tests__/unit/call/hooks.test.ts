import { setMaxListeners } from 'node:events';
import axios from 'axios';
import { callHook, run, runLogged } from '../../../lib/call/hooks';
import type { AttemptConfig } from '../../../lib/axios/types';
import type { Passage } from '../../../lib/call/passage';
import { countedSignal, listenersOf } from '../time/listeners';
import { passageWith } from '../passages';
import { watch } from '../watch';

const log = jest.fn();

const forever = (): Promise<never> => new Promise(() => undefined);

const valueOf = (value: unknown): object => ({ value, thrown: undefined });

/** A call whose `retryCondition` is given; the other functions are called in the same way. */
const callWith = (retryCondition: (...args: never[]) => unknown, config: AttemptConfig = {}): Passage =>
  passageWith({ retryCondition: retryCondition as never, log }, config);

const settle = (): Promise<unknown> => jest.advanceTimersByTimeAsync(0);

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
  log.mockReset();
});

describe('callHook', () => {
  it.each<[string, (given: unknown) => unknown]>([
    ['sync', (given) => given],
    ['async', (given) => Promise.resolve(given)],
  ])('hands a function that is %s the arguments, and passes its answer on', async (_name, hook) => {
    const asked = jest.fn(hook);
    expect(await callHook(callWith(asked), 'retryCondition', 1, 2)).toEqual(valueOf(1));
    expect(asked.mock.calls).toEqual([[1, 2]]);
  });

  it.each([
    [new RangeError('too\nfar'), 'RangeError'],
    ['text', 'string'],
    [undefined, 'undefined'],
    [{ secret: 's3cr3t' }, 'object'],
  ])('names %p in a warning when it is thrown, and says that it was', async (thrown, text) => {
    const boom = (): never => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- that is what is tried
      throw thrown;
    };
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- that is what is tried
    for (const hook of [boom, () => Promise.reject(thrown)]) {
      const outcome = await callHook(callWith(hook), 'retryCondition');
      expect(outcome).toEqual({ value: undefined, thrown: [thrown] });
      expect(outcome?.thrown?.[0]).toBe(thrown);
      expect(log.mock.calls).toEqual([
        [
          `axios-backoff: retryCondition threw ${text}`,
          { type: 'warning', call: expect.any(Number), thrown },
        ],
      ]);
      log.mockReset();
    }
  });
});

describe('callHook, when the call has ended', () => {
  it('asks nobody, and says nothing', async () => {
    const asked = jest.fn();
    expect(
      await callHook(callWith(asked, { signal: AbortSignal.abort() }), 'retryCondition'),
    ).toBeUndefined();
    expect([asked.mock.calls, log.mock.calls]).toEqual([[], []]);
  });
});

describe('run', () => {
  it.each([
    ['a value', () => 5],
    ['a promise', () => Promise.resolve(5)],
    [
      'any thenable',
      () => ({
        then: (done: (value: number) => void) => {
          done(5);
        },
      }),
    ],
  ])('passes on %s', async (_name, work) => {
    expect(await run<unknown>(passageWith(), work)).toEqual(valueOf(5));
  });

  it('passes on a throw and a rejection, as they were thrown', async () => {
    const thrown = { not: 'even an error' };
    const boom = (): never => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- a hook may throw anything
      throw thrown;
    };
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a hook may throw anything
    for (const work of [boom, () => Promise.reject(thrown)]) {
      expect((await run(passageWith(), work))?.thrown?.[0]).toBe(thrown);
    }
  });

  it('does not begin, nor listen, when the call has been given up before', async () => {
    const { controller, signal, held } = countedSignal();
    controller.abort();
    const work = jest.fn();
    expect(await run(passageWith({}, { signal }), work)).toBeUndefined();
    const source = axios.CancelToken.source();
    source.cancel();
    expect(await run(passageWith({}, { cancelToken: source.token }), work)).toBeUndefined();
    expect(work).not.toHaveBeenCalled();
    expect([held.size, listenersOf(source)]).toEqual([0, 0]);
  });

  it('does not begin when the installation has been closed before', async () => {
    const passage = passageWith();
    passage.installation.close();
    const work = jest.fn();
    expect(await run(passage, work)).toBeUndefined();
    expect(work).not.toHaveBeenCalled();
  });

  it('ends with nothing when work that hangs is aborted', async () => {
    const { controller, signal, held } = countedSignal();
    const waiting = watch(run(passageWith({}, { signal }), forever));
    await jest.advanceTimersByTimeAsync(60_000);
    expect(waiting.state).toBe('pending');
    expect(held.size).toBe(1);
    controller.abort();
    await settle();
    expect(waiting).toEqual({ state: 'resolved', value: undefined });
    expect(held.size).toBe(0);
  });

  it('ends with nothing when work that hangs has its token cancelled', async () => {
    const source = axios.CancelToken.source();
    const waiting = watch(run(passageWith({}, { cancelToken: source.token }), forever));
    expect(listenersOf(source)).toBe(1);
    source.cancel();
    await settle();
    expect(waiting).toEqual({ state: 'resolved', value: undefined });
    expect(listenersOf(source)).toBe(0);
  });

  it('ends with nothing when the installation is closed, and keeps nothing there', async () => {
    const passage = passageWith();
    const waiting = watch(run(passage, forever));
    expect(passage.installation.closing.size).toBe(1);
    passage.installation.close();
    await settle();
    expect(waiting).toEqual({ state: 'resolved', value: undefined });
    expect(passage.installation.closing.size).toBe(0);
  });

  it('ends with nothing when the time of the call is over, and not a moment sooner', async () => {
    const waiting = watch(run(passageWith({ maxElapsedTime: 1500 }), forever));
    await jest.advanceTimersByTimeAsync(1499);
    expect(waiting.state).toBe('pending');
    await jest.advanceTimersByTimeAsync(1);
    expect(waiting).toEqual({ state: 'resolved', value: undefined });
  });

  it('counts time from the beginning of the call, and the timeout of the whole call', async () => {
    const passage = passageWith({ shouldResetTimeout: false }, { timeout: 1000 });
    await jest.advanceTimersByTimeAsync(400);
    const waiting = watch(run(passage, forever));
    await jest.advanceTimersByTimeAsync(599);
    expect(waiting.state).toBe('pending');
    await jest.advanceTimersByTimeAsync(1);
    expect(waiting.state).toBe('resolved');
  });

  it('passes on what work has returned at once, though it has ended the call', async () => {
    const passage = passageWith();
    const outcome = await run(passage, () => {
      passage.installation.close();
      return 5;
    });
    expect(outcome).toEqual(valueOf(5));
  });

  it('may be told to wait as long as a timer can last', async () => {
    const waiting = watch(run(passageWith(), forever, 2 ** 31 - 1));
    await jest.advanceTimersByTimeAsync(2 ** 31 - 2);
    expect(waiting.state).toBe('pending');
    await jest.advanceTimersByTimeAsync(1);
    expect(waiting).toEqual({ state: 'resolved', value: valueOf(undefined) });
  });

  it('takes work for done, without a value, that takes longer than it may', async () => {
    const waiting = watch(run(passageWith(), forever, 300));
    await jest.advanceTimersByTimeAsync(299);
    expect(waiting.state).toBe('pending');
    await jest.advanceTimersByTimeAsync(1);
    expect(waiting).toEqual({ state: 'resolved', value: valueOf(undefined) });
  });

  it.each([
    ['resolves', () => Promise.resolve(1)],
    ['rejects', () => Promise.reject(new Error('hook'))],
    [
      'throws',
      () => {
        throw new Error('hook');
      },
    ],
    ['is no promise', () => 1],
  ])('leaves no listener and no timer when the work %s', async (_name, work) => {
    const { signal, held } = countedSignal();
    const source = axios.CancelToken.source();
    const config = { signal, cancelToken: source.token } as AttemptConfig;
    const passage = passageWith({ maxElapsedTime: 60_000 }, config);
    await run<unknown>(passage, work, 5000);
    expect([held.size, listenersOf(source), passage.installation.closing.size]).toEqual([0, 0, 0]);
  });

  it('leaves none of a thousand', async () => {
    const { signal, held } = countedSignal();
    setMaxListeners(0, signal);
    const passage = passageWith({}, { signal });
    await Promise.all(Array.from({ length: 1000 }, () => run(passage, () => Promise.resolve())));
    expect([held.size, passage.installation.closing.size]).toEqual([0, 0]);
  });

  // A rejection that nobody takes ends a Node process.
  it('takes charge of work that rejects after the call was given up', async () => {
    const controller = new AbortController();
    const work = Promise.reject(new Error('hook'));
    // Else a failure of this test would end the process that runs it.
    work.catch(() => undefined);
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called on its own promise
    const { then } = work;
    const taken: unknown[] = [];
    work.then = ((...handlers: Parameters<typeof work.then>) => {
      taken.push(handlers[1]);
      return then.apply(work, handlers);
    }) as typeof work.then;
    const waiting = run(passageWith({}, { signal: controller.signal }), () => work);
    controller.abort();
    await waiting;
    expect(taken).toContainEqual(expect.any(Function));
  });

  it('takes charge of work that ends the call itself and then rejects', async () => {
    const passage = passageWith();
    const work = Promise.reject(new Error('hook'));
    const taken = jest.spyOn(work, 'then');
    const outcome = await run(passage, () => {
      passage.installation.close();
      return work;
    });
    expect(outcome).toBeUndefined();
    expect(taken).toHaveBeenCalledWith(undefined, expect.any(Function));
  });

  describe('ends at once when the work itself', () => {
    it('aborts the signal', async () => {
      const { controller, signal, held } = countedSignal();
      const waiting = watch(
        run(passageWith({}, { signal }), () => {
          controller.abort();
          return forever();
        }),
      );
      await settle();
      expect(waiting).toEqual({ state: 'resolved', value: undefined });
      expect(held.size).toBe(0);
    });

    it('cancels the token', async () => {
      const source = axios.CancelToken.source();
      const waiting = watch(
        run(passageWith({}, { cancelToken: source.token }), () => {
          source.cancel();
          return forever();
        }),
      );
      await settle();
      expect(waiting).toEqual({ state: 'resolved', value: undefined });
    });

    it('closes the installation', async () => {
      const passage = passageWith();
      const waiting = watch(
        run(passage, () => {
          passage.installation.close();
          return forever();
        }),
      );
      await settle();
      expect(waiting).toEqual({ state: 'resolved', value: undefined });
    });
  });
});

describe('runLogged', () => {
  it('passes on what the work returns', () => {
    expect(runLogged(passageWith(), 'onGiveUp', () => 5)).toBe(5);
  });

  it.each([
    ['throws', (): never => { throw new RangeError('x'); }], // prettier-ignore
    ['rejects', () => Promise.reject(new RangeError('x'))],
  ])('warns when the work %s, and goes on', async (_name, work) => {
    runLogged<unknown>(passageWith({ log }), 'onGiveUp', work);
    await settle();
    expect(log.mock.calls.map(([line]: unknown[]) => line)).toEqual([
      'axios-backoff: onGiveUp threw RangeError',
    ]);
  });
});
