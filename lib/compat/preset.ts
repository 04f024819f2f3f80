import type { RetryOptions } from '../types';
import { isNetworkOrIdempotentRequestError } from './conditions';
import { noDelay } from './delays';
import { sendErrorConfig } from './error-config';
import type { IAxiosRetryConfig } from './types';

const nothing = (): void => undefined;

/**
 * Compatibility with axios-retry 4: its defaults, under its own name.
 *
 * Modern replacement: {@link axiosRetryV4}, which adds the options that are needed to behave like
 * axios-retry.
 */
export const DEFAULT_OPTIONS: Readonly<Required<IAxiosRetryConfig>> = {
  retries: 3,
  retryCondition: isNetworkOrIdempotentRequestError,
  retryDelay: noDelay,
  shouldResetTimeout: false,
  onRetry: nothing,
  onMaxRetryTimesExceeded: nothing,
  validateResponse: null,
};

/**
 * A preset that behaves like axios-retry 4 with its own defaults: three retries, no delay, its retry
 * condition, `timeout` for the whole call, `Retry-After` of any length accepted, no pause while offline, no
 * log.
 *
 * Its `retryCondition` always decides, so `methods`, `statuses` and `idempotent` have no effect.
 * docs/migrating.md lists the intended differences.
 *
 * @example
 * axiosRetry(client, { ...axiosRetryV4, retries: 5 });
 * @see https://github.com/softonic/axios-retry
 */
export const axiosRetryV4: RetryOptions = /* @__PURE__ */ Object.freeze({
  retries: 3,
  retryCondition: isNetworkOrIdempotentRequestError,
  retryDelay: noDelay,
  shouldResetTimeout: false,
  pauseWhileOffline: false,
  validateResponse: null,
  maxRetryAfter: Infinity,
  log: false,
  // No option of its own: see lib/options/rules.ts.
  sendErrorConfig,
});
