import type { AxiosRequestConfig } from 'axios';
import { checkReturned } from '../checks/check';

// A key takes a few hundred bytes.
export const MOST_KEYS = 10_000;

interface Entry<T> {
  readonly value: T;
  isUsed: boolean;
}

/**
 * Keeps a value for each key, and forgets idle ones. It needs no timer: a new key evicts the old ones. A call
 * with a known key does not read the clock.
 */
export class PerKey<T> {
  private readonly entries = new Map<string, Entry<T>>();
  private sweptAt = performance.now();

  /**
   * @param key returns the key of a request.
   * @param make makes the value for a key that is new, or has been forgotten.
   * @param idle milliseconds without use after which a key may be forgotten; after twice as long, the next
   * new key evicts it.
   * @param isBusy whether an idle value must be kept.
   */
  constructor(
    readonly key: (config: AxiosRequestConfig) => string,
    readonly make: (key: string) => T,
    readonly idle: number,
    readonly isBusy: (value: T) => boolean = () => false,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  get values(): T[] {
    return [...this.entries.values()].map(({ value }) => value);
  }

  /** The value for the key of a request. */
  of(config: AxiosRequestConfig): T {
    // With a promise as its key, each call would be on its own.
    const key = checkReturned(this.key(config), 'key', 'a string');
    const entry = this.entries.get(key);
    if (entry) {
      entry.isUsed = true;
      return entry.value;
    }
    this.makeRoom();
    const value = this.make(key);
    this.entries.set(key, { value, isUsed: true });
    return value;
  }

  /** Forgets idle keys and, if there are too many, the oldest. */
  private makeRoom(): void {
    if (performance.now() - this.sweptAt > this.idle) this.sweep();
    if (this.entries.size < MOST_KEYS) return;
    // Keys in use get a second chance, but only ten in a row, to bound the time this takes.
    let chances = 10;
    for (const [key, entry] of this.entries) {
      this.entries.delete(key);
      if (chances-- === 0 || (!entry.isUsed && !this.isBusy(entry.value))) return;
      this.entries.set(key, { ...entry, isUsed: false });
    }
  }

  /** Forgets the keys that have not been used since the last sweep. */
  private sweep(): void {
    this.sweptAt = performance.now();
    for (const [key, entry] of this.entries) {
      if (!entry.isUsed && !this.isBusy(entry.value)) this.entries.delete(key);
      entry.isUsed = false;
    }
  }
}
