import axios from 'axios';
import { onCancel } from '../../../lib/time/cancellation';
import { sleep } from '../../../lib/time/sleep';
import { startTimer } from '../../../lib/time/timer';
import { watch } from '../watch';
import { countedSignal, listenersOf } from './listeners';

const after =
  (delay: number) =>
  (wake: (value?: unknown) => void): (() => void) =>
    startTimer(delay, wake);

const never = (): (() => void) => () => undefined;

const whenCancelled =
  (config: object) =>
  (listener: () => void): (() => void) =>
    onCancel(config, listener);

const settle = (): Promise<unknown> => jest.advanceTimersByTimeAsync(0);

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

describe('sleep', () => {
  it('lasts as long as it was told to', async () => {
    const sleeping = watch(sleep(after(1500), never));
    await jest.advanceTimersByTimeAsync(1499);
    expect(sleeping.state).toBe('pending');
    await jest.advanceTimersByTimeAsync(1);
    expect(sleeping.state).toBe('resolved');
  });

  it('ends as soon as its signal is aborted, and leaves nothing behind', async () => {
    const { controller, signal, held } = countedSignal();
    const sleeping = watch(sleep(after(60_000), whenCancelled({ signal })));
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
    const sleeping = watch(sleep(after(60_000), whenCancelled({ cancelToken: source.token })));
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
      sleep(after(50), whenCancelled({ signal, cancelToken: source.token })),
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
      const sleeping = sleep(after(60_000), whenCancelled({ signal, cancelToken: source.token }));
      if (which === 'signal') controller.abort();
      else source.cancel();
      await sleeping;
      expect([held.size, listenersOf(source)]).toEqual([0, 0]);
    }
  });

  it('ends with what it was woken with, and with nothing when it was interrupted', async () => {
    expect(
      await sleep(
        (wake) => {
          wake('held back');
          return () => undefined;
        },
        () => () => undefined,
      ),
    ).toBe('held back');
    const controller = new AbortController();
    const sleeping = sleep(after(60_000), whenCancelled({ signal: controller.signal }));
    controller.abort();
    expect(await sleeping).toBeUndefined();
  });

  it('stops what it began with when it is interrupted, once', async () => {
    const stop = jest.fn();
    const controller = new AbortController();
    const sleeping = sleep(() => stop, whenCancelled({ signal: controller.signal }));
    controller.abort();
    await sleeping;
    expect(stop).toHaveBeenCalledTimes(1);
  });

  it('ends at once when the interruption comes while it begins', async () => {
    const sleeping = watch(
      sleep(after(60_000), (listener) => {
        listener();
        return () => undefined;
      }),
    );
    await settle();
    expect(sleeping).toEqual({ state: 'resolved', value: undefined });
  });
});
