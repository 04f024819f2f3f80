import type { AxiosError, AxiosRequestConfig, AxiosResponse } from 'axios';
import type { axiosRetry } from '../install';
import type { NAMESPACE } from '../axios/namespace';
import type {
  isIdempotentRequestError,
  isNetworkError,
  isNetworkOrIdempotentRequestError,
  isRetryableError,
  isSafeRequestError,
} from './conditions';
import type { exponentialDelay, linearDelay, noDelay, retryAfter } from './delays';

/** Compatibility with axios-retry 4: its options, a subset of the modern {@link RetryOptions}. */
export interface IAxiosRetryConfig {
  /**
   * The maximum number of attempts after the first.
   * @default 10, or 3 with {@link axiosRetryV4}
   */
  retries?: number;
  /**
   * `true`: axios' `timeout` applies to each attempt. `false`: it applies to the whole call.
   * @default true, or `false` with {@link axiosRetryV4}
   */
  shouldResetTimeout?: boolean;
  /** Decides whether to retry after `error`. */
  retryCondition?: (error: AxiosError) => boolean | Promise<boolean>;
  /** The delay before each retry, in milliseconds. */
  retryDelay?: (retryCount: number, error: AxiosError) => number;
  /** Called and awaited before each delay. */
  onRetry?: (
    retryCount: number,
    error: AxiosError,
    requestConfig: AxiosRequestConfig,
  ) => Promise<void> | void;
  /** Called and awaited when a call fails with all retries used up. */
  onMaxRetryTimesExceeded?: (error: AxiosError, retryCount: number) => Promise<void> | void;
  /**
   * Decides, in place of `validateStatus`, whether a response is a success.
   * @default null
   */
  validateResponse?: ((response: AxiosResponse) => boolean) | null;
}

/**
 * Compatibility with axios-retry 4: the value at `config['axios-retry']`.
 *
 * Modern replacement: {@link RetryOptions} for the options, {@link RetryProgress} for the state.
 */
export interface IAxiosRetryConfigExtended extends IAxiosRetryConfig {
  /** How many retries the call has had: 0 during the first attempt. */
  retryCount?: number;
  /** When the latest attempt began, in milliseconds since the epoch. */
  lastRequestTime?: number;
}

/**
 * Compatibility with axios-retry 4: what the plugin returns. The modern {@link RetryInstallation} adds
 * `eject()` and `close()`.
 */
export interface IAxiosRetryReturn {
  requestInterceptorId: number;
  responseInterceptorId: number;
}

/**
 * Compatibility with axios-retry 4: its default export, {@link axiosRetry} with the functions attached to it.
 */
export interface AxiosRetry {
  (...args: Parameters<typeof axiosRetry>): ReturnType<typeof axiosRetry>;
  readonly isNetworkError: typeof isNetworkError;
  readonly isRetryableError: typeof isRetryableError;
  readonly isSafeRequestError: typeof isSafeRequestError;
  readonly isIdempotentRequestError: typeof isIdempotentRequestError;
  readonly isNetworkOrIdempotentRequestError: typeof isNetworkOrIdempotentRequestError;
  readonly exponentialDelay: typeof exponentialDelay;
  readonly linearDelay: typeof linearDelay;
  readonly noDelay: typeof noDelay;
  readonly retryAfter: typeof retryAfter;
  readonly namespace: typeof NAMESPACE;
  readonly DEFAULT_OPTIONS: Readonly<Required<IAxiosRetryConfig>>;
}
