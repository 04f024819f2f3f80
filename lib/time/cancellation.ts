import { bare } from '../checks/member';

/** The signal of a request, as axios describes it. */
interface SignalLike {
  readonly aborted: boolean;
  addEventListener?(type: 'abort', listener: () => void, options: { readonly once: boolean }): void;
  removeEventListener?(type: 'abort', listener: () => void): void;
}

/** An axios cancel token, as its adapters use it. */
export interface CancelTokenLike {
  readonly reason?: unknown;
  readonly promise?: Promise<unknown>;
  throwIfRequested(): void;
  subscribe(listener: (reason?: unknown) => void): void;
  unsubscribe(listener: (reason?: unknown) => void): void;
  toAbortSignal?(): unknown;
}

/** What cancels a request. */
export interface Cancellable {
  signal?: SignalLike;
  cancelToken?: CancelTokenLike;
}

/** Whether the caller has cancelled the call, by `signal` or by `cancelToken`. */
export const isCancelled = ({ signal, cancelToken }: Cancellable): boolean =>
  signal?.aborted === true || Boolean(cancelToken?.reason);

// Without a prototype: a signal reads more of its options than that.
const ONCE = bare({ once: true }) as { readonly once: boolean };

/**
 * Calls `listener` when the caller cancels the call.
 *
 * @returns a function that takes the listener off again: a signal that outlives the call must not collect them. Once
 * cancelled, both let go of their listeners themselves, and taking each off by itself would take quadratic time.
 */
export function onCancel({ signal, cancelToken }: Cancellable, listener: () => void): () => void {
  signal?.addEventListener?.('abort', listener, ONCE);
  cancelToken?.subscribe(listener);
  return () => {
    if (!signal?.aborted) signal?.removeEventListener?.('abort', listener);
    if (!cancelToken?.reason) cancelToken?.unsubscribe(listener);
  };
}
