import { TENTH } from './scenario';

/** Writes down what a fleet does. Times in milliseconds from the beginning. */
export class Recording {
  /** How many attempts were sent in each tenth of a second. */
  readonly attempts: number[] = [];
  /** How many of those failed, by the time they were sent. */
  readonly failures: number[] = [];
  /** When the latest attempt that failed was sent. */
  lastFailure = -Infinity;
  /** How long each call took, in the order of their ends. */
  readonly durations: Float64Array;
  /** How many calls have ended, and how many of them with an error. */
  ended = 0;
  lost = 0;
  /** When the latest call ended. */
  end = 0;

  constructor(calls: number) {
    this.durations = new Float64Array(calls);
  }

  attemptSent(now: number): void {
    countIn(this.attempts, now);
  }

  attemptFailed(sentAt: number): void {
    countIn(this.failures, sentAt);
    this.lastFailure = Math.max(this.lastFailure, sentAt);
  }

  callEnded(startedAt: number, now: number, isLost: boolean): void {
    this.durations[this.ended] = now - startedAt;
    this.ended++;
    if (isLost) this.lost++;
    this.end = now;
  }
}

/** Counts one more in its tenth of a second. */
export function countIn(tenths: number[], now: number): void {
  const tenth = Math.floor(now / TENTH);
  while (tenths.length <= tenth) tenths.push(0);
  tenths[tenth] = (tenths[tenth] ?? 0) + 1;
}
