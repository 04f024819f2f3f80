import axios, { type CancelTokenSource } from 'axios';
import { cutAfter, withoutDeadline } from '../../../lib/axios/deadline-token';
import type { AttemptConfig } from '../../../lib/axios/types';
import type { CancelTokenLike } from '../../../lib/time/cancellation';

let onCut: jest.Mock;

beforeEach(() => {
  jest.useFakeTimers();
  onCut = jest.fn();
});

afterEach(() => {
  jest.useRealTimers();
});

/** A config that is cut after a second, and its token. */
function cutting(config: AttemptConfig = {}): { config: AttemptConfig; token: CancelTokenLike } {
  cutAfter(1000, config, onCut);
  return { config, token: config.cancelToken! };
}

const CUT = { message: 'canceled', code: 'ERR_CANCELED', __CANCEL__: true };

describe('the token of a deadline', () => {
  it('aborts who listens, at its time, as a cancellation', () => {
    const { config, token } = cutting();
    const listener = jest.fn();
    token.subscribe(listener);
    jest.advanceTimersByTime(999);
    expect(listener).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(onCut).toHaveBeenCalledTimes(1);
    expect(listener).toHaveBeenCalledTimes(1);
    const [error] = listener.mock.calls[0] as [Error];
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ ...CUT, config });
    expect(axios.isCancel(error)).toBe(true);
  });

  it('aborts all that listen, but not who has unsubscribed', () => {
    const { token } = cutting();
    const listeners = [jest.fn(), jest.fn(), jest.fn()];
    for (const listener of listeners) token.subscribe(listener);
    token.unsubscribe(listeners[1]!);
    jest.advanceTimersByTime(1000);
    expect(listeners.map(({ mock }) => mock.calls.length)).toEqual([1, 0, 1]);
    expect(onCut).toHaveBeenCalledTimes(1);
  });

  it('has a timer only while somebody listens', () => {
    const { token } = cutting();
    const [first, second] = [jest.fn(), jest.fn()];
    expect(jest.getTimerCount()).toBe(0);
    token.unsubscribe(first);
    token.subscribe(first);
    token.subscribe(second);
    expect(jest.getTimerCount()).toBe(1);
    token.unsubscribe(first);
    expect(jest.getTimerCount()).toBe(1);
    token.unsubscribe(second);
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(5000);
    expect(onCut).not.toHaveBeenCalled();
  });

  it('counts from when it was made, not from when somebody listens', () => {
    const { token } = cutting();
    jest.advanceTimersByTime(400);
    const listener = jest.fn();
    token.subscribe(listener);
    jest.advanceTimersByTime(599);
    expect(listener).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('throws once its time is over, also where nobody has listened, and not sooner', () => {
    const { token } = cutting();
    jest.advanceTimersByTime(999);
    token.throwIfRequested();
    expect(onCut).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(() => {
      token.throwIfRequested();
    }).toThrow('canceled');
    expect(onCut).toHaveBeenCalledTimes(1);
  });

  it('stops its timer when axios checks it again, because the adapter is done', () => {
    const { token } = cutting();
    token.subscribe(jest.fn());
    token.throwIfRequested();
    expect(jest.getTimerCount()).toBe(0);
    // What the adapter has given is not thrown away for a transform that takes long.
    jest.advanceTimersByTime(5000);
    token.throwIfRequested();
    expect(onCut).not.toHaveBeenCalled();
  });

  it('resolves the promise that old adapters wait for', async () => {
    const { token } = cutting();
    const { promise } = token;
    jest.advanceTimersByTime(1000);
    await expect(promise).resolves.toMatchObject(CUT);
  });

  it('aborts a signal for fetch, which lets go of it afterwards', () => {
    const { token } = cutting();
    const signal = token.toAbortSignal!() as AbortSignal & { unsubscribe(): void };
    expect(signal.aborted).toBe(false);
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(1000);
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toMatchObject(CUT);

    const other = cutting().token.toAbortSignal!() as AbortSignal & { unsubscribe(): void };
    other.unsubscribe();
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(5000);
    expect(other.aborted).toBe(false);
  });
});

describe("the token of a deadline over the caller's own", () => {
  let source: CancelTokenSource;
  let own: CancelTokenLike;

  beforeEach(() => {
    source = axios.CancelToken.source();
    own = source.token;
  });

  it('passes a cancellation on, and its reason', async () => {
    const { token } = cutting({ cancelToken: own });
    const listener = jest.fn();
    token.subscribe(listener);
    expect(token.reason).toBeUndefined();
    token.throwIfRequested();
    source.cancel('enough');
    await own.promise;
    expect(listener).toHaveBeenCalledWith(expect.objectContaining({ message: 'enough' }));
    expect(token.reason).toMatchObject({ message: 'enough' });
    expect(() => {
      token.throwIfRequested();
    }).toThrow(expect.objectContaining({ message: 'enough' }));
    expect(onCut).not.toHaveBeenCalled();
  });

  it('leaves no listener on it', async () => {
    const { token } = cutting({ cancelToken: own });
    const listener = jest.fn();
    token.subscribe(listener);
    token.unsubscribe(listener);
    source.cancel('enough');
    await own.promise;
    expect(listener).not.toHaveBeenCalled();
  });

  it("has no reason of its own: the deadline is not the caller's", () => {
    const { token } = cutting();
    token.subscribe(jest.fn());
    jest.advanceTimersByTime(1000);
    expect(token.reason).toBeUndefined();
  });

  it('gives place to it when the attempt is over, without a timer', () => {
    const { config, token } = cutting({ cancelToken: own });
    token.subscribe(jest.fn());
    withoutDeadline(config);
    expect(config.cancelToken).toBe(own);
    expect(jest.getTimerCount()).toBe(0);
    // Now it is the caller's.
    withoutDeadline(config);
    expect(config.cancelToken).toBe(own);
  });

  it.each<[unknown]>([[undefined], [null], [0], ['']])('takes %p for no token', (none) => {
    const { config, token } = cutting({ cancelToken: none as undefined });
    token.throwIfRequested();
    token.subscribe(jest.fn());
    withoutDeadline(config);
    expect(config.cancelToken).toBeUndefined();
  });

  it('leaves a frozen config as it is', () => {
    const { config } = cutting({ cancelToken: own });
    const frozen = Object.freeze({ ...config });
    withoutDeadline(frozen);
    expect(frozen.cancelToken).toBe(config.cancelToken);
    withoutDeadline({});
  });
});
