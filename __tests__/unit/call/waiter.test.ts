import axios from 'axios';
import type { AttemptConfig } from '../../../lib/axios/types';
import { wait, type Waiter } from '../../../lib/call/waiter';
import type { RetryOptions } from '../../../lib/types';
import { passageWith } from '../passages';
import { countedSignal, listenersOf } from '../time/listeners';
import { watch } from '../watch';

/** Waits for so many milliseconds, on behalf of a call with that config. */
const waitWith = (config: AttemptConfig, delay: number, options: RetryOptions = {}): Promise<unknown> =>
  wait(passageWith(options, config), (waiter) => {
    waiter.wakeAfter(delay);
  });

const settle = (): Promise<unknown> => jest.advanceTimersByTimeAsync(0);

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

describe('wait', () => {
  it.each([1500, 2 ** 31 + 1500])('lasts %d ms if it was told to', async (delay) => {
    const waiting = watch(waitWith({}, delay));
    await jest.advanceTimersByTimeAsync(delay - 1);
    expect(waiting.state).toBe('pending');
    await jest.advanceTimersByTimeAsync(1);
    expect(waiting.state).toBe('resolved');
  });

  it.each([60_000, 2 ** 32])(
    'of %d ms ends as soon as its signal is aborted, and leaves nothing behind',
    async (delay) => {
      const { controller, signal, held } = countedSignal();
      const waiting = watch(waitWith({ signal }, delay));
      expect(held.size).toBe(1);
      await jest.advanceTimersByTimeAsync(100);
      controller.abort();
      await settle();
      expect(waiting.state).toBe('resolved');
      expect(held.size).toBe(0);
      expect(jest.getTimerCount()).toBe(0);
    },
  );

  it('ends as soon as its token is cancelled, and leaves nothing behind', async () => {
    const source = axios.CancelToken.source();
    const waiting = watch(waitWith({ cancelToken: source.token }, 60_000));
    expect(listenersOf(source)).toBe(1);
    source.cancel();
    await settle();
    expect(waiting.state).toBe('resolved');
    expect(listenersOf(source)).toBe(0);
  });

  it('takes its listeners off again when it ends by itself: a thousand waits on one signal leave none', async () => {
    const { signal, held } = countedSignal();
    const source = axios.CancelToken.source();
    const config = { signal, cancelToken: source.token as never };
    const waits = Array.from({ length: 1000 }, () => waitWith(config, 50));
    expect(held.size).toBe(1000);
    expect(listenersOf(source)).toBe(1000);
    await jest.advanceTimersByTimeAsync(50);
    await Promise.all(waits);
    expect(held.size).toBe(0);
    expect(listenersOf(source)).toBe(0);
  });

  it('takes the listener off the token when the signal ends it, and the other way round', async () => {
    for (const which of ['signal', 'token']) {
      const { controller, signal, held } = countedSignal();
      const source = axios.CancelToken.source();
      const waiting = waitWith({ signal, cancelToken: source.token }, 60_000);
      if (which === 'signal') controller.abort();
      else source.cancel();
      await waiting;
      expect([held.size, listenersOf(source)]).toEqual([0, 0]);
    }
  });

  it('ends when the time of its call is over, and when its installation closes', async () => {
    const waiting = watch(waitWith({}, 60_000, { maxElapsedTime: 500 }));
    await jest.advanceTimersByTimeAsync(499);
    expect(waiting.state).toBe('pending');
    await jest.advanceTimersByTimeAsync(1);
    expect(waiting.state).toBe('resolved');

    const passage = passageWith();
    const closing = wait(passage, (waiter) => {
      waiter.wakeAfter(60_000);
    });
    expect(passage.installation.closing.size).toBe(1);
    passage.installation.close();
    expect(await closing).toBeUndefined();
    expect(passage.installation.closing.size).toBe(0);
  });

  it('ends with what it was woken with, and stops what it began with only when the call ends', async () => {
    const onEnd = jest.fn();
    const begin =
      (value?: string) =>
      (waiter: Waiter<string>): void => {
        waiter.onEnd = onEnd;
        if (value) waiter.wake(value);
      };
    expect(await wait(passageWith(), begin('held back'))).toBe('held back');
    expect(onEnd).not.toHaveBeenCalled();

    const controller = new AbortController();
    const waiting = wait(passageWith({}, { signal: controller.signal }), begin());
    controller.abort();
    expect(await waiting).toBeUndefined();
    expect(onEnd).toHaveBeenCalledTimes(1);
  });

  it('does not begin when the call has ended', async () => {
    const source = axios.CancelToken.source();
    source.cancel();
    for (const config of [{ signal: AbortSignal.abort() }, { cancelToken: source.token as never }]) {
      const begin = jest.fn();
      expect(await wait(passageWith({}, config), begin)).toBeUndefined();
      expect(begin).not.toHaveBeenCalled();
    }
  });

  it('has no timer for a limit that its call does not have', async () => {
    const { signal } = new AbortController();
    const passage = passageWith({}, { signal });
    const waiting = wait(passage, () => undefined);
    expect(jest.getTimerCount()).toBe(0);
    passage.installation.close();
    await waiting;
  });

  it('does not end before the limit of its call, though a timer fires early', async () => {
    const begun = performance.now();
    const waiting = watch(waitWith({}, 60_000, { maxElapsedTime: 500 }));
    // As timers do that count by another clock.
    const clock = jest.spyOn(performance, 'now').mockReturnValue(begun + 499.2);
    await jest.advanceTimersByTimeAsync(500);
    expect(waiting.state).toBe('pending');
    clock.mockReturnValue(begun + 500);
    await jest.advanceTimersByTimeAsync(1);
    expect(waiting.state).toBe('resolved');
    clock.mockRestore();
  });

  it('wakes with what it is told, and not with what a timer passes', async () => {
    const waiting = watch(waitWith({}, 5));
    await jest.advanceTimersByTimeAsync(5);
    expect(waiting).toEqual({ state: 'resolved', value: undefined });
  });

  it('leaves no timer for its limit when it ends by itself', async () => {
    const waiting = waitWith({}, 5, { maxElapsedTime: 60_000 });
    expect(jest.getTimerCount()).toBe(2);
    await jest.advanceTimersByTimeAsync(5);
    await waiting;
    expect(jest.getTimerCount()).toBe(0);
  });
});
