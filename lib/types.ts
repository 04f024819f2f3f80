import type { AxiosError, AxiosRequestConfig, AxiosResponse } from 'axios';

/**
 * What the plugin needs of an axios instance, the static `axios` or an `axios.Axios` object. Structural, because
 * axios ships two sets of typings (ESM and CommonJS) whose instances TypeScript does not take for each other.
 */
export interface AxiosLike {
  readonly interceptors: {
    readonly request: InterceptorRegistry;
    readonly response: InterceptorRegistry;
  };
  readonly request: (config: never) => Promise<unknown>;
}

interface InterceptorRegistry {
  readonly use: (...handlers: never[]) => number;
  readonly eject: (id: number) => void;
}

/**
 * Computes the wait in milliseconds before retry number `retryCount` (1 for the first). `previousDelay` is the
 * wait before this one, 0 before the first retry; it is given to a function that declares all three parameters,
 * none with a default.
 */
export type RetryDelay = (retryCount: number, error: AxiosError, previousDelay: number) => number;

/**
 * Why a call was not retried any further. Where an option set the limit, the reason has its name.
 *
 * - `cancelled`: the caller aborted it
 * - `retries`: all retries are used up
 * - `retryCondition`: the predicate said `false`, or threw
 * - `notRetryable`: the built-in policy: nothing that a retry would mend, or not safe to send twice
 * - `spentBody`: the body was a stream and has been read
 * - `maxRetryAfter`: the server asked for a longer wait than that
 * - `maxElapsedTime`: the next wait would end after it, or it cut the attempt in flight
 * - `timeout`: the same for axios' own `timeout`, with `shouldResetTimeout: false`
 * - `onRetry`, `renewData`: that function threw
 * - `budget`, `pacer`: that guard did not allow it
 * - `closed`: the installation was closed
 */
export type StopReason =
  | 'cancelled'
  | 'retries'
  | 'retryCondition'
  | 'notRetryable'
  | 'spentBody'
  | 'maxRetryAfter'
  | 'maxElapsedTime'
  | 'timeout'
  | 'onRetry'
  | 'renewData'
  | 'budget'
  | 'pacer'
  | 'closed';

/** One attempt, compact: nothing of the request or the response is kept alive by it. Times in milliseconds. */
export interface AttemptRecord {
  /** The HTTP status, if there was an answer. */
  readonly status?: number;
  /** The error code, if there was none. */
  readonly code?: string;
  /** The wait before this attempt; 0 for the first. */
  readonly delay: number;
  /** From the sending to the outcome, inner interceptors included. */
  readonly duration: number;
}

/** What is known of a call: see {@link getRetryState}. */
export interface RetryState {
  /** How many retries the call may have. */
  readonly retries: number;
  /** How many have been used: sent, or held back by a pacer. */
  readonly retryCount: number;
  /** How many of those a pacer has held back, so that they were not sent. */
  readonly skipped: number;
  /** Milliseconds since the first attempt began, up to the end of the call. */
  readonly elapsed: number;
  /** The latest attempts, at most a hundred, oldest first. */
  readonly attempts: readonly AttemptRecord[];
  /** Why there was no further retry; `undefined` for a call that succeeded or is still under way. */
  readonly stopReason?: StopReason;
}

/** What every event about a failure tells. */
export interface FailureEvent {
  /** Upper case. */
  readonly method: string;
  /** Without user name, password, query and fragment. */
  readonly url: string;
  /** The HTTP status, if there was an answer. */
  readonly status?: number;
  /** The error code, if there is one. */
  readonly code?: string;
  /** What went wrong, in words: `503 Service Unavailable`, `connection reset (ECONNRESET)`. */
  readonly failure: string;
  readonly retryCount: number;
  readonly retries: number;
  /** Milliseconds since the first attempt began. */
  readonly elapsed: number;
}

/** Logged before each sleep. */
export interface RetryEvent extends FailureEvent {
  readonly type: 'retry';
  /** The wait in milliseconds. */
  readonly delay: number;
  /** The longest that the wait could have been, in milliseconds, if that is known. */
  readonly ceiling?: number;
  /** What the server asked for, in milliseconds, if it did. */
  readonly retryAfter?: number;
  /** Whether the browser is offline: then the wait begins when the network is back. */
  readonly offline?: boolean;
}

/** Logged when a call is given up after a retry, or by a budget; handed to `onGiveUp` for every call that fails. */
export interface GiveUpEvent extends FailureEvent {
  readonly type: 'giveUp';
  readonly reason: StopReason;
}

/** Logged for what needs the developer's eye: an unknown option, a predicate that threw. */
export interface WarningEvent {
  readonly type: 'warning';
  /** What was thrown, if something was. */
  readonly thrown?: unknown;
}

/** Every figure of a log line. Nothing in it is secret, save what a `thrown` value may carry. */
export type LogEvent = RetryEvent | GiveUpEvent | WarningEvent;

/** Takes the lines that would go to `console.warn`. */
export type Log = (message: string, event: LogEvent) => void;

/** A status, or a range of statuses `[from, to]`, both included. */
export type StatusRange = number | readonly [from: number, to: number];

/** `true`: retry. `false`: stop. `undefined`: the built-in policy decides. */
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- a function that ends without return is welcome
export type RetryAnswer = boolean | undefined | void;

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

/** A limit on retries that calls share: what {@link retryBudget}, {@link retryPacer} and {@link retryGuard} make. */
export interface RetryGuard {
  /** Only in the types. A name and not a `unique symbol`, which the ESM and the CommonJS typings would not share. */
  readonly 'made by retryBudget(), retryPacer() or retryGuard()': true;
  /** Lets go of what the guard holds. After it, every retry is allowed, and none is held back. */
  readonly close: () => void;
}

