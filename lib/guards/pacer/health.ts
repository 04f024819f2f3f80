// A burst that fails at once, or one that a rate limiter rejects until its next window, is not an outage yet.
// In milliseconds.
const SHORTEST = 500;
// The share of failures is averaged over about so many attempts: enough that isolated failures never make it a half.
const MEMORY = 20;
// With more failures than that, the server is overloaded; with fewer than that, it is well.
const STRAINED = 0.5;
const WELL = 0.25;
// Below this share, failures count as random: they do not come from an outage or from overload.
const CHANCE = 0.15;

/** What the latest attempts say about an origin. */
export class Health {
  failuresInRow = 0;
  /** When the first of them ended. */
  private downSince = 0;
  /** The share of the latest attempts that failed. */
  private share = 0;
  private strainedSince = Infinity;

  /** @param failures consecutive failures that make an outage. */
  constructor(readonly failures: number) {}

  /** @param isLimit whether it failed because of a rate limit: the server is there, but overloaded. */
  record(isUp: boolean, now: number, isLimit = false): void {
    if (isUp) this.failuresInRow = 0;
    else if (!isLimit && !this.failuresInRow++) this.downSince = now;
    this.share += (Number(!isUp) - this.share) / MEMORY;
    this.strainedSince = this.share > STRAINED ? Math.min(this.strainedSince, now) : Infinity;
  }

  /**
   * Whether nothing succeeds any more.
   *
   * @param latency given only in a recovery, in which some failures in a row are to be expected: they must go on for
   * longer than an answer takes.
   */
  isDown(now: number, latency?: number): boolean {
    const { failuresInRow, failures } = this;
    const time = now - this.downSince;
    return failuresInRow >= 2 * failures
      ? time >= (latency ?? 0)
      : latency === undefined && failuresInRow >= failures && time >= SHORTEST;
  }

  /** Whether few attempts fail. */
  get isWell(): boolean {
    return this.share < WELL;
  }

  /** Whether so few fail that the failures count as random. */
  get isSound(): boolean {
    return this.share < CHANCE;
  }

  /** Whether more attempts fail than succeed: the server is up, but overloaded. */
  isStrained(now: number): boolean {
    return now - this.strainedSince >= SHORTEST;
  }
}
