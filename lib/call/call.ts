import type { AttemptRecord, StopReason } from '../types';

const MAX_RECORDS = 100;

/** What the user asked for: the count, the clock and the records of one call, however often it was sent. */
export class Call {
  retryCount = 0;
  skipped = 0;
  readonly startedAt = performance.now();
  endedAt: number | undefined = undefined;
  stopReason: StopReason | undefined = undefined;
  /** Whether a log line has announced a retry. */
  isAnnounced = false;
  attempts: AttemptRecord[] | undefined = undefined;

  /** The record of the latest attempt that has ended. */
  get latest(): AttemptRecord | undefined {
    const { attempts = [] } = this;
    return attempts[attempts.length - 1];
  }

  get elapsed(): number {
    return (this.endedAt ?? performance.now()) - this.startedAt;
  }

  /** Keeps a compact record of an attempt that has ended. */
  record(attempt: AttemptRecord): void {
    // A push would reserve the room of seventeen, and most calls have one attempt or two.
    this.attempts = this.attempts?.slice(1 - MAX_RECORDS).concat(attempt) ?? [attempt];
  }

  settle(stopReason?: StopReason): void {
    this.stopReason = stopReason;
    this.endedAt = performance.now();
  }
}
