import { bare, cutOff } from './member';
import { NAMESPACE, type ResolvedOptions } from './options';
import type { Plugin } from './plugin';
import type { PendingRetry } from './guard-rules';
import type { AttemptConfig, AttemptRecord, RetryProgress, RetryState, StopReason } from './types';

const MAX_RECORDS = 100;

/**
 * A call on its way through the plugin. A request that an inner interceptor sends again through the instance
 * passes the plugin once more: that passage is a `Call` with a `parent`, and shares the count, the clock and the
 * records of the `root`.
 */
export class Call {
  readonly root: Call;

  /** Root only: the count, the clock and the records of the whole call. */
  retryCount = 0;
  skipped: number | undefined;
  readonly startedAt = performance.now();
  endedAt: number | undefined;
  stopReason: StopReason | undefined;
  /** Whether a retry has been said to come. */
  isAnnounced = false;
  attempts: AttemptRecord[] | undefined;

  /** When the attempt under way began, and the wait before it. */
  attemptStartedAt = this.startedAt;
  delay = 0;

  /** How this passage will end, from its first failure on. */
  pursuit: Promise<unknown> | undefined;
  /** Whether the plugin has seen this passage's last outcome. */
  settled = false;
  /** How the latest attempt failed, in words, but for the status. */
  failure = 'cancelled';
  /** The latest error, kept only where it may be needed after the sleep. */
  lastError: unknown;
  /** Whether the clock of `maxElapsedTime` has cut the latest attempt. */
  isCut = false;
  /** With a pacer: the retry under way, from its wait to its outcome, and since when the call has waited for it. */
  pending: PendingRetry | undefined;
  waitingSince: number | undefined;
  /** What is left of the call's `timeout` for the latest attempt, where that is for the whole call. */
  timeLeft: number | undefined;

  constructor(
    readonly plugin: Plugin,
    readonly options: ResolvedOptions,
    /** The options of the request alone: those count again when its config is sent again. */
    readonly overrides: unknown,
    /** The config as it first reached the plugin, or what of it may change. Gone when the call has settled. */
    public base: AttemptConfig,
    /** Where `base` is not whole: the config that has the rest. */
    public rest?: AttemptConfig,
    readonly parent?: Call,
  ) {
    this.root = parent?.root ?? this;
  }

  /** The record of the latest attempt that has ended. */
  get latest(): AttemptRecord | undefined {
    const { attempts = [] } = this.root;
    return attempts[attempts.length - 1];
  }

  get elapsed(): number {
    return (this.root.endedAt ?? performance.now()) - this.root.startedAt;
  }

  /** The config of an outcome, if it is one of this call's: an inner interceptor may have come with another's. */
  configIn(outcome: unknown): AttemptConfig | undefined {
    const config = configOf(outcome);
    return callOf(config)?.root === this.root ? config : undefined;
  }

  /** Keeps a compact record of an attempt that has ended. */
  record({ status, code }: { readonly status?: number; readonly code?: string }): void {
    const { root } = this;
    const duration = (this.endedAt ?? performance.now()) - this.attemptStartedAt;
    const attempt = { status, code, delay: this.delay, duration };
    // A push would reserve the room of seventeen, and most calls have one attempt or two.
    root.attempts = root.attempts?.slice(1 - MAX_RECORDS).concat(attempt) ?? [attempt];
  }

  /** Ends this passage and lets go of all that is large. The call ends with its root. */
  settle(stopReason?: StopReason): void {
    this.settled = true;
    this.base = bare();
    this.rest = undefined;
    this.lastError = undefined;
    this.pursuit = undefined;
    if (this.root !== this) return;
    this.stopReason = stopReason;
    this.endedAt = performance.now();
  }
}

// What a call has not yet must not be found on Object.prototype.
cutOff(Call);

/**
 * What an attempt's config has under the plugin's key: numbers for those who read them as in axios-retry, and a way
 * to the call for the plugin alone. A class, since axios copies the config but passes the instances in it on.
 */
export class Progress implements RetryProgress {
  private readonly call!: Call;
  readonly retries: number;
  readonly retryCount: number;

  constructor(
    call: Call,
    readonly lastRequestTime = Date.now(),
  ) {
    // Not enumerable: nothing that prints or copies the config goes into the call.
    Object.defineProperty(this, 'call', bare({ value: call }));
    this.retries = call.options.retries;
    this.retryCount = call.root.retryCount;
  }

  static callOf(value: unknown): Call | undefined {
    return value instanceof Progress ? value.call : undefined;
  }
}

/** The passage that a config belongs to. */
export const callOf = (config: AttemptConfig | undefined): Call | undefined =>
  Progress.callOf(config?.[NAMESPACE]);

/** The config of a response or an error. */
export const configOf = (outcome: unknown): AttemptConfig | undefined =>
  (outcome as { readonly config?: AttemptConfig } | null | undefined)?.config;

/**
 * How a call went: give it the response that a call resolved with or the error that it rejected with. `undefined`
 * when the plugin was not involved.
 */
export function getRetryState(responseOrError: unknown): RetryState | undefined {
  const call = callOf(configOf(responseOrError));
  if (!call) return undefined;
  const { retryCount, skipped = 0, attempts = [], stopReason, options } = call.root;
  return {
    retries: options.retries,
    retryCount,
    skipped,
    elapsed: call.elapsed,
    attempts: [...attempts],
    stopReason,
  };
}
