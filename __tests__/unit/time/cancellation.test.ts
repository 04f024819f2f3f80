import { setMaxListeners } from 'node:events';
import axios, { type CancelTokenSource } from 'axios';
import { isCancelled, sleep, unlessCancelled } from '../../../lib/time/cancellation';
import { startTimer } from '../../../lib/time/timer';
import type { AttemptConfig } from '../../../lib/axios/types';

/** A signal that tells how many listeners it holds. */
function countedSignal(): { controller: AbortController; signal: AbortSignal; held: Set<unknown> } {
  const controller = new AbortController();
  const { signal } = controller;
  setMaxListeners(0, signal);
  const held = new Set<unknown>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (type: string, listener: EventListener): void => {
    held.add(listener);
    add(type, listener);
  };
  signal.removeEventListener = (type: string, listener: EventListener): void => {
    held.delete(listener);
    remove(type, listener);
  };
  return { controller, signal, held };
}

const listenersOf = ({ token }: CancelTokenSource): number => {
  const { _listeners } = token as unknown as { readonly _listeners?: readonly unknown[] | null };
  return _listeners?.length ?? 0;
};

const after =
  (delay: number) =>
  (wake: (value?: unknown) => void): (() => void) =>
    startTimer(delay, wake);

const configWith = (given: object): AttemptConfig => given as AttemptConfig;

/** What has become of a promise by now. */
function watch(promise: Promise<unknown>): { state: string; value?: unknown } {
  const seen: { state: string; value?: unknown } = { state: 'pending' };
  promise.then(
    (value) => Object.assign(seen, { state: 'resolved', value }),
    (value: unknown) => Object.assign(seen, { state: 'rejected', value }),
  );
  return seen;
}

const settle = (): Promise<unknown> => jest.advanceTimersByTimeAsync(0);

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

describe('isCancelled', () => {
  it('goes by the signal and by the token', () => {
    const controller = new AbortController();
    const source = axios.CancelToken.source();
    const config = configWith({ signal: controller.signal, cancelToken: source.token });
    expect(isCancelled(config)).toBe(false);
    source.cancel();
    expect(isCancelled(config)).toBe(true);
    expect(isCancelled(configWith({ signal: controller.signal }))).toBe(false);
    controller.abort();
    expect(isCancelled(configWith({ signal: controller.signal }))).toBe(true);
  });

  it('is no for a config with neither', () => {
    expect(isCancelled({})).toBe(false);
    expect(isCancelled(configWith({ signal: null, cancelToken: null }))).toBe(false);
  });
});

