import type { AxiosRequestConfig } from 'axios';
import { originOf } from '../axios/origin';

/**
 * Keeps something for each origin, and forgets those that have been idle. It needs no timer for that: the old ones
 * go when a new one comes. A call to an origin that is known does not look at the clock.
 */
export class PerOrigin<T> {
  private readonly entries = new Map<string, { readonly value: T; isUsed: boolean }>();
  private sweptAt = performance.now();

  /**
   * @param make makes what is kept for an origin that is new, or has been forgotten.
   * @param idle milliseconds without use after which an origin may be forgotten; after twice as many, it is.
   * @param isBusy whether something must be kept all the same.
   */
  constructor(
    readonly make: () => T,
    readonly idle: number,
    readonly isBusy: (value: T) => boolean = () => false,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  /** What is kept for the origin of a request. */
  of(config: AxiosRequestConfig): T {
    const origin = originOf(config);
    const entry = this.entries.get(origin);
    if (entry) {
      entry.isUsed = true;
      return entry.value;
    }
    if (performance.now() - this.sweptAt > this.idle) this.sweep();
    const value = this.make();
    this.entries.set(origin, { value, isUsed: true });
    return value;
  }

  /** Forgets what has not been used since the last time. */
  private sweep(): void {
    this.sweptAt = performance.now();
    for (const [origin, entry] of this.entries) {
      if (!entry.isUsed && !this.isBusy(entry.value)) this.entries.delete(origin);
      entry.isUsed = false;
    }
  }
}
