import type { AxiosError, AxiosRequestConfig, AxiosResponse } from 'axios';

/**
 * The parts of an axios instance that the plugin uses: an instance, the static `axios` or an `axios.Axios`
 * object.
 *
 * Structural, because axios ships two sets of typings (ESM and CommonJS) whose instances are not assignable
 * to each other.
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
 * A callback whose parameters may be narrowed, as in `(error: AxiosError<MyError>) => …`: the plugin can't know
 * the type of a body.
 */
type Callback<Parameters extends readonly unknown[], Result> = {
  callback(...args: Parameters): Result;
}['callback'];

/**
 * Computes the delay before a retry, in milliseconds.
 *
 * `previousDelay` is passed only if the function declares all three parameters, none with a default value.
 *
 * @param retryCount the number of the retry: 1 for the first.
 * @param error the error of the attempt that failed.
 * @param previousDelay the delay before the previous retry, in milliseconds; 0 before the first retry.
 * @returns the delay in milliseconds. A negative delay counts as 0. If it is a non-finite number, the default
 * backoff is used.
 */
export type RetryDelay = Callback<[retryCount: number, error: AxiosError, previousDelay: number], number>;

/**
 * Why a call was not retried any further. A reason that comes from an option has the name of that option.
 *
 * - `cancelled`: the caller aborted the call
 * - `retries`: all retries are used up
 * - `retryCondition`: it returned `false`, or threw
 * - `notRetryable`: by the built-in policy, a retry would not help
 * - `notIdempotent`: by the built-in policy, a retry could help, but the request is not safe to send twice
 * - `spentBody`: the body can be read only once, and may have been read
 * - `maxRetryAfter`: the server asked for a longer delay than this option allows
 * - `maxElapsedTime`: the next delay would exceed it, or it aborted the attempt in flight
 * - `timeout`: the same for axios' own `timeout`, with `shouldResetTimeout: false`
 * - `onRetry`, `renewData`: the function threw
 * - `budget`, `pacer`: the guard refused the retry
 * - `closed`: the installation was closed
 */
export type StopReason =
  | 'cancelled'
  | 'retries'
  | 'retryCondition'
  | 'notRetryable'
  | 'notIdempotent'
  | 'spentBody'
  | 'maxRetryAfter'
  | 'maxElapsedTime'
  | 'timeout'
  | 'onRetry'
  | 'renewData'
  | 'budget'
  | 'pacer'
  | 'closed';

/**
 * A compact record of one attempt. It doesn't keep the request or response in memory. All times are in
 * milliseconds.
 */
export interface AttemptRecord {
  /** The HTTP status, if there was a response. */
  readonly status?: number;
  /** The error code, if there was no response or only part of one. */
  readonly code?: string;
  /** The delay before this attempt, in milliseconds; 0 for the first, unless a pacer held it. */
  readonly delay: number;
  /** How long the attempt took, inner interceptors included, in milliseconds. */
  readonly duration: number;
}

/** The state of a call, as {@link getRetryState} returns it. */
export interface RetryState {
  /** How many retries the call may have. */
  readonly retries: number;
  /** How many retries the call has used: those sent, and those held back by a pacer. */
  readonly retryCount: number;
  /** How many of those retries a pacer held back instead of sending them. */
  readonly skipped: number;
  /** Time since the first attempt began, in milliseconds. It stops when the call ends. */
  readonly elapsed: number;
  /** The latest attempts, at most 100, oldest first. */
  readonly attempts: readonly AttemptRecord[];
  /** Why there was no further retry; `undefined` if the call succeeded or is still in progress. */
  readonly stopReason?: StopReason;
}

