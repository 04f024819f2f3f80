import type { AxiosRequestConfig } from 'axios';
import { originOf } from './origin';

/** Keeps something for each origin, and forgets those that have been idle. It needs no timer for that. */
export class PerOrigin<T> {
  readonly #entries = new Map<string, { readonly value: T; usedAt: number }>();
  #sweptAt = performance.now();

  /**
   * @param make makes what is kept for an origin that is new, or has been forgotten.
   * @param idle milliseconds without use after which an origin may be forgotten.
   * @param isBusy whether something must be kept all the same.
   */
  constructor(
    readonly make: () => T,
    readonly idle: number,
    readonly isBusy: (value: T) => boolean = () => false,
  ) {}

  get size(): number {
    return this.#entries.size;
  }

  /** What is kept for the origin of a request. */
  of(config: AxiosRequestConfig): T {
    const now = performance.now();
    if (now - this.#sweptAt > this.idle) this.#sweep(now);
    const origin = originOf(config);
    let entry = this.#entries.get(origin);
    if (!entry) this.#entries.set(origin, (entry = { value: this.make(), usedAt: now }));
    entry.usedAt = now;
    return entry.value;
  }

  #sweep(now: number): void {
    this.#sweptAt = now;
    for (const [origin, { value, usedAt }] of this.#entries) {
      if (now - usedAt > this.idle && !this.isBusy(value)) this.#entries.delete(origin);
    }
  }
}
