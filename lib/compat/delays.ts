import type { AxiosError } from 'axios';
import { parseRetryAfter } from '../delay/retry-after';

/**
 * Compatibility with axios-retry 4: the delay that the server asked for in `Retry-After`, in milliseconds, or
 * 0.
 *
 * Modern replacement: none needed. The plugin never waits for less than the server asks; `maxRetryAfter`
 * limits it.
 *
 * @see RFC 9110 §10.2.3
 */
export const retryAfter = (error?: AxiosError): number =>
  parseRetryAfter(error?.response?.headers, Date.now()) ?? 0;

/**
 * Compatibility with axios-retry 4: no delay, except one that the server asks for, in milliseconds.
 *
 * Modern replacement: `retryDelay: 0`.
 */
export const noDelay = (_retryNumber?: number, error?: AxiosError): number => retryAfter(error);

/**
 * Compatibility with axios-retry 4: `delayFactor` × 2^`retryNumber` milliseconds, and up to a fifth more at
 * random.
 *
 * Modern replacement: `exponentialBackoff({ initialDelay: 200, jitter: proportionalJitter(0.2) })`, which
 * gives the same delays up to its `maxDelay`.
 *
 * @param delayFactor in milliseconds. Default `100`.
 * @returns the delay in milliseconds, never less than the server asked for.
 */
export function exponentialDelay(retryNumber = 0, error?: AxiosError, delayFactor = 100): number {
  const delay = Math.max(2 ** retryNumber * delayFactor, retryAfter(error));
  return delay + delay * 0.2 * Math.random();
}

/**
 * Compatibility with axios-retry 4: makes a delay function that grows by `delayFactor` with each retry.
 *
 * Modern replacement: `retryDelay: (retryCount) => retryCount * 100`.
 *
 * @param delayFactor in milliseconds. Default `100`.
 * @returns a function that computes the delay in milliseconds, never less than the server asked for.
 */
export const linearDelay =
  (delayFactor = 100) =>
  (retryNumber = 0, error?: AxiosError): number =>
    Math.max(retryNumber * delayFactor, retryAfter(error));
