import { axiosRetry } from '../install';
import { NAMESPACE } from '../axios/namespace';
import {
  isIdempotentRequestError,
  isNetworkError,
  isNetworkOrIdempotentRequestError,
  isRetryableError,
  isSafeRequestError,
} from './conditions';
import { exponentialDelay, linearDelay, noDelay, retryAfter } from './delays';
import { DEFAULT_OPTIONS } from './preset';
import type { AxiosRetry } from './types';

/**
 * {@link axiosRetry} with the members of axios-retry 4's default export, such as
 * `axiosRetry.exponentialDelay`.
 *
 * Marked as pure: a bundle that imports only the named function leaves this layer out.
 */
export const axiosRetryWithStatics: AxiosRetry = /* @__PURE__ */ Object.assign(axiosRetry, {
  isNetworkError,
  isRetryableError,
  isSafeRequestError,
  isIdempotentRequestError,
  isNetworkOrIdempotentRequestError,
  exponentialDelay,
  linearDelay,
  noDelay,
  retryAfter,
  namespace: NAMESPACE,
  DEFAULT_OPTIONS,
});