/** The fields that all events about the progress of a call share. */
export interface CallEvent {
  /** The number of the call, unique in the process. It is also at `config['axios-retry'].call`. */
  readonly call: number;
  /** The HTTP method, in upper case. */
  readonly method: string;
  /** The URL, without user name, password, query and fragment, exactly as it appears in the log line. */
  readonly url: string;
  /** The HTTP status, if there was a response. */
  readonly status?: number;
  /** How many retries the call has used, including the one that this event announces. */
  readonly retryCount: number;
  /** How many retries the call may have. */
  readonly retries: number;
  /** How many of the used retries a pacer held back instead of sending them. */
  readonly skipped: number;
  /** Time since the first attempt began, in milliseconds. */
  readonly elapsed: number;
}

/** The fields that all failure events share. */
export interface FailureEvent extends CallEvent {
  /** The error code, if there is one. */
  readonly code?: string;
  /** The failure in words, such as `503 Service Unavailable` or `connection lost (ECONNRESET)`. */
  readonly failure: string;
}

/** Logged before each wait, except the wait after a retry that a pacer held back. */
export interface RetryEvent extends FailureEvent {
  readonly type: 'retry';
  /** The delay in milliseconds. */
  readonly delay: number;
  /** The longest delay that the backoff could have drawn, in milliseconds, if known. */
  readonly ceiling?: number;
  /** The delay that the server asked for, in milliseconds, if any. */
  readonly retryAfter?: number;
  /** Where `retryAfter` comes from: `'Retry-After'`, or `'rate limit'` for rate-limit headers. */
  readonly askedBy?: string;
  /** `true` if the browser is offline: the delay starts when the network is back. */
  readonly offline?: boolean;
}

/**
 * Logged when a call fails after a retry, or because a guard refused one, unless it was cancelled. `onGiveUp`
 * gets it for every call that fails.
 */
export interface GiveUpEvent extends FailureEvent {
  readonly type: 'giveUp';
  /** Why there was no further retry. */
  readonly reason: StopReason;
}

/** Logged when a call succeeds after a retry. Its line goes to `console.info`. */
export interface RecoveredEvent extends CallEvent {
  readonly type: 'recovered';
}

/**
 * Logged for each key of a pacer: at most once a minute, to count the retries held back; and when it begins to hold
 * new calls, with `holdNewCalls`.
 */
export interface HoldEvent {
  readonly type: 'hold';
  /** The number of the call that caused this event: it, or a retry of it, was held back, or it ended. */
  readonly call: number;
  /** The origin of the requests; `''` if they have none. */
  readonly url: string;
  /** How many retries were held back; 0 if new calls are held. */
  readonly skipped: number;
  /** Time since the first of them was held back, in milliseconds; 0 if new calls are held. */
  readonly elapsed: number;
  /** How long new calls are held, in milliseconds, without the random part. Absent if the event counts retries. */
  readonly delay?: number;
}

/** Logged for something that a developer should fix, such as an unknown option or a hook that threw. */
export interface WarningEvent {
  readonly type: 'warning';
  /** The number of the call, if the warning is about one. */
  readonly call?: number;
  /** The thrown value, if something was thrown. */
  readonly thrown?: unknown;
}

/** The data behind a log line. It holds no secrets, unless a `thrown` value does. */
export type LogEvent = RetryEvent | RecoveredEvent | GiveUpEvent | HoldEvent | WarningEvent;

/** Receives the lines that would otherwise go to the console. */
export type Log = (message: string, event: LogEvent) => void;

/** One status, or an inclusive range of statuses: `[from, to]`. */
export type StatusRange = number | readonly number[];

/** What `retryCondition` returns. `true`: retry. `false`: stop. `undefined`: the built-in policy decides. */
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- a function that ends without return is welcome
export type RetryAnswer = boolean | undefined | void;

/**
 * A retry that a guard decides on. The guard gets the same object each time, until it has been told how the
 * retry ended.
 */
