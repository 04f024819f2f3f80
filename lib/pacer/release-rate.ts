// Twice as much can hurt a server that is just back; a tenth more is found out before it hurts.
const GROWTH_PER_SECOND = 1;
const GROWTH_PER_SUCCESS = 0.25;
const RAMP = 1000;
const RAMP_PER_SUCCESS = 0.01;
const CUT = 0.2;
const CUT_INTERVAL = 300;
const LONGEST_BURST = 10;

/** How many sleepers a second may be woken. */
export class ReleaseRate {
  /** A second. */
  #rate: number;
  #slots = 0;
  #countedAt: number;
  #grownAt: number;
  #cutAt = -Infinity;
  #successes = Infinity;

  constructor(rate: number, now: number) {
    this.#rate = rate;
    this.#countedAt = now;
    this.#grownAt = now;
  }

  get perSecond(): number {
    return this.#rate;
  }

  grow(floor: number, latency: number, now: number): void {
    this.#count(now);
    this.#successes++;
    const speed = (GROWTH_PER_SECOND / (1 + latency / 1000)) * Math.min(1, (now - this.#cutAt) / RAMP);
    const growth = Math.min(
      ((now - this.#grownAt) / 1000) * speed,
      GROWTH_PER_SUCCESS,
      this.#successes * RAMP_PER_SUCCESS,
    );
    this.#rate = Math.max(floor, this.#rate * (1 + growth));
    this.#grownAt = now;
  }

  cut(floor: number, latency: number, now: number): void {
    this.#successes = 0;
    if (now - this.#cutAt < Math.max(CUT_INTERVAL, latency)) return;
    this.#count(now);
    this.#rate = Math.max(floor, this.#rate * (1 - CUT));
    this.#cutAt = now;
  }

  /** Takes a slot if there is one, or, with `ahead`, one of those to come. */
  take(now: number, ahead = false): boolean {
    this.#count(now);
    if (this.#slots < 1 && !ahead) return false;
    this.#slots = Math.max(this.#slots - 1, -this.#rate);
    return true;
  }

  /** The time until there is a slot. */
  timeToSlot(now: number): number {
    this.#count(now);
    return ((1 - this.#slots) / this.#rate) * 1000;
  }

  #count(now: number): void {
    const most = Math.max(1, (this.#rate * LONGEST_BURST) / 1000);
    this.#slots = Math.min(most, this.#slots + (this.#rate * (now - this.#countedAt)) / 1000);
    this.#countedAt = now;
  }
}
