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

/** Compatibility with axios-retry 4: its options, a part of the modern {@link RetryOptions}. */
export interface IAxiosRetryConfig {
  /** How many attempts after the first, at most. */
  retries?: number;
  /** `true`: axios' `timeout` is for each attempt. `false`: it is for the whole call. */
  shouldResetTimeout?: boolean;
  /** Whether to retry after `error`. */
  retryCondition?: (error: AxiosError) => boolean | Promise<boolean>;
  /** The wait in milliseconds before each retry. */
  retryDelay?: (retryCount: number, error: AxiosError) => number;
  /** Called and awaited before each wait. */
  onRetry?: (
    retryCount: number,
    error: AxiosError,
    requestConfig: AxiosRequestConfig,
  ) => Promise<void> | void;
  /** Called and awaited when a call fails and no retry is left. */
  onMaxRetryTimesExceeded?: (error: AxiosError, retryCount: number) => Promise<void> | void;
  /** Decides in place of `validateStatus` whether a response is a success. */
  validateResponse?: ((response: AxiosResponse) => boolean) | null;
}

/**
 * Compatibility with axios-retry 4: what stands at `config['axios-retry']`. The modern names are
 * {@link RetryOptions} for what is given and {@link RetryProgress} for what is read.
 */
export interface IAxiosRetryConfigExtended extends IAxiosRetryConfig {
  /** How many retries the call has had. */
  retryCount?: number;
  /** When the latest attempt began, in milliseconds since the epoch. */
  lastRequestTime?: number;
}

/** Compatibility with axios-retry 4: what the plugin returns; the modern {@link RetryInstallation} adds `eject()`. */
export interface IAxiosRetryReturn {
  requestInterceptorId: number;
  responseInterceptorId: number;
}

/** Compatibility with axios-retry 4: its default export, {@link axiosRetry} with the functions that it carries. */
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
