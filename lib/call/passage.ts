import { isFunction } from '../checks/check';
import { member } from '../checks/member';
import type { PendingRetry } from '../types';
import type { ResolvedOptions } from '../options/options';
import type { AttemptConfig } from '../axios/types';
import type { OriginalConfig } from '../axios/original-config';
import { Call } from './call';
import type { Outcome } from './next';
import type { Installation } from './installation';

/** What a passage knows of its latest failure, and of the retry to come. */
class Retrying {
  /** How the passage will end. */
  result: Promise<unknown> | undefined = undefined;
  /** Its first outcome, until that is judged. */
  first: Outcome | undefined = undefined;
  /** How the latest attempt failed, in words, but for the status. */
  failure = 'cancelled';
  /** The latest error, kept only if an option may need it after the delay; and its message. */
  lastError: unknown = undefined;
  lastMessage = '';
  /** With a guard: the retry it decides on, until it is sent or dropped. */
  retry: { -readonly [Name in keyof PendingRetry]: PendingRetry[Name] } | undefined = undefined;
  /** Whether a pacer has released the retry; and when that was due. */
  isLetGo = false;
  dueAt = 0;
  /** With a guard: what the server asked for when the latest attempt failed, if anything, in milliseconds. */
  asked: number | undefined = undefined;
  /** The chosen delay before the next attempt, in milliseconds; and when the call began to wait. */
  delay = 0;
  waitingSince: number | undefined = undefined;
  /** How many pauses in a row ended before the network was back. */
  pauses = 0;
  /** Stops reading the failed response, which frees its connection. */
  stopDraining: (() => void) | undefined = undefined;
}

/**
 * One way of a call through the plugin. A request that an inner interceptor sends again through the instance passes
 * the plugin once more, as part of the same call: that passage has a `parent`.
 */
export class Passage {
  readonly call: Call;
  /** The latest attempt. */
  attempt: Attempt;
  settled = false;
  private later: Retrying | undefined = undefined;

  constructor(
    readonly installation: Installation,
    readonly options: ResolvedOptions,
    /** The options of the request itself: they apply again when its config is sent again. */
    readonly overrides: unknown,
    readonly original: OriginalConfig,
    /** The attempt inside which an inner interceptor sent this request. */
    readonly parent?: Attempt,
  ) {
    this.call = parent?.passage.call ?? new Call();
    this.attempt = new Attempt(this, 0, !parent);
  }

  /** What only a call needs that has failed once. Most have none of it. */
  get retrying(): Retrying {
    return (this.later ??= new Retrying());
  }

  /** Ends this passage and lets go of all that is large. */
  settle(): void {
    this.settled = true;
    this.original.release();
    this.later = undefined;
  }
}

type Undo = (config: AttemptConfig) => void;

const NONE: readonly Undo[] = [];

// In the global symbol registry, because the ESM and the CommonJS copy may meet on one instance.
const BRAND = Symbol.for('axios-backoff.attempt');

/** Whether a value is an attempt of any copy of this package. */
export const isAttempt = (value: unknown): value is Attempt => isFunction(member(value, BRAND));

/** One sending of a request. What is set for it alone ends with it. */
export class Attempt {
  /** When it was sent. The first begins with its call, and needs no time of its own unless it was held. */
  private readonly sentAt: number | undefined;
  /** Whether a limit on the call's time cut it. */
  timedOut = false;
  /** Whether its guards have heard how it ended. */
  isTold = false;
  /** Until then: the retry that it is to them. */
  retry: PendingRetry | undefined = undefined;
  /** What takes off its config again what was put on it for this attempt alone. */
  undos: readonly Undo[] = NONE;

  constructor(
    readonly passage: Passage,
    /** The delay before it, in milliseconds; of the first, how long it was held. */
    readonly delay: number,
    /** Whether it is the first of its call. */
    readonly isFirst = false,
  ) {
    this.sentAt = isFirst && !delay ? undefined : performance.now();
  }

  /** What {@link isAttempt} looks for. */
  [BRAND](): this {
    return this;
  }

  get startedAt(): number {
    return this.sentAt ?? this.passage.call.startedAt;
  }

  /**
   * Restores what the caller gave, so that whoever sees the config, and may send it again, finds nothing of
   * the plugin's.
   */
  restore(config: AttemptConfig | undefined): void {
    if (!config) return;
    for (const undo of this.undos) {
      try {
        undo(config);
      } catch {
        // An interceptor may have made a Proxy of it.
      }
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
