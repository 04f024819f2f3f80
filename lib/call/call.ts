import { safely } from '../checks/member';
import type { AttemptRecord, StopReason } from '../types';

/** An attempt, as far as its record needs it. */
interface Sent {
  readonly delay: number;
  readonly startedAt: number;
}

const MAX_RECORDS = 100;
const NONE: readonly AttemptRecord[] = [];

const SHARED = Symbol.for('axios-backoff.calls');

const own = { count: 0 };
/** Counts calls. On the global object, which the copies of this package share, unless it is frozen. */
const counter =
  /* @__PURE__ */ safely(() => ((globalThis as { [SHARED]?: typeof own })[SHARED] ??= own)) ?? own;

/**
 * What the user asked for: the retry count, the clock and the records of one call, however often it was sent.
 */
export class Call {
  /** Unique in the process. */
  readonly number = ++counter.count;
  retryCount = 0;
  /** How many retries a pacer held back, in all; and without those that were made up for. */
  heldBack = 0;
  skipped = 0;
  readonly startedAt = performance.now();
  endedAt: number | undefined = undefined;
  stopReason: StopReason | undefined = undefined;
  /** Whether a log line has announced a retry. */
  isAnnounced = false;
  /** The records of the attempts that have ended. */
  private records: readonly AttemptRecord[] = NONE;

  /** The attempt that succeeded, and its status: no record is made of it until somebody asks. */
  private answered: Sent | undefined = undefined;
  private status: number | undefined = undefined;

  get attempts(): AttemptRecord[] {
    const { answered, status } = this;
    const records = [...this.records];
    if (answered) {
      const duration = this.startedAt + this.elapsed - answered.startedAt;
      records.push({ status, delay: answered.delay, duration });
    }
    return records.slice(-MAX_RECORDS);
  }

  /** The record of the latest of them. */
  get latest(): AttemptRecord | undefined {
    return this.records[this.records.length - 1];
  }

  get elapsed(): number {
    return (this.endedAt ?? performance.now()) - this.startedAt;
  }

  /** Stores a compact record of an attempt that has ended. */
  record(attempt: AttemptRecord): void {
    // A spread list has room for more, and many calls may wait.
    this.records = this.records.slice(1 - MAX_RECORDS).concat([attempt]);
  }

  /** Ends it with an answer. */
  succeed(attempt: Sent, status: number | undefined): void {
    this.answered = attempt;
    this.status = status;
    this.settle();
  }

  settle(stopReason?: StopReason): void {
    this.stopReason = stopReason;
    this.endedAt = performance.now();
  }
}
