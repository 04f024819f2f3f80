import type { RetryOptions } from '../types';
import { isNetworkOrIdempotentRequestError } from './conditions';
import { noDelay } from './delays';
import type { IAxiosRetryConfig } from './types';

const nothing = (): void => undefined;

/**
 * Compatibility with axios-retry 4: its defaults under its own name. The modern name is {@link axiosRetryV4}, which
 * holds what else it takes to behave like it.
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
 * A preset that behaves as axios-retry 4 does with its own defaults: three retries without a wait, its condition,
 * `timeout` for the whole call, any `Retry-After` waited for, no pause while offline, no log.
 *
 * `axiosRetry(client, { ...axiosRetryV4, retries: 5 })`
 *
 * Its `retryCondition` always decides, so `methods`, `statuses` and `idempotent` have no say with it. What differs
 * on purpose is in docs/migrating.md.
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
});
