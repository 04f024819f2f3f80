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
 * {@link axiosRetry} with what axios-retry 4's default export carries, such as `axiosRetry.exponentialDelay`.
 *
 * Marked as pure: a bundle that imports the function by its name and not the default leaves the layer out.
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
