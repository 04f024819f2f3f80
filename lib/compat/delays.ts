import type { AxiosError } from 'axios';
import { parseRetryAfter } from '../delay/retry-after';

/**
 * Compatibility with axios-retry 4: what the server asked for in `Retry-After`, in milliseconds, or 0.
 *
 * The modern way is to leave it to the plugin, which never waits for less; the option `maxRetryAfter` limits it.
 */
export const retryAfter = (error?: AxiosError): number =>
  parseRetryAfter(error?.response?.headers, Date.now()) ?? 0;

/**
 * Compatibility with axios-retry 4: no wait, save one that the server asks for.
 *
 * The modern way is `retryDelay: 0`.
 */
export const noDelay = (_retryNumber?: number, error?: AxiosError): number => retryAfter(error);

/**
 * Compatibility with axios-retry 4: `delayFactor` milliseconds (default 100) times two to the power of the retry's
 * number, and up to a fifth more by chance.
 *
 * The modern name is `exponentialBackoff`: `exponentialBackoff({ initialDelay: 200, jitter: proportionalJitter(0.2) })`
 * gives the same waits up to its `maxDelay`.
 */
export function exponentialDelay(retryNumber = 0, error?: AxiosError, delayFactor = 100): number {
  const delay = Math.max(2 ** retryNumber * delayFactor, retryAfter(error));
  return delay + delay * 0.2 * Math.random();
}

/**
 * Compatibility with axios-retry 4: makes a delay function whose wait grows by `delayFactor` milliseconds (default
 * 100) from one retry to the next.
 *
 * The modern way is `retryDelay: (retryCount) => retryCount * 100`.
 */
export const linearDelay =
  (delayFactor = 100) =>
  (retryNumber = 0, error?: AxiosError): number =>
    Math.max(retryNumber * delayFactor, retryAfter(error));