describe('sleep', () => {
  it('lasts as long as it was told to', async () => {
    const sleeping = watch(sleep(after(1500), {}));
    await jest.advanceTimersByTimeAsync(1499);
    expect(sleeping.state).toBe('pending');
    await jest.advanceTimersByTimeAsync(1);
    expect(sleeping.state).toBe('resolved');
  });

  it('ends as soon as its signal is aborted, and leaves nothing behind', async () => {
    const { controller, signal, held } = countedSignal();
    const sleeping = watch(sleep(after(60_000), { signal }));
    expect(held.size).toBe(1);
    await jest.advanceTimersByTimeAsync(100);
    controller.abort();
    await settle();
    expect(sleeping.state).toBe('resolved');
    expect(held.size).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('ends as soon as its token is cancelled, and leaves nothing behind', async () => {
    const source = axios.CancelToken.source();
    const sleeping = watch(sleep(after(60_000), configWith({ cancelToken: source.token })));
    expect(listenersOf(source)).toBe(1);
    source.cancel();
    await settle();
    expect(sleeping.state).toBe('resolved');
    expect(listenersOf(source)).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('takes its listeners off again when it ends by itself: a thousand sleeps on one signal leave none', async () => {
    const { signal, held } = countedSignal();
    const source = axios.CancelToken.source();
    const sleeps = Array.from({ length: 1000 }, () =>
      sleep(after(50), configWith({ signal, cancelToken: source.token })),
    );
    expect(held.size).toBe(1000);
    expect(listenersOf(source)).toBe(1000);
    await jest.advanceTimersByTimeAsync(50);
    await Promise.all(sleeps);
    expect(held.size).toBe(0);
    expect(listenersOf(source)).toBe(0);
  });

  it('takes the listener off the token when the signal ends it, and the other way round', async () => {
    for (const which of ['signal', 'token']) {
      const { controller, signal, held } = countedSignal();
      const source = axios.CancelToken.source();
      const sleeping = sleep(after(60_000), configWith({ signal, cancelToken: source.token }));
      if (which === 'signal') controller.abort();
      else source.cancel();
      await sleeping;
      expect([held.size, listenersOf(source)]).toEqual([0, 0]);
    }
  });

  it('does not begin when the call has been given up before', async () => {
    const { controller, signal, held } = countedSignal();
    controller.abort();
    const source = axios.CancelToken.source();
    source.cancel();
    const bySignal = watch(sleep(after(60_000), { signal }));
    const byToken = watch(sleep(after(60_000), configWith({ cancelToken: source.token })));
    expect(jest.getTimerCount()).toBe(0);
    expect(held.size).toBe(0);
    await settle();
    expect([bySignal.state, byToken.state]).toEqual(['resolved', 'resolved']);
  });

  it('copes with a signal that can not be listened to', async () => {
    const sleeping = watch(sleep(after(10), { signal: { aborted: false } }));
    await jest.advanceTimersByTimeAsync(10);
    expect(sleeping.state).toBe('resolved');
  });
});

describe('unlessCancelled', () => {
  it.each([
    ['a value', 5],
    ['a promise', Promise.resolve(5)],
    [
      'any thenable',
      {
        then: (done: (value: number) => void) => {
          done(5);
        },
      },
    ],
  ])('passes on %s', async (_name, work) => {
    await expect(unlessCancelled<unknown>(work, {})).resolves.toBe(5);
  });

  it('passes on a rejection, as it was thrown', async () => {
    const thrown = { not: 'even an error' };
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a hook may throw anything
    await expect(unlessCancelled(Promise.reject(thrown), {})).rejects.toBe(thrown);
  });

  it('ends with undefined when a hook that hangs is aborted', async () => {
    const { controller, signal, held } = countedSignal();
    const waiting = watch(unlessCancelled(new Promise(() => undefined), { signal }));
    await jest.advanceTimersByTimeAsync(60_000);
    expect(waiting.state).toBe('pending');
    expect(held.size).toBe(1);
    controller.abort();
    await settle();
    expect(waiting).toEqual({ state: 'resolved', value: undefined });
    expect(held.size).toBe(0);
  });

  it('ends with undefined when a hook that hangs has its token cancelled', async () => {
    const source = axios.CancelToken.source();
    const config = configWith({ cancelToken: source.token });
    const waiting = watch(unlessCancelled(new Promise(() => undefined), config));
    expect(listenersOf(source)).toBe(1);
    source.cancel();
    await settle();
    expect(waiting).toEqual({ state: 'resolved', value: undefined });
    expect(listenersOf(source)).toBe(0);
  });

  it.each([
    ['resolves', () => Promise.resolve(1)],
    ['rejects', () => Promise.reject(new Error('hook'))],
    ['is no promise', () => 1],
  ])('leaves no listener when the work %s', async (_name, work) => {
    const { signal, held } = countedSignal();
    const source = axios.CancelToken.source();
    watch(unlessCancelled(work(), configWith({ signal, cancelToken: source.token })));
    expect(held.size).toBe(1);
    await settle();
    expect(held.size).toBe(0);
    expect(listenersOf(source)).toBe(0);
  });

  it('does not listen when the call has been given up before', async () => {
    const { controller, signal, held } = countedSignal();
    controller.abort();
    await expect(unlessCancelled(5, { signal })).resolves.toBeUndefined();
    expect(held.size).toBe(0);
  });

  // A rejection that nobody takes ends a Node process.
  it.each(['before', 'after'])(
    'takes charge of work that rejects when the call was given up %s',
    async (when) => {
      const controller = new AbortController();
      if (when === 'before') controller.abort();
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
      const waiting = unlessCancelled(work, { signal: controller.signal });
      controller.abort();
      await waiting.catch(() => undefined);
      expect(taken).toContainEqual(expect.any(Function));
    },
  );
});
