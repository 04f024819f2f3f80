import type { Backoff } from '../../delay/backoff';
import type { EndedAttempt, PendingRetry } from '../../types';

// A probe without an outcome by then is not waited for any longer.
const PATIENCE = 10_000;

/** The one retry at a time that asks whether an origin is back. */
export class Probe {
  private count = 1;
  private retry: PendingRetry | undefined = undefined;
  private nextAt: number;

  /** @param backoff the time from the outcome of one probe to the next. */
  constructor(
    readonly backoff: Backoff,
    now: number,
  ) {
    this.nextAt = now + backoff(this.count);
  }

  isDue(now: number): boolean {
    return now >= this.nextAt;
  }

  send(retry: PendingRetry, now: number): void {
    this.retry = retry;
    this.nextAt = now + PATIENCE;
  }

  /** An attempt, perhaps the probe, has ended, and not well. */
  ended({ retry, isUp }: EndedAttempt, now: number): void {
    if (!retry || retry !== this.retry) return;
    this.retry = undefined;
    // One that was given up has told nothing: another may go at once.
    this.nextAt = isUp === undefined ? now : now + this.backoff(++this.count);
  }
}
