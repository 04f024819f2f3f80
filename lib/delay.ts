import type { AxiosError } from 'axios';
import type { Backoff } from './backoff';
import { defaultBackoff, type ResolvedOptions } from './options';
import { parseRetryAfter } from './retry-after';

/** The wait before a retry, in milliseconds, and where it comes from. */
export interface Wait {
  readonly delay: number;
  /** The longest that it could have been, where that is known. */
  readonly ceiling?: number;
  /** What the server asked for. */
  readonly retryAfter?: number;
}

const isBackoff = (retryDelay: unknown): retryDelay is Backoff =>
  typeof retryDelay === 'function' && 'ceiling' in retryDelay && 'random' in retryDelay;

/** A number of milliseconds that can be waited for, or none. */
const usable = (delay: unknown): number | undefined =>
  typeof delay === 'number' && Number.isFinite(delay) ? Math.max(0, delay) : undefined;

/**
 * How long to wait before retry number `retryCount`. What a server asks for replaces the wait of a backoff, and
 * lengthens a shorter one of any other kind. The wait then gets a little longer by chance, by up to a tenth and at
 * least 100 ms, so that a thousand clients told "1" don't come back in the same instant.
 *
 * @param warn is told of a delay function that throws; the default backoff stands in for it.
 */
export function chooseWait(
  { retryDelay }: ResolvedOptions,
  retryCount: number,
  previousDelay: number,
  error: AxiosError,
  warn: (thrown: unknown) => void,
): Wait {
  const retryAfter = parseRetryAfter((error as AxiosError | undefined)?.response?.headers, Date.now());

  let own: number | undefined;
  try {
    own = usable(
      typeof retryDelay === 'function' ? retryDelay(retryCount, error, previousDelay) : retryDelay,
    );
  } catch (thrown) {
    warn(thrown);
  }
  const backoff = isBackoff(retryDelay) ? retryDelay : defaultBackoff;

  if (retryAfter !== undefined) {
    const spread = Math.max(retryAfter / 10, 100);
    const asked = retryAfter + spread * backoff.random();
    if (backoff === retryDelay || own === undefined || own < asked) {
      return { delay: asked, ceiling: retryAfter + spread, retryAfter };
    }
    return { delay: own, retryAfter };
  }
  if (own === undefined) {
    // Nonsense must not make a hot loop.
    return { delay: defaultBackoff(retryCount), ceiling: defaultBackoff.ceiling(retryCount) };
  }
  return isBackoff(retryDelay)
    ? { delay: own, ceiling: retryDelay.ceiling(retryCount, previousDelay) }
    : { delay: own };
}
