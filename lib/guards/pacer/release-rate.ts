// Growth per second without a failure: e-fold, as when each success adds one per second. A cold server gets a
// few seconds to warm up, yet five thousand per second are reached.
const GROWTH = 1;
// If successes are rare, a single one must not make the rate jump.
const LARGEST_STEP = 0.15;
// A failure cuts a little more than a fifth: slightly below what was too much, so that little capacity stays idle.
const CUT = 0.22;
// Failures come in bursts; one burst is one signal. In milliseconds.
const CUT_INTERVAL = 300;
// After a cut, growth restarts from zero, to stay near what the server bears. It is back to full after this
// time, to find out soon when the server bears more. In milliseconds.
const CAUTION = 4000;
// A timer may fire late: slots missed within this time are made up at once, no more. In milliseconds.
const LATE = 10;
// Retries that skip the queue take their slot in advance, up to this far ahead. In milliseconds.
const LONGEST_DEBT = 1000;

/** Whether an answer took so much longer than the fastest that it has waited in a queue. In milliseconds. */
const isQueued = (duration: number, fastest: number): boolean => duration > 2 * fastest + 50;

/**
 * How fast waiting retries may be released: like the congestion window of TCP, but in time, since an answer
 * may take 5 ms or 5 s.
 */
export class ReleaseRate {
  /** Releases per millisecond. */
  rate: number;
  slots = 0;
  readonly first: number;
  countedAt: number;
  private grownAt: number;
  private cutAt = -Infinity;
  private fastest = Infinity;

  /** @param first releases per second. */
  constructor(first: number, now: number) {
    this.rate = this.first = first / 1000;
    this.countedAt = this.grownAt = now;
  }

  /**
   * Raises the rate after a success, unless it is not used up, or the server already lets requests queue.
   *
   * @param duration how long the success took.
   */
  grow(latency: number, now: number, duration: number): void {
    this.fastest = Math.min(this.fastest, duration);
    this.count(now);
    if (this.slots >= this.most || isQueued(duration, this.fastest)) return;
    // Feedback comes a latency later, and so does what follows from it: the longer that takes, the slower the
    // growth.
    const speed = (GROWTH / (1000 + 2 * latency)) * Math.min(1, (now - this.cutAt) / CAUTION);
    // Below the first rate it grows by that, not by itself: else a process of a fleet that was cut more often
    // than others would stay behind.
    const step = Math.min((now - this.grownAt) * speed, LARGEST_STEP);
    this.rate += Math.max(this.rate, this.first) * step;
    this.grownAt = now;
  }

  /**
   * Lowers the rate after a failure.
   *
   * @param lowest the lowest that it may fall to, in releases per second.
   */
  cut(latency: number, now: number, lowest: number): void {
    // Requests sent before the latest cut say nothing about the rate since.
    if (now - this.cutAt < Math.max(CUT_INTERVAL, latency)) return;
    this.count(now);
    this.rate = Math.max(lowest / 1000, this.rate * (1 - CUT));
    this.cutAt = now;
  }

  /** Takes a slot if one is free or, with `inAdvance`, a future one. */
  take(now: number, inAdvance = false): boolean {
    this.count(now);
    if (this.slots < 1 && !inAdvance) return false;
    this.slots = Math.max(this.slots - 1, -this.rate * LONGEST_DEBT);
    return true;
  }

  /** The time until a slot is free, in milliseconds. */
  timeToSlot(now: number): number {
    this.count(now);
    return (1 - this.slots) / this.rate;
  }

  get most(): number {
    return Math.max(1, this.rate * LATE);
  }

  private count(now: number): void {
    this.slots = Math.min(this.most, this.slots + (now - this.countedAt) * this.rate);
    this.countedAt = now;
  }
}
