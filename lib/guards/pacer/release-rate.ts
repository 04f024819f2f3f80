// Growth per second without a failure: e-fold, as when each success adds one per second. A cold server gets a
// few seconds to warm up, yet five thousand per second are reached.
const GROWTH = 1;
// If successes are rare, a single one must not make the rate jump.
const LARGEST_STEP = 0.15;
// Where new calls succeed as well, the server can take at least this many retries for each success.
const EASY_SHARE = 0.2;
// In retries per second, for retries with long delays. More than that from each process of a fleet is too much.
export const LOWEST_RATE = 0.2;
// A failure cuts a quarter: slightly below what was too much, so that little capacity stays idle.
const CUT = 0.25;
// Failures come in bursts; one burst is one signal. In milliseconds.
const CUT_INTERVAL = 300;
// After a cut, growth restarts from zero, to stay near what the server bears. After this time it is as fast as
// before, to find out soon when the server bears more. In milliseconds.
const CAUTION = 4000;
// A timer may fire late: slots missed within this time are made up at once, no more. In milliseconds.
const LATE = 10;
// Retries that skip the queue take their slot in advance, up to this far ahead. In milliseconds.
const LONGEST_DEBT = 1000;

// Successes are counted over about this time, in milliseconds.
const MEMORY = 1000;
// Multiples of the rate of successes. A crowd may be far larger than what the server can serve: a cut brings the rate
// down to SERVED_MOST, and the lowest rate, a share of the crowd, counts only up to SERVED_LEAST.
const SERVED_MOST = 1.2;
const SERVED_LEAST = 0.3;

// Even a healthy server fails a few attempts at any rate: that share of the answers is the noise, and no reason to cut.
// With at least this many successes between two cuts, noise alone would bring some failure each time. Before the first
// cut it takes more, because nobody knows what the server bears.
const DENSE_AT_FIRST = 20;
const DENSE = 5;
// The noise is measured over this many answers; until then, it is assumed. A larger share than MOST_NOISE is overload.
// A smaller one than LEAST_NOISE is raised to it: one refusal in a small burst is no overload.
const SAMPLE = 100;
const ASSUMED_NOISE = 0.05;
const MOST_NOISE = 0.08;
const LEAST_NOISE = 0.005;
// If successes are still as many as this part of those at the cut, the server is as full as it was then, and refuses the
// rest: that is no noise.
const FULL = 0.95;

/** Whether an answer took so much longer than the fastest that it has waited in a queue. In milliseconds. */
const isQueued = (duration: number, fastest: number): boolean => duration > 2 * fastest + 20;

/**
 * How fast waiting retries may be released: like the congestion window of TCP, but in time, since an answer
 * may take 5 ms or 5 s.
 */
export class ReleaseRate {
  /** Releases per millisecond. */
  rate: number;
  /** How many releases are allowed by now; negative: so many were made in advance. */
  slots = 0;
  /** The rate at the beginning, per millisecond. */
  readonly first: number;
  private readonly startedAt: number;
  /** When the slots were last counted. */
  countedAt: number;
  private grownAt: number;
  /** The latest cut; `-Infinity` before the first. */
  private cutAt = -Infinity;
  /** How long the fastest success took, in milliseconds. */
  private fastest = Infinity;
  /** Successes per millisecond, and when the latest was. */
  private served = 0;
  private servedAt: number;
  /** What `served` was at the latest cut; `Infinity` while it is unknown. */
  private servedBefore = Infinity;
  /** The answers since the latest cut took effect, and how many of them are failures. */
  private answers = 0;
  private failures = 0;
  /** The share of answers that are failures whatever the rate. */
  private noise = 0;

  /** @param first releases per second. */
  constructor(first: number, now: number) {
    this.rate = this.first = first / 1000;
    this.startedAt = this.countedAt = this.grownAt = this.servedAt = now;
  }

