// More buckets bring both bounds closer to the true count. Each costs one number.
const BUCKETS = 20;

/** Counts events over a sliding time window, in constant memory. The true count lies between two bounds. */
export class WindowCounter {
  private readonly counts = new Array<number>(BUCKETS + 1).fill(0);
  private readonly width: number;
  private latest = 0;

  /** @param window the length of the window, in milliseconds. */
  constructor(window: number) {
    this.width = window / BUCKETS;
  }

  /**
   * Counts an event.
   *
   * @returns a function that takes the event back.
   */
  add(): () => void {
    const index = this.advance();
    const bucket = this.latest;
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    return () => {
      this.advance();
      // An event that has left the window is no longer counted.
      if (this.latest - bucket <= BUCKETS) this.counts[index] = (this.counts[index] ?? 0) - 1;
    };
  }

  /** Events in the window, plus those that left it within the last bucket. */
  get upperBound(): number {
    this.advance();
    return this.counts.reduce((sum, count) => sum + count);
  }

  /** Events in the window, minus those about to leave it. */
  get lowerBound(): number {
    const oldest = (this.advance() + 1) % this.counts.length;
    return this.upperBound - (this.counts[oldest] ?? 0);
  }

  /** Empties the buckets that have left the window. Returns the index of the current one. */
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
