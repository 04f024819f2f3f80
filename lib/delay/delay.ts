import type { Backoff } from './backoff';
import { isFunction } from '../checks/check';
import { member } from '../checks/member';
import { defaultBackoff } from './backoff';
import type { RetryOptions } from '../types';

/** The wait before a retry, in milliseconds, and where it comes from. */
export interface Wait {
  readonly delay: number;
  /** The longest that it could have been, where that is known. */
  readonly ceiling?: number;
  /** What the server asked for. */
  readonly retryAfter?: number;
  /** Whether it begins when the network is back. */
  readonly offline?: boolean;
}

/**
 * The wait after the network is back: by chance, since all that waited for it come at once, and half a second at
 * least, since a network that has just come may not carry anything yet.
 */
export const waitAfterPause = (): Wait => {
  const ceiling = defaultBackoff.ceiling(1);
  return { delay: (ceiling + defaultBackoff(1)) / 2, ceiling, retryAfter: undefined, offline: true };
};

/**
 * How long to wait before retry number `retryCount`. What a server asks for replaces the wait of a backoff, and
 * lengthens a shorter one of any other kind. The wait then gets a little longer by chance, by up to a tenth and at
 * least 100 ms, so that a thousand clients told "1" don't come back in the same instant.
 *
 * @param own what `retryDelay` gave, which may be nonsense: the default backoff stands in for what can't be waited
 * for, so that it never makes a hot loop.
 * @param retryAfter what the server asked for, if it did.
 */
export function chooseWait(
  { retryDelay }: Pick<RetryOptions, 'retryDelay'>,
  own: unknown,
  retryCount: number,
  previousDelay: number,
  retryAfter: number | undefined,
): Wait {
  const isUsable = Number.isFinite(own);
  const isFixed = isUsable && !isFunction(member(retryDelay, 'random'));
  // Where there is no backoff, the default one lends its source of chance.
  const backoff = isUsable && !isFixed ? (retryDelay as Backoff) : defaultBackoff;
  let delay = isUsable ? Math.max(0, Number(own)) : backoff(retryCount);
  let ceiling = isFixed ? undefined : backoff.ceiling(retryCount, previousDelay);
  if (retryAfter !== undefined) {
    const spread = Math.max(retryAfter / 10, 100);
    // ∞ × 0 is NaN.
    const asked = retryAfter + (spread * backoff.random() || 0);
    if (!isFixed || delay < asked) [delay, ceiling] = [asked, retryAfter + spread];
  }
  return { delay, ceiling, retryAfter, offline: undefined };
}
