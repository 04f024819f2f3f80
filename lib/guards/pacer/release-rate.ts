// Growth per second without a failure: e-fold, as when each success adds one per second. A cold server gets a
// few seconds to warm up, yet five thousand per second are reached.
const GROWTH = 1;
// If successes are rare, a single one must not make the rate jump.
const LARGEST_STEP = 0.15;
// A failure cuts a fifth: slightly below what was too much, so that little capacity stays idle.
const CUT = 0.2;
// Failures come in bursts; one burst is one signal. In milliseconds.
const CUT_INTERVAL = 300;
// After a cut, growth restarts from zero, to stay near what the server bears. It is back to full after this
// time, to find out soon when the server bears more. In milliseconds.
const CAUTION = 4000;
// A timer may fire late: slots missed within this time are made up at once, no more. In milliseconds.
const LATE = 10;
// Retries that skip the queue take their slot in advance, up to this far ahead. In milliseconds.
const LONGEST_DEBT = 1000;

/**
 * How fast waiting retries may be released: like the congestion window of TCP, but in time, since an answer
 * may take 5 ms or 5 s.
 */
export class ReleaseRate {
  /** Releases per millisecond. */
  private rate: number;
  private readonly lowest: number;
  private slots = 0;
  private countedAt: number;
  private grownAt: number;
  private lastCutAt = -Infinity;

  /** Both rates are in releases per second. */
  constructor(first: number, lowest: number, now: number) {
    this.rate = first / 1000;
    this.lowest = lowest / 1000;
    this.countedAt = this.grownAt = now;
  }

  /** When the rate was last cut. */
  get cutAt(): number {
    return this.lastCutAt;
  }

  /** Raises the rate after a success. */
  grow(latency: number, now: number): void {
    // Feedback comes one latency later: the longer that takes, the slower the growth.
    const speed = (GROWTH / (1000 + latency)) * Math.min(1, (now - this.lastCutAt) / CAUTION);
    this.set(this.rate * (1 + Math.min((now - this.grownAt) * speed, LARGEST_STEP)), now);
    this.grownAt = now;
  }

  /** Lowers the rate after a failure. */
  cut(latency: number, now: number): void {
    // Requests sent before the latest cut say nothing about the rate since.
    if (now - this.lastCutAt < Math.max(CUT_INTERVAL, latency)) return;
    this.set(this.rate * (1 - CUT), now);
    this.lastCutAt = now;
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

  private set(rate: number, now: number): void {
    this.count(now);
    this.rate = Math.max(this.lowest, rate);
  }

  private count(now: number): void {
    const most = Math.max(1, this.rate * LATE);
    this.slots = Math.min(most, this.slots + (now - this.countedAt) * this.rate);
    this.countedAt = now;
  }
}