export interface PendingRetry {
  /** The request config. Do not change it. After `onRetry` it may be another object. See {@link originOf}. */
  readonly config: AxiosRequestConfig;
  /** The number of the retry: 1 for the first. Includes retries that were held back. */
  readonly retryCount: number;
  /** How many retries the call may have. */
  readonly retries: number;
  /** Whether this is the last retry of the call. Becomes `true` when no time is left for holding it back and one more. */
  readonly isLast: boolean;
  /** The delay chosen by the backoff or the server, in milliseconds. */
  readonly delay: number;
  /** Time from the start of the call until the guard was first asked about this retry, in milliseconds. */
  readonly elapsed: number;
  /** The delay that the server asked this call for, in milliseconds, if any. */
  readonly retryAfter?: number;
  /** How many of the call's retries were held back, and have not been made up for. See {@link GuardRules.wait}. */
  readonly skipped?: number;
  /** How long the latest attempt of the call took, in milliseconds. */
  readonly lastDuration?: number;
  /** The option of the call. */
  readonly maxRetryAfter?: number;
  /** How long the call may still take, in milliseconds; `Infinity`: no limit. It becomes less while the retry waits. */
  readonly timeLeft?: number;
}

/** An attempt that has ended. */
export interface EndedAttempt {
  /** The request config. Do not change it. See {@link originOf}. */
  readonly config: AxiosRequestConfig;
  /** How long the attempt took, in milliseconds. */
  readonly duration: number;
  /** Whether it was the first attempt of its call. */
  readonly isFirst: boolean;
  /** For a pacer: the retry it released, if this attempt was one. */
  readonly retry?: PendingRetry;
  /**
   * `true`: the server responded, and not with a failure worth a retry.
   * `false`: a status in `statuses`, a timeout or a failed connection.
   * `undefined`: the outcome says nothing about the server, or the retry was not sent.
   */
  readonly isUp?: boolean;
  /** The status of the answer, if there was one. */
  readonly status?: number;
  /** The delay that the server asked for, in milliseconds, if any. */
  readonly retryAfter?: number;
}

/** What a guard does. Every member is optional. See {@link retryGuard}. */
export interface GuardRules {
  /** Called when an attempt has ended, and for each retry that a pacer released, even if it was not sent. */
  readonly attemptEnded?: ((attempt: EndedAttempt) => void) | undefined;

  /**
   * Decides whether a retry may proceed, sync or async. Called after a failure, before the delay (`'wait'`),
   * and again when the retry is due (`'send'`). `false` ends the call with its HTTP error.
   */
  readonly allows?:
    ((retry: PendingRetry, stage: 'wait' | 'send') => boolean | PromiseLike<boolean>) | undefined;

  /**
   * Used only by the guard set as `pacer`. Retries with the same key share one log line, which counts those
   * held back.
   * @default originOf
   */
  readonly key?: ((config: AxiosRequestConfig) => string) | undefined;

  /**
   * How long `allows` may take, in milliseconds. After that, the retry is allowed.
   * @default 5000
   */
  readonly allowsTimeout?: number | undefined;

  /**
   * Replaces the timer of a delay. Used only by the guard set as `pacer`.
   *
   * `wake(true)` releases the retry. `wake(false)` holds it back: it counts but is not sent, and the call
   * waits for its next retry, if it has one.
   *
   * After a retry that was held back, a backoff waits at most twice the time that the server has named, if it has not
   * named it with a 429.
   *
   * If a retry that was released before its delay is over fails, and others of its call were held back, it takes
   * the place of one of them: it does not count, and waits for the rest of its delay. A call never sends more than
   * `retries`.
   *
   * @returns a function that ends the wait without calling `wake`.
   */
  readonly wait?: ((retry: PendingRetry, wake: (isSent: boolean) => void) => () => void) | undefined;

  /** Called when a retry that was allowed or released is not sent after all. */
  readonly retryDropped?: ((retry: PendingRetry) => void) | undefined;

  /** Called by the guard's `close()`, to release what it holds. From then on, every retry is allowed. */
  readonly close?: () => void;
}

/**
 * A limit on retries across calls, made by {@link retryBudget}, {@link retryPacer} or {@link retryGuard}.
 */
