import type { AxiosRequestConfig } from 'axios';

// What is kept for a key is some hundred bytes.
const MOST_KEYS = 10_000;

interface Entry<T> {
  readonly value: T;
  isUsed: boolean;
}

/**
 * Keeps something for each key, and forgets those that have been idle. It needs no timer for that: the old ones go when
 * a new one comes. A call to a key that is known does not look at the clock.
 */
export class PerKey<T> {
  private readonly entries = new Map<string, Entry<T>>();
  private sweptAt = performance.now();

  /**
   * @param key the key of a request.
   * @param make makes what is kept for a key that is new, or has been forgotten.
   * @param idle milliseconds without use after which a key may be forgotten; after twice as many, it is.
   * @param isBusy whether something must be kept all the same.
   */
  constructor(
    readonly key: (config: AxiosRequestConfig) => string,
    readonly make: () => T,
    readonly idle: number,
    readonly isBusy: (value: T) => boolean = () => false,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  /** What is kept for the key of a request. */
  of(config: AxiosRequestConfig): T {
    const key = this.key(config);
    const entry = this.entries.get(key);
    if (entry) {
      entry.isUsed = true;
      return entry.value;
    }
    this.makeRoom();
    const value = this.make();
    this.entries.set(key, { value, isUsed: true });
    return value;
  }

  /** Forgets what has been idle, and where there are too many keys, the oldest. */
  private makeRoom(): void {
    if (performance.now() - this.sweptAt > this.idle) this.sweep();
    if (this.entries.size < MOST_KEYS) return;
    // Those in use get a second chance, but not so many that it would take long.
    for (let chances = 10; ; chances--) {
      const [[key, entry] = []] = this.entries;
      if (key === undefined || !entry) return;
      this.entries.delete(key);
      if (chances === 0 || (!entry.isUsed && !this.isBusy(entry.value))) return;
      this.entries.set(key, { ...entry, isUsed: false });
    }
  }

  /** Forgets what has not been used since the last time. */
  private sweep(): void {
    this.sweptAt = performance.now();
    for (const [key, entry] of this.entries) {
      if (!entry.isUsed && !this.isBusy(entry.value)) this.entries.delete(key);
      entry.isUsed = false;
    }
  }
}
