import { bare, member, safely } from '../checks/member';

/** The signal of a request, as axios types it. */
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

/** The members of a config that cancel a request. */
export interface Cancellable {
  signal?: SignalLike;
  cancelToken?: CancelTokenLike;
}

/** Whether the caller has cancelled the call, through `signal` or `cancelToken`. */
export const isCancelled = ({ signal, cancelToken }: Cancellable): boolean =>
  member(signal, 'aborted') === true || Boolean(member(cancelToken, 'reason'));

// Without a prototype, because `addEventListener` reads other options too, from `Object.prototype` if need
// be.
const ONCE = bare({ once: true }) as { readonly once: boolean };

/**
 * Calls `listener` when the caller cancels the call.
 *
 * @returns a function that removes the listener, so that a signal that outlives the call does not collect
 * them. Once cancelled, signal and token drop their listeners themselves; removing each one would take
 * quadratic time.
 */
export function onCancel({ signal, cancelToken }: Cancellable, listener: () => void): () => void {
  // The caller's own ones may lack what an AbortSignal and axios' token have, or throw.
  safely(() => signal?.addEventListener?.('abort', listener, ONCE));
  safely(() => (cancelToken as Partial<CancelTokenLike> | undefined)?.subscribe?.(listener));
  return () => {
    if (!isCancelled({ signal })) safely(() => signal?.removeEventListener?.('abort', listener));
    if (isCancelled({ cancelToken })) return;
    safely(() => (cancelToken as Partial<CancelTokenLike> | undefined)?.unsubscribe?.(listener));
  };
}
