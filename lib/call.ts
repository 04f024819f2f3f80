import type { Failure } from './failure';
import { NAMESPACE, type ResolvedOptions } from './options';
import type { Plugin } from './plugin';
import type { AttemptConfig, AttemptRecord, RetryProgress, RetryState, StopReason } from './types';

const MAX_RECORDS = 100;

/**
 * A call on its way through the plugin. A request that an inner interceptor sends again through the instance
 * passes the plugin once more: that passage is a `Call` with a `parent`, and shares the count, the clock and the
 * records of the `root`.
 */
export class Call {
  readonly root: Call;
  /** What stands on the configs of this passage's attempts. */
  readonly progress: RetryProgress = new Progress(this);

  /** Root only: the count, the clock and the records of the whole call. */
  retryCount = 0;
  lastRequestTime = Date.now();
  readonly startedAt = performance.now();
  endedAt: number | undefined;
  stopReason: StopReason | undefined;
  attempts: AttemptRecord[] | undefined;

  /** When the attempt under way began, and the wait before it. */
  attemptStartedAt = this.startedAt;
  delay = 0;

  /** Whether the plugin has seen this passage's last outcome. */
  settled = false;
  /** How the latest attempt failed. */
  failure: Failure = { kind: 'final', reason: 'cancelled' };
  /** The latest error, kept only where it may be needed after the sleep. */
  lastError: unknown;
  /** Stops the clock of `maxElapsedTime` for the attempt in flight. */
  stopClock: (() => void) | undefined;
  /** Whether that clock has cut the attempt. */
  isCut = false;

  constructor(
    readonly plugin: Plugin,
    readonly options: ResolvedOptions,
    /** The options of the request alone: those count again when its config is sent again. */
    readonly overrides: unknown,
    /** The config as it first reached the plugin. Gone when the call has settled. */
    public base: AttemptConfig,
    readonly parent?: Call,
  ) {
    this.root = parent ? parent.root : this;
    base[NAMESPACE] = this.progress;
  }

  get isLive(): boolean {
    return this.root.endedAt === undefined;
  }

  get elapsed(): number {
    return (this.root.endedAt ?? performance.now()) - this.root.startedAt;
  }

  /** Marks the beginning of another attempt. */
  begin(): void {
    this.attemptStartedAt = performance.now();
    this.root.lastRequestTime = Date.now();
  }

  /** Keeps a compact record of an attempt that has ended. */
  record({ status, code }: { readonly status?: number; readonly code?: string }): void {
    const attempts = (this.root.attempts ??= []);
    attempts.push({
      ...(status !== undefined && { status }),
      ...(code !== undefined && { code }),
      delay: this.delay,
      duration: performance.now() - this.attemptStartedAt,
    });
    if (attempts.length > MAX_RECORDS) attempts.shift();
  }

  /** Ends this passage and lets go of all that is large. The call ends with its root. */
  settle(stopReason?: StopReason): void {
    this.settled = true;
    this.base = {};
    this.lastError = undefined;
    if (this.root !== this) return;
    this.stopReason = stopReason;
    this.endedAt = performance.now();
  }
}

/** Readable as in axios-retry, but no place to change a call from, and nothing that a log would print whole. */
class Progress implements RetryProgress {
  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  get retries(): number {
    return this.#call.options.retries;
  }

  get retryCount(): number {
    return this.#call.root.retryCount;
  }

  get lastRequestTime(): number {
    return this.#call.root.lastRequestTime;
  }

  toJSON(): RetryProgress {
    const { retries, retryCount, lastRequestTime } = this;
    return { retries, retryCount, lastRequestTime };
  }

  static callOf(value: unknown): Call | undefined {
    return typeof value === 'object' && value !== null && #call in value ? value.#call : undefined;
  }
}

/** The passage that a config, a response or an error's config belongs to. */
export function callOf(config: unknown): Call | undefined {
  return typeof config === 'object' && config !== null
    ? Progress.callOf(Reflect.get(config, NAMESPACE))
    : undefined;
}

/** The config of a response or an error. */
export function configOf(outcome: unknown): AttemptConfig | undefined {
  return typeof outcome === 'object' && outcome !== null
    ? (Reflect.get(outcome, 'config') as AttemptConfig | undefined)
    : undefined;
}

/**
 * How a call went: give it the response that a call resolved with or the error that it rejected with. `undefined`
 * when the plugin was not involved.
 */
export function getRetryState(responseOrError: unknown): RetryState | undefined {
  const call = callOf(configOf(responseOrError));
  if (!call) return undefined;
  const { root, elapsed } = call;
  return Object.freeze({
    retries: root.options.retries,
    retryCount: root.retryCount,
    elapsed,
    attempts: Object.freeze([...(root.attempts ?? [])]),
    ...(root.stopReason && { stopReason: root.stopReason }),
  });
}
