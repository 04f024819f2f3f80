// The finer, the nearer both bounds come to the truth; each costs a number.
const BUCKETS = 20;

/** Counts events over a sliding window of time, in constant memory. The count lies between two bounds. */
export class WindowCounter {
  private readonly counts = new Array<number>(BUCKETS + 1).fill(0);
  private readonly width: number;
  private latest = 0;

  /** @param window its length in milliseconds. */
  constructor(window: number) {
    this.width = window / BUCKETS;
  }

  /** @returns a function that takes the event back. */
  add(): () => void {
    const index = this.advance();
    const bucket = this.latest;
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    return () => {
      this.advance();
      // One that has left the window is no longer counted.
      if (this.latest - bucket <= BUCKETS) this.counts[index] = (this.counts[index] ?? 0) - 1;
    };
  }

  /** How many there were in the window, or some more that have just left it. */
  get upperBound(): number {
    this.advance();
    return this.counts.reduce((sum, count) => sum + count);
  }

  /** How many there were in the window, or some less that are about to leave it. */
  get lowerBound(): number {
    const oldest = (this.advance() + 1) % this.counts.length;
    return this.upperBound - (this.counts[oldest] ?? 0);
  }

  /** Empties what has left the window since the last look, and returns the place of the present. */
  private advance(): number {
    const { length } = this.counts;
    const present = Math.floor(performance.now() / this.width);
    for (let bucket = Math.max(this.latest + 1, present - BUCKETS); bucket <= present; bucket++) {
      this.counts[bucket % length] = 0;
    }
    this.latest = present;
    return present % length;
  }
}
