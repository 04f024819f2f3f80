// One run of failures within a burst, or at the edge of a limiter's window, is not an outage.
const SHORTEST_OUTAGE = 500;
// The share of failures is taken over about that many attempts.
const MEMORY = 20;
const STRAINED = 0.5;

/** What the latest attempts say of an origin. */
export class Health {
  readonly #failures: number;
  #run = 0;
  #runSince = 0;
  #failed = 0;

  /** @param failures how many failures in a row make an outage. */
  constructor(failures: number) {
    this.#failures = failures;
  }

  record(isUp: boolean, now: number): void {
    if (isUp) this.#run = 0;
    else if (!this.#run++) this.#runSince = now;
    this.#failed += (Number(!isUp) - this.#failed) / MEMORY;
  }

  /** Whether nothing succeeds. */
  isDown(now: number): boolean {
    return this.#run >= this.#failures && now - this.#runSince >= SHORTEST_OUTAGE;
  }

  /** Whether more fails than succeeds: a server that is up, and gets more than it can take. */
  get isStrained(): boolean {
    return this.#failed > STRAINED;
  }
}
