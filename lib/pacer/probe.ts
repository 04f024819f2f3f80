import type { Backoff } from '../backoff';
import type { PendingRetry } from './guard';

// A probe that is not answered by then has no say any more.
const LONGEST = 10_000;

/** The one retry at a time that asks an origin whether it is back. */
export class Probe {
  readonly #backoff: Backoff;
  #count = 1;
  #retry: PendingRetry | undefined;
  #nextAt: number;

  /** @param backoff the time from the outcome of one probe to the next. */
  constructor(backoff: Backoff, now: number) {
    this.#backoff = backoff;
    this.#nextAt = now + backoff(this.#count);
  }

  isDue(now: number): boolean {
    return now >= this.#nextAt;
  }

  send(retry: PendingRetry, now: number): void {
    this.#retry = retry;
    this.#nextAt = now + LONGEST;
  }

  /** An attempt, which may have been the probe, has ended without success. */
  ended({ retry, isUp }: { readonly retry?: PendingRetry; readonly isUp?: boolean }, now: number): void {
    if (!retry || retry !== this.#retry) return;
    this.#retry = undefined;
    // One that was cancelled has told nothing: the next may go at once.
    this.#nextAt = isUp === undefined ? now : now + this.#backoff(++this.#count);
  }
}
