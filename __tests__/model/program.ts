/** What a program is made of. All times are whole milliseconds. */

/** One answer of a hook. A latency of 0 answers synchronously; `Infinity` never does. */
export interface Step<Value> {
  readonly latency: number;
  readonly value: Value | 'throw';
}

/** The answers of a hook to one call, in turn; after the last comes the first again. */
export type Script<Value> = readonly Step<Value>[];

export interface BackoffSpec {
  readonly initialDelay?: number;
  readonly multiplier?: number;
  readonly maxDelay?: number;
  readonly jitter?: 'full' | 'equal' | 'none' | 'decorrelated' | 'proportional';
}

/** What onRetry changes in the config. */
export type Edit = 'nothing' | 'url' | 'header' | 'body';

/** How a guard's `wait` ends: when, and whether the retry is let go. `timer`: it has no wait of its own. */
export type Pace = { readonly after: number; readonly isSent: boolean } | 'timer' | 'throw';

export interface GuardSpec {
  readonly allows?: Script<boolean>;
  readonly wait?: readonly Pace[];
  /** Whether the server is up, with only random failures. */
  readonly isSound?: readonly (boolean | 'throw')[];
}

export interface OptionsSpec {
  readonly retries?: number;
  /** A number, a backoff, or a function of the caller's. */
  readonly retryDelay?: number | BackoffSpec | Script<number>;
  readonly retryCondition?: Script<boolean | undefined>;
  readonly methods?: readonly string[];
  readonly statuses?: readonly (number | readonly [number, number])[];
  readonly idempotent?: boolean;
  readonly renewData?: Script<string>;
  readonly maxRetryAfter?: number;
  readonly maxElapsedTime?: number;
  readonly shouldResetTimeout?: boolean;
  readonly validateResponse?: Script<boolean> | null;
  readonly budget?: GuardSpec | null;
  readonly pacer?: GuardSpec | null;
  readonly log?: 'off' | 'throws' | 'rejects' | 'function';
  readonly onRetry?: Script<Edit>;
  readonly onMaxRetryTimesExceeded?: Script<undefined>;
  readonly onGiveUp?: Script<undefined>;
}

/** What a request interceptor does with the config. */
export type RequestKind =
  'prefix' | 'tag' | 'body' | 'method' | 'key' | 'spread' | 'clone' | 'throw' | 'slow';

/** What a response interceptor does with the outcome. */
export type ResponseKind =
  'unwrap' | 'throw' | 'swallow' | 'resend' | 'wrap' | 'wrapResponse' | 'spreadConfig' | 'foreign';

/** One layer of the stack, in the order of registration. */
export type Layer =
  | { readonly type: 'install'; readonly options: OptionsSpec }
  /** `on`: which of a call's passages through the layer it acts on; every one where it is left out. */
  | { readonly type: 'request'; readonly kind: RequestKind; readonly on?: number }
  | { readonly type: 'response'; readonly kind: ResponseKind; readonly on?: number };

/** The forms of a date in Retry-After. */
export type DateForm = 'imf' | 'rfc850' | 'asctime' | 'utc';

/** The headers of a rate limit. `untold`: without what is left of it. */
export type LimitForm = 'policies' | 'draft7' | 'reset' | 'epoch' | 'tokens' | 'untold';

/** How a server says when to come back. */
export interface RetryAfterSpec {
  readonly form: DateForm | LimitForm | 'seconds' | 'ms' | 'x-ms' | 'list' | 'garbage';
  /** How long, in seconds; for a date it may be in the past. */
  readonly seconds: number;
  /** For dates: how far the server's clock is off, in seconds; it is then given as `Date`. */
  readonly serverClock?: number;
}

/** Errors that the adapter can come with. */
export const ERRORS = {
  ECONNREFUSED: { kind: 'unsent', message: 'connect ECONNREFUSED', syscall: 'connect' },
  ENOTFOUND: { kind: 'unsent', message: 'getaddrinfo ENOTFOUND', syscall: 'getaddrinfo' },
  EAI_AGAIN: { kind: 'unsent', message: 'getaddrinfo EAI_AGAIN', syscall: 'getaddrinfo' },
  ETIMEDOUT: { kind: 'unsent', message: 'connect ETIMEDOUT', syscall: 'connect' },
  EADDRNOTAVAIL: { kind: 'unsent', message: 'connect EADDRNOTAVAIL', syscall: 'connect' },
  ESERVFAIL: { kind: 'unsent', message: 'queryA ESERVFAIL', syscall: 'queryA' },
  ERR_HTTP2_SESSION_ERROR: { kind: 'lost', message: 'Session closed with error code 2' },
  ECONNRESET: { kind: 'lost', message: 'socket hang up' },
  EPIPE: { kind: 'lost', message: 'write EPIPE' },
  ERR_NETWORK: { kind: 'lost', message: 'Network Error' },
  CERT_HAS_EXPIRED: { kind: 'final', message: 'certificate has expired' },
  ERR_FR_TOO_MANY_REDIRECTS: { kind: 'final', message: 'Maximum number of redirects exceeded' },
  ERR_BAD_OPTION: { kind: 'final', message: 'bad option' },
} as const;

export type AnswerSpec = { readonly latency: number } & (
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: RetryAfterSpec }
  | { readonly kind: 'error'; readonly code: keyof typeof ERRORS }
  /** An answer whose body was cut short, or can't be read. */
  | { readonly kind: 'cutShort' | 'badJson' }
);

export interface CallSpec {
  readonly at: number;
  readonly method: string;
  readonly hasKey: boolean;
  readonly timeout: number;
  readonly overrides?: OptionsSpec;
  readonly answers: readonly AnswerSpec[];
  /** `ownToken`: one of the caller's own making. `isShared`: all calls that say so have one, with the time of the first. */
  readonly cancel?: {
    readonly by: 'signal' | 'token' | 'ownToken';
    readonly at: number;
    readonly isShared?: boolean;
  };
}

export interface Program {
  /** Of `Math.random`. */
  readonly seed: number;
  readonly clarifyTimeoutError: boolean;
  /** Whether the caller has a `transformRequest` that changes the body in place. */
  readonly transforms: boolean;
  readonly layers: readonly Layer[];
  readonly calls: readonly CallSpec[];
  /** The layer, counted among the installations from the last, that is taken off, and when. */
  readonly eject?: { readonly at: number };
  /** When the wall clock jumps, and by how much. Timers don't notice. */
  readonly jumps: readonly { readonly at: number; readonly by: number }[];
}

/** The wall clock when a program begins: a whole second. */
export const EPOCH = Date.UTC(2026, 0, 15, 12, 0, 0);

/** The wall clock, once `elapsed` milliseconds of the program have gone by. */
export const wallClock = ({ jumps }: Program, elapsed: number): number =>
  jumps.filter(({ at }) => at < elapsed).reduce((now, { by }) => now + by, EPOCH + elapsed);

/**
 * The number that `Math.random` gives at a moment: the test and the model draw the same, whatever the order of their
 * draws.
 */
export function chanceAt(seed: number, now: number): number {
  let bits = Math.imul(seed ^ Math.imul(now + 1, 0x9e3779b1), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
}