export interface RetryGuard {
  /**
   * Exists only in the types. It has a string as its name, because the ESM and CommonJS typings would not share
   * a `unique symbol`.
   */
  readonly 'made by retryBudget(), retryPacer() or retryGuard()': true;
  /** Releases what the guard holds. From then on the guard is ignored: every retry is allowed. */
  readonly close: () => void;
}

/** The options of {@link axiosRetry}. A request can override them under its config key `'axios-backoff'`. */
export interface RetryOptions {
  /**
   * The maximum number of attempts after the first: a whole number or `Infinity`. `0` turns retries off.
   * @default 10
   */
  retries?: number | undefined;

  /**
   * The delay before each retry, in milliseconds, or a function that computes it.
   *
   * A server's `Retry-After` replaces the delay of an `exponentialBackoff()`, and lengthens any other delay that
   * is shorter. A negative delay counts as 0. If the function throws or returns a non-finite number, the default
   * backoff is used.
   * @default exponentialBackoff()
   * @see {@link exponentialBackoff}
   */
  retryDelay?: number | RetryDelay | undefined;

  /**
   * Decides whether to retry after `error`, sync or async. `true` retries (even a POST), `false` stops,
   * `undefined` leaves the decision to the built-in policy.
   *
   * If it throws or rejects, the call rejects with the HTTP error, and the throw is logged. It is not called
   * for a cancelled call, or when no retries are left.
   * @default undefined
   * @example
   * retryCondition: (error) => (error.response?.status === 404 ? true : undefined)
   */
  retryCondition?: Callback<[error: AxiosError], RetryAnswer | PromiseLike<RetryAnswer>> | undefined;

  /**
   * Methods that are safe to send twice. Case does not matter.
   * @default ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE', 'QUERY']
   * @see RFC 9110 §9.2.2, Idempotent Methods
   */
  methods?: readonly string[] | undefined;

  /**
   * Statuses to retry, as numbers and inclusive ranges `[from, to]`. In the default list, 520–524, 527 and 530
   * are Cloudflare's, and 529 means that a service is overloaded. With the default list, a 413 (Content Too
   * Large) that says when to come back is also retried.
   * @default [408, 425, 429, 500, [502, 504], [520, 524], 527, 529, 530]
   */
  statuses?: readonly StatusRange[] | undefined;

  /**
   * `true` marks the request as safe to send twice, whatever its method. An `Idempotency-Key` header that
   * stays the same for every attempt has the same effect.
   * @default false
   */
  idempotent?: boolean | undefined;

  /**
   * Makes a new body for each retry, sync or async, from the config about to be sent. Use it to retry a
   * stream, which can be read only once.
   *
   * If it throws, the call rejects with the HTTP error, and the throw is logged.
   * @default undefined
   * @example
   * renewData: () => createReadStream('report.csv')
   */
  renewData?: ((config: AxiosRequestConfig) => unknown) | undefined;

  /**
   * The longest `Retry-After` or rate limit to wait for, in milliseconds. If the server asks for a longer wait,
   * the call fails at once.
   * @default 300_000
   */
  maxRetryAfter?: number | undefined;

  /**
   * The time limit for the whole call, delays included, in milliseconds. A delay that would exceed it is not
   * started: the call fails at once. An attempt in flight is aborted when the time is up.
   * @default Infinity
   */
  maxElapsedTime?: number | undefined;

  /**
   * `true`: axios' `timeout` applies to each attempt. `false`, as in axios-retry: it applies to the whole
   * call.
   * @default true
   */
  shouldResetTimeout?: boolean | undefined;

  /**
   * While the browser is offline, pauses the retry of an attempt that got no response. The retry is sent half a
   * second to a second (at random) after the `online` event. The pause itself costs no retry. `maxElapsedTime`
   * and a cancellation end it.
   *
   * Because `navigator.onLine` can be wrong, a pause ends after 30 seconds even without the event. Further pauses
   * in a row end after 60, 120 and 300 seconds. No effect outside browsers.
   * @default true
   * @see HTML Standard, `navigator.onLine` and the `online` event
   */
  pauseWhileOffline?: boolean | undefined;

