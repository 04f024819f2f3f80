// A burst that fails at once, or what a limiter turns away until its next window, is no outage yet.
const SHORTEST = 500;
// The share of failures is taken over about that many attempts: enough that single failures never make a half.
const MEMORY = 20;
const STRAINED = 0.5;
const WELL = 0.25;

/** What the latest attempts tell of an origin. */
export class Health {
  private failuresInRow = 0;
  private downSince = 0;
  private share = 0;
  private strainedSince = Infinity;

  /** @param failures how many in a row make an outage. */
  constructor(readonly failures: number) {}

  record(isUp: boolean, now: number): void {
    if (isUp) this.failuresInRow = 0;
    else if (!this.failuresInRow++) this.downSince = now;
    this.share += (Number(!isUp) - this.share) / MEMORY;
    this.strainedSince = this.share > STRAINED ? Math.min(this.strainedSince, now) : Infinity;
  }

  /** Whether nothing succeeds any more. */
  isDown(now: number): boolean {
    return this.failuresInRow >= this.failures && now - this.downSince >= SHORTEST;
  }

  /** Whether little fails. */
  get isWell(): boolean {
    return this.share < WELL;
  }

  /** Whether more fails than succeeds: the server is up, but gets more than it can take. */
  isStrained(now: number): boolean {
    return now - this.strainedSince >= SHORTEST;
  }
}
