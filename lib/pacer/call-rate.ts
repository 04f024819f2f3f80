// Long enough to see a process that calls once in some seconds, short enough to follow the day's ups and downs.
const MEMORY = 10_000;

/** How many calls a second begin, over about the last ten seconds. */
export class CallRate {
  #calls = 0;
  #at = 0;

  count(now: number): void {
    this.#calls = this.#decayed(now) + 1;
    this.#at = now;
  }

  perSecond(now: number): number {
    return (this.#decayed(now) / MEMORY) * 1000;
  }

  #decayed(now: number): number {
    return this.#calls * Math.exp((this.#at - now) / MEMORY);
  }
}
