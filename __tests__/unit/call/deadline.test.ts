import axios, { type CancelTokenSource } from 'axios';
import { cutAfter, withoutDeadline } from '../../../lib/axios/deadline-token';
import type { AttemptConfig } from '../../../lib/axios/types';
import type { CancelTokenLike } from '../../../lib/time/cancellation';

const tokenOf = (config: AttemptConfig): CancelTokenLike => {
  expect(config.cancelToken).toBeDefined();
  return config.cancelToken!;
};

const listenersOf = ({ token }: CancelTokenSource): number => {
  const { _listeners } = token as unknown as { readonly _listeners?: readonly unknown[] | null };
  return _listeners?.length ?? 0;
};

/** A config with a clock of one second, and what came of it. */
function cut(own: object = {}): {
  config: AttemptConfig;
  token: CancelTokenLike;
  onCut: jest.Mock;
} {
  const config = { url: '/orders', ...own } as AttemptConfig;
  const onCut = jest.fn();
  cutAfter(1000, config, onCut);
  return { config, token: tokenOf(config), onCut };
}

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

describe('an attempt that outlasts its clock', () => {
  it('is cut at that time, and not a millisecond sooner', () => {
    const { token, onCut } = cut();
    const listener = jest.fn();
    token.subscribe(listener);
    jest.advanceTimersByTime(999);
    expect(listener).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(listener).toHaveBeenCalledTimes(1);
    expect(onCut).toHaveBeenCalledTimes(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('ends with an error that axios takes for a cancellation, and that leads back to its config', () => {
    const { config, token } = cut();
    const listener = jest.fn<undefined, [unknown]>();
    token.subscribe(listener);
    jest.advanceTimersByTime(1000);
    const reason = listener.mock.calls[0]?.[0];
    expect(axios.isCancel(reason)).toBe(true);
    expect(reason).toBeInstanceOf(Error);
    expect(reason).toMatchObject({ message: 'canceled', code: 'ERR_CANCELED' });
    expect(Reflect.get(Object(reason), 'config')).toBe(config);
    expect(() => {
      token.throwIfRequested();
    }).toThrow(reason as Error);
  });

  it('tells the plugin before the adapter', () => {
    const { token, onCut } = cut();
    const listener = jest.fn();
    token.subscribe(listener);
    jest.advanceTimersByTime(1000);
    expect(onCut.mock.invocationCallOrder[0]).toBeLessThan(listener.mock.invocationCallOrder[0]!);
  });

  it('does not count as cancelled by the caller', () => {
    const { token } = cut();
    token.subscribe(() => undefined);
    jest.advanceTimersByTime(1000);
    expect(token.reason).toBeUndefined();
  });

  it('is not begun when the time is over before there is an adapter', () => {
    const { token, onCut } = cut();
    jest.advanceTimersByTime(999);
    expect(() => {
      token.throwIfRequested();
    }).not.toThrow();
    jest.advanceTimersByTime(1);
    expect(() => {
      token.throwIfRequested();
    }).toThrow('canceled');
    expect(onCut).toHaveBeenCalledTimes(1);
  });

  it('ends as soon as its adapter listens, if that is after the time', () => {
    const { token } = cut();
    jest.advanceTimersByTime(1000);
    const listener = jest.fn();
    token.subscribe(listener);
    jest.advanceTimersByTime(1);
    expect(listener).toHaveBeenCalledWith(expect.objectContaining({ __CANCEL__: true }));
  });

  it('tells every listener, even when one takes itself off', () => {
    const { token } = cut();
    const first = jest.fn(() => {
      token.unsubscribe(first);
    });
    const second = jest.fn();
    token.subscribe(first);
    token.subscribe(second);
    jest.advanceTimersByTime(1000);
    expect(first).toHaveBeenCalledTimes(1);
    expect(second).toHaveBeenCalledTimes(1);
  });
});

describe('an attempt that ends in time', () => {
  it('has no timer before an adapter listens: it may never come to that', () => {
    cut();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('leaves no timer when axios asks again, which it does when the adapter is done', () => {
    const { token, onCut } = cut();
    // An adapter that takes its listener off is not all there are.
    token.subscribe(() => undefined);
    expect(jest.getTimerCount()).toBe(1);
    token.throwIfRequested();
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(5000);
    expect(onCut).not.toHaveBeenCalled();
  });

  it('tells an adapter of the old kind, which waits for a promise', async () => {
    const { token } = cut();
    const reason = token.promise;
    await jest.advanceTimersByTimeAsync(1000);
    expect(await reason).toMatchObject({ code: 'ERR_CANCELED' });
  });

  it('leaves no timer when its adapter stops listening', () => {
    const { token } = cut();
    const listener = (): void => undefined;
    token.subscribe(listener);
    token.unsubscribe(listener);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('keeps the clock while anybody listens', () => {
    const { token } = cut();
    const listener = (): void => undefined;
    token.subscribe(listener);
    token.subscribe(() => undefined);
    token.unsubscribe(listener);
    expect(jest.getTimerCount()).toBe(1);
  });
});

describe("the caller's own token", () => {
  it('still cancels the attempt', async () => {
    const source = axios.CancelToken.source();
    const { token } = cut({ cancelToken: source.token });
    const listener = jest.fn();
    token.subscribe(listener);
    expect(token.reason).toBeUndefined();
    source.cancel('enough');
    await jest.advanceTimersByTimeAsync(0);
    expect(token.reason).toMatchObject({ message: 'enough' });
    expect(listener).toHaveBeenCalledWith(token.reason);
    expect(() => {
      token.throwIfRequested();
    }).toThrow('enough');
  });

  it('is left with no listener', () => {
    const source = axios.CancelToken.source();
    const { token } = cut({ cancelToken: source.token });
    const listener = (): void => undefined;
    token.subscribe(listener);
    expect(listenersOf(source)).toBe(1);
    token.unsubscribe(listener);
    expect(listenersOf(source)).toBe(0);
  });

  it('is put back when the call has ended', () => {
    const { token } = axios.CancelToken.source();
    const { config } = cut({ cancelToken: token });
    withoutDeadline(config);
    expect(config.cancelToken).toBe(token);
  });
});

describe('a config that is handed out', () => {
  it('has no token where the caller gave none', () => {
    const { config } = cut();
    withoutDeadline(config);
    expect(config).toEqual({ url: '/orders' });
  });

  it("keeps a token that is not the plugin's", () => {
    const { token } = axios.CancelToken.source();
    const config = { cancelToken: token } as unknown as AttemptConfig;
    withoutDeadline(config);
    expect(config.cancelToken).toBe(token);
  });
});

describe('as the signal that the fetch adapter asks for', () => {
  const signalOf = (token: CancelTokenLike): AbortSignal & { unsubscribe(): void } =>
    token.toAbortSignal?.() as AbortSignal & { unsubscribe(): void };

  it('aborts at the cut, with its error', () => {
    const { token } = cut();
    const signal = signalOf(token);
    expect(signal.aborted).toBe(false);
    jest.advanceTimersByTime(1000);
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toMatchObject({ code: 'ERR_CANCELED' });
  });

  it('aborts when the caller cancels', async () => {
    const source = axios.CancelToken.source();
    const { token } = cut({ cancelToken: source.token });
    const signal = signalOf(token);
    source.cancel('enough');
    await jest.advanceTimersByTimeAsync(0);
    expect(signal.reason).toMatchObject({ message: 'enough' });
  });

  it('leaves no timer and no listener when the adapter is done', () => {
    const source = axios.CancelToken.source();
    const { token } = cut({ cancelToken: source.token });
    signalOf(token).unsubscribe();
    expect(jest.getTimerCount()).toBe(0);
    expect(listenersOf(source)).toBe(0);
  });
});