/** The options of {@link axiosRetry}, and of one request under its config key `'axios-retry'`. */
export interface RetryOptions {
  /** How many attempts after the first, at most. A whole number or `Infinity`. Default `10`. */
  readonly retries?: number;

  /**
   * The wait before each retry, in milliseconds: a number, or a function. Default {@link exponentialBackoff}.
   *
   * A server's `Retry-After` replaces the wait of an `exponentialBackoff`, and lengthens any other that is
   * shorter. A negative wait is none; one that is no finite number is replaced by the default backoff's.
   */
  readonly retryDelay?: number | RetryDelay;

  /**
   * Whether to retry after `error`, sync or async: `true` retries (even a POST), `false` stops, `undefined` leaves
   * it to the built-in policy. If it throws or rejects, the call stops with the HTTP error and the throw is
   * logged. A cancelled call, and one without retries left, never gets here.
   */
  readonly retryCondition?: (error: AxiosError) => RetryAnswer | PromiseLike<RetryAnswer>;

  /**
   * Methods that may be sent twice, in any case. Default GET HEAD OPTIONS PUT DELETE TRACE QUERY.
   * @see RFC 9110 §9.2.2, Idempotent Methods
   */
  readonly methods?: readonly string[];

  /**
   * Statuses worth a retry, as numbers and ranges `[from, to]`. Default 408 425 429 500 502 503 504 and
   * Cloudflare's 520–524, 527 and 530.
   */
  readonly statuses?: readonly StatusRange[];

  /**
   * `true`: this request may be sent twice whatever its method. An `Idempotency-Key` header that is the same for
   * every attempt says the same. Default `false`.
   */
  readonly idempotent?: boolean;

  /**
   * Makes a new body for each retry, sync or async, from the config about to be sent: the way to retry a stream,
   * which can be read only once. If it throws, the call stops with the HTTP error and the throw is logged.
   */
  readonly renewData?: (config: AxiosRequestConfig) => unknown;

  /**
   * The longest `Retry-After` that is waited for, in milliseconds; a longer one ends the call. Default `300_000`.
   */
  readonly maxRetryAfter?: number;

  /**
   * The longest that a whole call may take, waits included, in milliseconds. A wait that would end later is not
   * begun, and an attempt in flight is cut. Default `Infinity`.
   */
  readonly maxElapsedTime?: number;

  /**
   * `true`: axios' `timeout` is for each attempt. `false`, as in axios-retry: it is for the whole call.
   * Default `true`.
   */
  readonly shouldResetTimeout?: boolean;

  /**
   * Whether a retry after an attempt without an answer waits while the browser is offline, until the event `online`
   * and half a second to a second, by chance, after it. It costs no retry; `maxElapsedTime` and a cancellation end it. Outside of
   * browsers it has no effect. Default `true`.
   */
  readonly pauseWhileOffline?: boolean;

  /**
   * Limits retries by the number of calls, so that they can't multiply the load on a server that fails: a
   * {@link retryBudget}, or a guard of your own. May be shared by instances. Default `null`: no limit.
   */
  readonly budget?: RetryGuard | null;

  /**
   * Lets the retries to a server that is down take turns, and brings them back gently: a {@link retryPacer}, or a
   * guard of your own. May be shared by instances. Default `null`: each call for itself.
   */
  readonly pacer?: RetryGuard | null;

  /**
   * Decides in place of `validateStatus` whether a response is a success: `true` resolves the call, `false` makes
   * it a failure. If it throws, `validateStatus` decides and the throw is logged. Default `null`.
   */
  readonly validateResponse?: ((response: AxiosResponse) => boolean) | null;

  /**
   * Where the lines go: `false` for nowhere, or a function that takes each line and its figures. What it throws is
   * ignored. Default: `console.warn`.
   */
  readonly log?: false | Log;

  /**
   * Called and awaited before each sleep. What it changes in `config` is sent, by this retry and those after it.
   * What it throws ends the call, in place of the HTTP error.
   */
  readonly onRetry?: (
    retryCount: number,
    error: AxiosError,
    config: AxiosRequestConfig,
  ) => Promise<void> | void;

  /**
   * Called and awaited when a call fails and no retry is left. What it throws is the call's error in place of the
   * HTTP error.
   */
  readonly onMaxRetryTimesExceeded?: (error: AxiosError, retryCount: number) => Promise<void> | void;

  /** Called when a call fails, whatever the reason, and not awaited. What it throws is logged. */
  readonly onGiveUp?: (event: GiveUpEvent) => Promise<void> | void;
}

/** What {@link axiosRetry} returns. */
export interface RetryInstallation {
  readonly requestInterceptorId: number;
  readonly responseInterceptorId: number;
  /** Takes the plugin off the instance. Calls under way keep their retries. */
  readonly eject: () => void;
  /**
   * For a process that is asked to stop: calls that wait end at once with their last error, stop reason `closed`, and
   * nothing is retried any more.
   */
  readonly close: () => void;
}

/** What stands at `config['axios-retry']` while a call is under way and after it, besides the request's options. */
export interface RetryProgress {
  readonly retries: number;
  /** 0 during the first attempt. */
  readonly retryCount: number;
  /** When the latest attempt began, in milliseconds since the epoch. */
  readonly lastRequestTime: number;
}

declare module 'axios' {
  export interface AxiosRequestConfig {
    /** Retry options for this request; what is not named is taken from the instance. */
    'axios-retry'?: RetryOptions & Partial<RetryProgress>;
  }
}
