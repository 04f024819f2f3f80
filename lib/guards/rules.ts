import type { AxiosRequestConfig } from 'axios';

/** A retry that a guard is asked about. One object stands for it until the guard has heard how it ended. */
export interface PendingRetry {
  /** The request; not to be changed. An `onRetry` may replace it. See {@link originOf}. */
  readonly config: AxiosRequestConfig;
  /** The number of the retry: 1 for the first. Those that were held back count. */
  readonly retryCount: number;
  /** How many retries the call may have. */
  readonly retries: number;
  /** Whether the call has no retry after this one. */
  readonly isLast: boolean;
  /** The wait that the backoff or the server has chosen, in milliseconds. */
  readonly delay: number;
  /** Milliseconds from the beginning of the call to this question. */
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

/** What a guard does: see {@link retryGuard}. Every member may be left out. */
export interface GuardRules {
  /** Hears of each attempt that has ended, and of each retry that a pacer let go, even if it was not sent after all. */
  readonly attemptEnded?: (attempt: EndedAttempt) => void;

  /**
   * Decides whether a retry may proceed, sync or async. It is asked after a failure, before the wait (`'wait'`), and
   * again when the retry is due (`'send'`). `false` ends the call with its HTTP error.
   */
  readonly allows?: (retry: PendingRetry, stage: 'wait' | 'send') => boolean | PromiseLike<boolean>;

  /** How long `allows` may take, in milliseconds. After that the retry is allowed. @default 5000 */
  readonly allowsTimeout?: number;

  /**
   * Waits in place of a timer; asked of the `pacer` only. `wake(true)` lets the retry go, `wake(false)` holds it back:
   * it counts, is not sent, and the call waits for its next retry, if it has one.
   *
   * @returns a function that ends the wait without a `wake`.
   */
  readonly wait?: (retry: PendingRetry, wake: (isSent: boolean) => void) => () => void;

  /** Hears of a retry that was allowed, or let go, and is not sent after all. */
  readonly retryDropped?: (retry: PendingRetry) => void;

  /** Lets go of what the guard holds. After it, every retry is allowed, and none is held back. */
  readonly close?: () => void;
}
