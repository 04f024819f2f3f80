/**
 * axios-retry 4 under a changed import: its names, its defaults, its behaviour.
 *
 * @module axios-backoff/axios-retry
 */

// Its bundle imports this package's main one, so that an application with both entries holds the core once: nothing
// else of lib may be imported here.
import {
  axiosRetry as install,
  axiosRetryV4,
  DEFAULT_OPTIONS,
  exponentialDelay,
  isIdempotentRequestError,
  isNetworkError,
  isNetworkOrIdempotentRequestError,
  isRetryableError,
  isSafeRequestError,
  linearDelay,
  namespace,
  noDelay,
  retryAfter,
  type AxiosLike,
  type AxiosRetry,
  type RetryInstallation,
  type RetryOptions,
} from './index';

/** The options over the preset. As everywhere, `undefined` means "not given". */
function overPreset(options?: RetryOptions): RetryOptions {
  const given: RetryOptions = options ?? {};
  // What is no object, or can't be read, is left to the function itself to report.
  if (typeof given !== 'object' || Array.isArray(given)) return given as RetryOptions;
  try {
    const named = Object.entries(given).filter(([, value]) => value !== undefined);
    return { ...axiosRetryV4, ...Object.fromEntries(named) };
  } catch {
    return given;
  }
}

/**
 * axios-retry 4, as one changed import: its defaults under `options`, so 3 retries, no delay, no log.
 *
 * @param options those of axios-retry, or any of {@link RetryOptions}.
 * @example
 * import axiosRetry from 'axios-backoff/axios-retry';
 * @see https://github.com/softonic/axios-retry
 */
export function axiosRetry(instance: AxiosLike, options?: RetryOptions): RetryInstallation {
  return install(instance, overPreset(options));
}

const axiosRetryWithStatics: AxiosRetry = /* @__PURE__ */ Object.assign(axiosRetry, {
  isNetworkError,
  isRetryableError,
  isSafeRequestError,
  isIdempotentRequestError,
  isNetworkOrIdempotentRequestError,
  exponentialDelay,
  linearDelay,
  noDelay,
  retryAfter,
  namespace,
  DEFAULT_OPTIONS,
});

export default axiosRetryWithStatics;
export {
  DEFAULT_OPTIONS,
  exponentialDelay,
  isIdempotentRequestError,
  isNetworkError,
  isNetworkOrIdempotentRequestError,
  isRetryableError,
  isSafeRequestError,
  linearDelay,
  namespace,
  noDelay,
  retryAfter,
};
export type { AxiosRetry, IAxiosRetryConfig, IAxiosRetryConfigExtended, IAxiosRetryReturn } from './index';
