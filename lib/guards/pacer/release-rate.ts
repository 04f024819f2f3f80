// Growth in a second without a failure: e-fold, as when each success adds one a second. A server that is back
// but cold gets some seconds to warm up, and five thousand a second are reached all the same.
const GROWTH = 1;
// Where a success is rare, it alone must not let the rate jump.
const LARGEST_STEP = 0.15;
// A failure takes a fifth off: a little below what was too much, so that little of the capacity lies idle.
const CUT = 0.2;
// Failures come in bursts, and those of one burst are one message.
const CUT_INTERVAL = 300;
// After a cut the growth begins with nothing, to stay near what the server bears, and is whole again after that
// time, to find out soon when it bears more.
const CAUTION = 4000;
// A timer may come late: what was missed by up to that time is made good at once, and no more.
const LATE = 10;
// Retries that don't wait for their turn take it in advance, but not for longer.
const LONGEST_DEBT = 1000;

/** How many sleepers may be woken: as the congestion window of TCP, but of time, since an answer may take 5 ms or 5 s. */
export class ReleaseRate {
  /** Per millisecond. */
  private rate: number;
  private readonly lowest: number;
  private slots = 0;
  private countedAt: number;
  private grownAt: number;
  private lastCutAt = -Infinity;

  /** Both rates are per second. */
  constructor(first: number, lowest: number, now: number) {
    this.rate = first / 1000;
    this.lowest = lowest / 1000;
    this.countedAt = this.grownAt = now;
  }

  /** When the rate was last cut. */
  get cutAt(): number {
    return this.lastCutAt;
  }

  /** An attempt has succeeded. */
  grow(latency: number, now: number): void {
    // What is sent now is heard of only one latency later: the longer that takes, the slower.
    const speed = (GROWTH / (1000 + latency)) * Math.min(1, (now - this.lastCutAt) / CAUTION);
    this.set(this.rate * (1 + Math.min((now - this.grownAt) * speed, LARGEST_STEP)), now);
    this.grownAt = now;
  }

  /** An attempt has failed. */
  cut(latency: number, now: number): void {
    // What was sent before the latest cut says nothing of the rate since.
    if (now - this.lastCutAt < Math.max(CUT_INTERVAL, latency)) return;
    this.set(this.rate * (1 - CUT), now);
    this.lastCutAt = now;
  }

  /** Takes a slot if there is one or, with `inAdvance`, one that is to come. */
  take(now: number, inAdvance = false): boolean {
    this.count(now);
    if (this.slots < 1 && !inAdvance) return false;
    this.slots = Math.max(this.slots - 1, -this.rate * LONGEST_DEBT);
    return true;
  }

  /** How long it is until there is a slot. */
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
