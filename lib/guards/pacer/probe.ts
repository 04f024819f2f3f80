import type { Backoff } from '../../delay/backoff';
import type { EndedAttempt, PendingRetry } from '../../types';

// If other attempts come at random, another is nearly certain within so many times the mean time between them. If they
// come in bursts, it is not, and a retry is sent as the probe a little too soon.
const EXPECTED = 4;
// That mean is taken over about so many.
const MEMORY = 4;

// A probe without an outcome is abandoned after this time. In milliseconds.
const PATIENCE = 10_000;

/** The one retry at a time that tests whether an origin is back. */
export class Probe {
  /** How many probes have failed. */
  count = 0;
  /** The probe in flight, if it is a retry. */
  private retry: PendingRetry | undefined = undefined;
  /** When the next attempt may count as the probe. */
  nextAt: number;
  /** How many other attempts have failed since the outcome of the latest probe. */
  others = 0;
  /** When the latest of them failed, whatever became of probes, and the mean time between two, in milliseconds. */
  private otherAt = -Infinity;
  private gap = Infinity;
  /** How many new calls have failed since the server went down while another call waited for a retry, or for the probe. */
  newCalls = 0;

  /** @param backoff the time from the outcome of one probe to the next. */
  constructor(
    readonly backoff: Backoff,
    now: number,
  ) {
    this.nextAt = now;
  }

  get hasFailed(): boolean {
    return this.count > 0;
  }

  /** Whether an attempt that begins counts as the next probe. */
  isDue(now: number): boolean {
    return now >= this.nextAt;
  }

  /**
   * When a retry may be sent as the next probe. New calls and last retries tell as much, and are sent anyway: if there
   * are some, they have a head start until another is to be expected, and at most as long as the time from one probe to
   * the next.
   */
  get retryAt(): number {
    return (
      this.nextAt + (this.others ? Math.min(EXPECTED * this.gap, this.backoff.ceiling(this.count + 1)) : 0)
    );
  }

  send(retry: PendingRetry, now: number): void {
    this.retry = retry;
    this.nextAt = now + PATIENCE;
  }

  /**
   * Handles an attempt, perhaps the probe, that did not end the outage.
   *
   * @param waiting how many retries wait.
   */
  ended({ retry, isUp, duration }: EndedAttempt, waiting: number, now: number): void {
    const isProbe = retry !== undefined && retry === this.retry;
    if (isProbe) this.retry = undefined;
    else if (isUp !== false) return;
    else {
      this.noteOther(now);
      if (!retry && (waiting || this.retry)) this.newCalls++;
      // A new call, or the last retry of one, that began when a probe was due tells as much as a probe.
      if (!this.isDue(now - duration)) return;
    }
    // A probe that was dropped, or that succeeded too long ago, proves nothing: another may be sent at once.
    this.waitUntil(isUp === false ? now + this.backoff(++this.count) : now);
  }

  private noteOther(now: number): void {
    // In a fleet, reports may come out of order.
    const time = Math.max(0, now - this.otherAt);
    this.gap = this.gap < Infinity ? this.gap + (time - this.gap) / MEMORY : time;
    this.otherAt = now;
    this.others++;
  }

  /** Sets when the next may be sent. Failures before that give nothing a head start over it. */
  waitUntil(time: number): void {
    this.nextAt = time;
    this.others = 0;
  }
}