  /**
   * Raises the rate after a success, unless it is not used up, or the server already lets requests queue.
   *
   * @param duration how long the success took.
   */
  grow(latency: number, now: number, duration: number): void {
    this.fastest = Math.min(this.fastest, duration);
    this.served = this.served * Math.exp((this.servedAt - now) / MEMORY) + 1 / MEMORY;
    this.servedAt = now;
    this.record(0, latency, now);
    this.count(now);
    if (this.slots >= this.most || isQueued(duration, this.fastest)) return;
    // Feedback comes a latency later, and so does what follows from it: the longer that takes, the slower the
    // growth.
    const speed = (GROWTH / (1000 + 2 * latency)) * Math.min(1, (now - this.cutAt) / CAUTION);
    // Below the first rate it grows by that, not by itself: else a process of a fleet that was cut more often
    // than others would stay behind.
    const step = Math.min((now - this.grownAt) * speed, LARGEST_STEP);
    this.rate += Math.max(this.rate, this.first, EASY_SHARE * this.served) * step;
    this.grownAt = now;
  }

  /**
   * Lowers the rate after a failure, unless that is one of those that the server always has.
   *
   * @param lowest a floor, in releases per second; lower if little succeeds.
   * @param firstCut the part that the first cut takes.
   */
  cut(latency: number, now: number, lowest: number, firstCut = CUT): void {
    if (!this.record(1, latency, now) || !this.failsTooOften(latency)) return;
    this.count(now);
    // Unknown at first, and while nothing succeeds.
    const served = (now - this.startedAt > MEMORY + latency && this.served) || Infinity;
    const part = this.cutAt === -Infinity ? firstCut : CUT;
    this.rate = Math.max(
      LOWEST_RATE / 1000,
      Math.min(lowest / 1000, SERVED_LEAST * served),
      Math.min(this.rate * (1 - part), SERVED_MOST * served),
    );
    this.cutAt = now;
    this.servedBefore = served;
    this.answers = this.failures = 0;
  }

  /** Takes a slot. If none is free, it takes a future one with `inAdvance`, and else returns `false`. */
  take(now: number, inAdvance = false): boolean {
    this.count(now);
    if (this.slots < 1 && !inAdvance) return false;
    this.slots--;
    return true;
  }

  /** The time until a slot is free, in milliseconds. */
  timeToSlot(now: number): number {
    this.count(now);
    return (1 - this.slots) / this.rate;
  }

  /**
   * Records an answer, and returns whether it says something about the rate: requests that were sent before the
   * latest cut do not.
   */
  private record(failures: 0 | 1, latency: number, now: number): boolean {
    if (now - this.cutAt < Math.max(CUT_INTERVAL, latency)) return false;
    this.failures += failures;
    // After a cut, the server bears the rate: what fails then is noise, unless it is too much for that.
    if (++this.answers === SAMPLE) {
      const share = this.failures / SAMPLE;
      this.noise = share > MOST_NOISE || this.served > FULL * this.servedBefore ? 0 : share;
    }
    // Later ones weigh more.
    if (this.answers > 2 * SAMPLE) {
      this.failures *= (SAMPLE + 1) / this.answers;
      this.answers = SAMPLE + 1;
    }
    return true;
  }

  /** Whether there are more failures than by chance. */
  private failsTooOften(latency: number): boolean {
    const dense = this.cutAt === -Infinity ? DENSE_AT_FIRST : DENSE;
    if (this.served * Math.max(CUT_INTERVAL, latency) < dense) return true;
    const isSampled = this.answers >= SAMPLE;
    const expected = this.answers * (isSampled ? Math.max(LEAST_NOISE, this.noise) : ASSUMED_NOISE);
    // The first failure of a sample proves nothing.
    return this.failures > expected + 2 * Math.sqrt(expected) && (isSampled || this.failures > 1);
  }

  /** How many slots may be free at once. */
  get most(): number {
    return Math.max(1, this.rate * LATE);
  }

  /** Counts the slots that have become free. */
  private count(now: number): void {
    // A cut makes the debt smaller, too.
    const slots = Math.max(this.slots, -this.rate * LONGEST_DEBT);
    this.slots = Math.min(this.most, slots + (now - this.countedAt) * this.rate);
    this.countedAt = now;
  }
}
