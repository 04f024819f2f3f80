import { bare } from '../checks/member';
import type { AttemptConfig } from '../types';

/** Whether the caller has cancelled the call, by `signal` or by `cancelToken`. */
export const isCancelled = ({ signal, cancelToken }: AttemptConfig): boolean =>
  signal?.aborted === true || Boolean(cancelToken?.reason);

// Without a prototype: a signal reads more of its options than that.
const ONCE = bare({ once: true }) as { readonly once: boolean };

/**
 * Calls `listener` when the caller cancels the call.
 *
 * @returns a function that takes the listener off again: a signal that outlives the call must not collect them. Once
 * cancelled, both let go of their listeners themselves, and taking each off by itself would take quadratic time.
 */
export function onCancel({ signal, cancelToken }: AttemptConfig, listener: () => void): () => void {
  signal?.addEventListener?.('abort', listener, ONCE);
  cancelToken?.subscribe(listener);
  return () => {
    if (!signal?.aborted) signal?.removeEventListener?.('abort', listener);
    if (!cancelToken?.reason) cancelToken?.unsubscribe(listener);
  };
}
