import type { PendingRetry } from '../types';
import type { ResolvedOptions } from '../options/options';
import type { AttemptConfig } from '../axios/types';
import { withoutDeadline } from '../axios/deadline-token';
import type { OriginalConfig } from '../axios/original-config';
import { Call } from './call';
import type { Installation } from './installation';

/**
 * One trip of a call through the plugin. A request that an inner interceptor sends again passes the plugin
 * once more, as part of the same call: that passage has a `parent`.
 */
export class Passage {
  readonly call: Call;
  /** The latest attempt. */
  attempt: Attempt;
  /** The promise of how this passage ends, from its first failure on. */
  result: Promise<unknown> | undefined = undefined;
  settled = false;
  /** How the latest attempt failed, in words, without the status. */
  failure = 'cancelled';
  /** The latest error, kept only if an option may need it after the delay; and its message. */
  lastError: unknown = undefined;
  lastMessage = '';
  /** With a guard: the retry it decides on, until it is sent or dropped. */
  retry: { -readonly [Name in keyof PendingRetry]: PendingRetry[Name] } | undefined = undefined;
  /** Whether a pacer has released the retry. */
  isLetGo = false;
  /** The chosen delay before the next attempt, in milliseconds; and when the call began to wait. */
  delay = 0;
  waitingSince: number | undefined = undefined;
  /** How many pauses in a row ended before the network was back. */
  pauses = 0;
  /** Stops reading the failed response, which frees its connection. */
  stopDraining: (() => void) | undefined = undefined;

  constructor(
    readonly installation: Installation,
    readonly options: ResolvedOptions,
    /** The options of the request itself: they apply again when its config is sent again. */
    readonly overrides: unknown,
    readonly original: OriginalConfig,
    /** The attempt inside which an inner interceptor sent this request. */
    readonly parent?: Attempt,
  ) {
    this.call = parent?.passage.call ?? new Call(options.retries);
    this.attempt = new Attempt(this, 0, !parent);
  }

  /** Ends this passage and releases everything large. */
  settle(): void {
    this.settled = true;
    this.original.release();
    this.lastError = undefined;
    this.result = undefined;
  }
}

/** One sending of a request. What is set for it alone ends with it. */
export class Attempt {
  readonly startedAt = performance.now();
  /** When the attempt began, in milliseconds since the epoch. */
  readonly requestTime = Date.now();
  /** Whether the time limit of the call aborted it. */
  timedOut = false;
  /**
   * With `timeout` for the whole call: what was left of it for this attempt; and the value that the caller
   * gave.
   */
  timeout: number | undefined = undefined;
  givenTimeout: unknown = undefined;
  /** The function that the plugin added to `transformResponse` of the config. */
  watch: unknown = undefined;
  /** Whether the guards have been told how it ended. */
  isTold = false;
  /** With a guard: the retry that this attempt is, until the guard has been told how it ended. */
  retry: PendingRetry | undefined = undefined;

  constructor(
    readonly passage: Passage,
    /** The delay before it, in milliseconds. */
    readonly delay: number,
    /** Whether it is the first of its call. */
    readonly isFirst = false,
  ) {}

  /**
   * Restores what the caller gave, so that whoever sees the config, and may send it again, finds nothing of
   * the plugin's.
   */
  restore(config: AttemptConfig | undefined): void {
    if (!config) return;
    withoutDeadline(config);
    const { timeout, givenTimeout, watch } = this;
    // Unless someone has set another one.
    if (timeout !== undefined && config.timeout === timeout) config.timeout = givenTimeout as number;
    const { transformResponse } = config;
    if (watch && Array.isArray(transformResponse)) {
      config.transformResponse = transformResponse.filter((transform) => transform !== watch);
    }
  }

  /** Whether `other` is this attempt, or was sent again from inside it. */
  includes(other: Attempt | undefined): boolean {
    for (let attempt = other; attempt; attempt = attempt.passage.parent) {
      if (attempt === this) return true;
    }
    return false;
  }
}