  /**
   * Limits retries in proportion to calls, so that they can't multiply the load on a failing server: a {@link
   * retryBudget}, or a guard of your own. Instances can share it. `null`: no limit.
   * @default null
   * @example
   * budget: retryBudget({ ratio: 0.1 })
   */
  budget?: RetryGuard | null | undefined;

  /**
   * Paces retries to a server that is down, and ramps them up gently when it is back: a {@link retryPacer},
   * or a guard of your own. Instances can share it. `null`: each call retries on its own.
   * @default null
   */
  pacer?: RetryGuard | null | undefined;

  /**
   * Replaces `validateStatus`: decides whether a response is a success. `true` resolves the call, `false` makes
   * it a failure. If it throws, `validateStatus` decides, and the throw is logged.
   * @default null
   */
  validateResponse?: Callback<[response: AxiosResponse], boolean | PromiseLike<boolean>> | null | undefined;

  /**
   * `false` turns the log off. A function receives each line and its event; what it throws is ignored. By
   * default, a recovery goes to `console.info`, and all other lines to `console.warn`.
   * @default console.warn
   */
  log?: false | Log | undefined;

  /**
   * Called and awaited before each delay. What it changes on `config` applies to this retry and all later ones.
   * `config.data` may be the value of the JSON that was sent, and not the instance of a class that you passed.
   * If it throws, the call rejects with what it threw instead of the HTTP error.
   * @default undefined
   */
  onRetry?:
    | Callback<[retryCount: number, error: AxiosError, config: AxiosRequestConfig], Promise<void> | void>
    | undefined;

  /**
   * Called and awaited when a call fails with all retries used up, and only then; with `retries: 0`, on every
   * failure. If it throws, the call rejects with what it threw instead of the HTTP error.
   * @default undefined
   */
  onMaxRetryTimesExceeded?:
    Callback<[error: AxiosError, retryCount: number], Promise<void> | void> | undefined;

  /**
   * Called when a call fails, whatever the reason. Not awaited. What it throws is logged.
   * @default undefined
   */
  onGiveUp?: ((event: GiveUpEvent) => Promise<void> | void) | undefined;
}

/** What {@link axiosRetry} returns. */
export interface RetryInstallation {
  /** The id of the request interceptor, as `interceptors.request.use()` returned it. */
  readonly requestInterceptorId: number;
  /** The id of the response interceptor, as `interceptors.response.use()` returned it. */
  readonly responseInterceptorId: number;
  /** Removes the plugin from the instance. Calls in progress keep their retries. */
  readonly eject: () => void;
  /**
   * For graceful shutdown. Waiting calls fail at once with their last error and the stop reason `closed`. From
   * then on, nothing is retried.
   */
  readonly close: () => void;
}

/**
 * The plugin's state at `config['axios-retry']`, during a call and after it.
 */
export interface RetryProgress {
  /** How many retries the call may have. Once it is cancelled, how many it has used. */
  readonly retries: number;
  /** How many retries the call has used: `0` during the first attempt. */
  readonly retryCount: number;
  /** The number of the call, unique in the process. */
  readonly call: number;
  /** When the latest attempt began, in milliseconds since the epoch. */
  readonly lastRequestTime: number;
}

declare module 'axios' {
  export interface AxiosRequestConfig {
    /**
     * Retry options for this request, under axios-retry's key. Options not set here are inherited from the
     * instance. During a call the plugin keeps its state here: see {@link RetryProgress}.
     */
    'axios-retry'?: (RetryOptions & Partial<Omit<RetryProgress, 'retries'>>) | undefined;
    /**
     * Retry options for this request. They override those under `'axios-retry'`, option by option. `false` turns
     * retries off.
     */
    'axios-backoff'?: RetryOptions | false | undefined;
  }
}
