import type { AxiosRequestConfig } from 'axios';

/** A retry that waits to be sent. For a pacer one object stands for it from the beginning of its wait to its outcome. */
export interface PendingRetry {
  /** The request; not to be changed. See {@link originOf}. */
  readonly config: AxiosRequestConfig;
  /** The number of the retry: 1 for the first. Those that were held back count. */
  readonly retryCount: number;
  /** The wait that the backoff or the server has chosen, in milliseconds. */
  readonly delay: number;
  /** Milliseconds from the beginning of the call to the beginning of this wait. */
  readonly elapsed: number;
  /** What the server asked of this call by `Retry-After`, in milliseconds, if it did. */
  readonly retryAfter?: number;
}

/** An attempt that has ended. */
export interface EndedAttempt {
  /** The request; not to be changed. See {@link originOf}. */
  readonly config: AxiosRequestConfig;
  /** How long it took, in milliseconds. */
  readonly duration: number;
  /** Whether it was the first of its call. */
  readonly isFirst: boolean;
  /** For a guard that paces: the retry that it has let go. */
  readonly retry?: PendingRetry;
  /**
   * `true`: the server answered, and not with a failure that is worth a retry. `false`: a status in `statuses`, a
   * timeout or a failure of the connection. `undefined`: it says nothing of the server, or was not sent after all.
   */
  readonly isUp?: boolean;
  /** What the server asked for by `Retry-After`, in milliseconds, if it did. */
  readonly retryAfter?: number;
}

/** What a guard does: see {@link retryGuard}. Every method may be left out. */
export interface GuardRules {
  /** An attempt has ended: each first one, and each retry that was let go, even if something kept it from being sent. */
  readonly attemptEnded?: (attempt: EndedAttempt) => void;

  /**
   * Whether the retry may be, sync or async: asked after a failure, before the wait (`'wait'`), and again when it is
   * due (`'send'`). `false` ends the call with its HTTP error.
   */
  readonly allows?: (retry: PendingRetry, stage: 'wait' | 'send') => boolean | PromiseLike<boolean>;

  /**
   * Waits in place of a timer; asked of the `pacer` only. `wake(true)` lets the retry go, `wake(false)` holds it back:
   * it counts, is not sent, and the call waits for its next retry, if it has one.
   *
   * @returns a function that ends the wait without a `wake`.
   */
  readonly wait?: (retry: PendingRetry, wake: (isSent: boolean) => void) => () => void;
}
