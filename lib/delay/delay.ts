import type { Backoff } from './backoff';
import { hasMethod, safely } from '../checks/member';
import { defaultBackoff } from './backoff';
import type { RetryOptions } from '../types';

/** The delay before a retry, in milliseconds, and where it comes from. */
export interface Wait {
  readonly delay: number;
  /** The longest that the delay could have been, if known. */
  readonly ceiling?: number;
  /** The delay that the server asked for, if any. */
  readonly retryAfter?: number;
  /** What asked for it. */
  readonly askedBy?: string;
  /** Whether the delay starts when the network is back. */
  readonly offline?: boolean;
}

/**
 * The delay after the network is back: at least half a second, since a new connection may not carry traffic
 * yet; jittered, since all that waited for it resume at once.
 */
export const waitAfterPause = (): Wait => {
  const ceiling = defaultBackoff.ceiling(1);
  return {
    delay: (ceiling + defaultBackoff(1)) / 2,
    ceiling,
    retryAfter: undefined,
    askedBy: undefined,
    offline: true,
  };
};

/** Whether a `retryDelay` is one that {@link exponentialBackoff} made, or behaves like it. */
const isBackoff = (retryDelay: unknown): boolean =>
  hasMethod(retryDelay, 'random') && hasMethod(retryDelay, 'ceiling');

/**
 * By how much a time that a server asked for is extended at random, at most: a tenth, or 100 ms if that is more. So a
 * thousand clients told "1" don't come back at the same instant.
 */
export const spreadOf = (asked: number): number => Math.max(asked / 10, 100);

/**
 * The time that a call needs for its last retry, in milliseconds. Holding a retry back takes as long as the latest
 * attempt did, and so may the next attempt. A timer may fire a little early.
 */
export const timeForLast = (lastDuration: number): number => 2 * lastDuration + 2;

/**
 * Chooses the delay before retry number `retryCount`.
 *
 * What the server asks for replaces the delay of a backoff, and lengthens a shorter one of any other kind. It is
 * extended at random: see {@link spreadOf}.
 *
 * @param own what `retryDelay` returned. If it isn't a finite number, the default backoff is used, so that it
 * never makes a hot loop.
 * @param retryAfter what the server asked for, in milliseconds, if anything.
 */
export function chooseWait(
  { retryDelay }: Pick<RetryOptions, 'retryDelay'>,
  own: unknown,
  retryCount: number,
  previousDelay: number,
  retryAfter: number | undefined,
): Wait {
  const isUsable = Number.isFinite(own);
  const isFixed = isUsable && !isBackoff(retryDelay);
  // Without a backoff, the default one supplies the random numbers.
  const backoff = isUsable && !isFixed ? (retryDelay as Backoff) : defaultBackoff;
  let delay = isUsable ? Math.max(0, Number(own)) : backoff(retryCount);
  let ceiling = isFixed ? undefined : backoff.ceiling(retryCount, previousDelay);
  if (retryAfter !== undefined) {
    const spread = spreadOf(retryAfter);
    // ∞ × 0 is NaN, and so is a draw that throws.
    const asked = retryAfter + (spread * Number(safely(() => backoff.random())) || 0);
    if (!isFixed || delay < asked) [delay, ceiling] = [asked, retryAfter + spread];
  }
  return { delay, ceiling, retryAfter, askedBy: undefined, offline: undefined };
}
