import type { AttemptConfig } from './types';

/** Whether the caller has given the call up, by `signal` or by `cancelToken`. */
export function isCancelled({ signal, cancelToken }: AttemptConfig): boolean {
  return signal?.aborted === true || cancelToken?.reason !== undefined;
}

const nothing = (): void => undefined;

/**
 * Calls `listener` when the caller gives the call up.
 *
 * @returns a function that takes the listener off again: a signal that outlives the call must not collect them.
 */
function onCancel({ signal, cancelToken }: AttemptConfig, listener: () => void): () => void {
  signal?.addEventListener?.('abort', listener);
  cancelToken?.subscribe(listener);
  return () => {
    signal?.removeEventListener?.('abort', listener);
    cancelToken?.unsubscribe(listener);
  };
}

/**
 * Waits until `start` calls what it is given, or the caller gives the call up. Leaves no timer and no listener behind.
 *
 * @param start begins the wait, and returns a function that stops it.
 * @returns what `start` called it with; `undefined` when the call was given up.
 */
export function sleep<T>(
  start: (wake: (value?: T) => void) => () => void,
  config: AttemptConfig,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    // A call that nobody can cancel sleeps on less memory.
    if (!config.signal && !config.cancelToken) {
      start(resolve);
      return;
    }
    if (isCancelled(config)) {
      resolve(undefined);
      return;
    }
    let stop = nothing;
    const stopListening = onCancel(config, () => {
      stop();
      stopListening();
      resolve(undefined);
    });
    stop = start((value) => {
      stopListening();
      resolve(value);
    });
  });
}

/**
 * The outcome of a hook, or `undefined` as soon as the caller gives the call up: a hook that hangs must not hold
 * an aborted call. Check {@link isCancelled} after it.
 */
export function unlessCancelled<T>(work: T | PromiseLike<T>, config: AttemptConfig): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    let stopListening = nothing;
    if (isCancelled(config)) resolve(undefined);
    else {
      stopListening = onCancel(config, () => {
        stopListening();
        resolve(undefined);
      });
    }
    Promise.resolve(work).then(resolve, reject).finally(stopListening);
  });
}
