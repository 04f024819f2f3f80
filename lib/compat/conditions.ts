import type { AxiosError } from 'axios';
import { classify } from '../axios/failure';
import { member } from '../checks/member';

const SAFE_METHODS = ['get', 'head', 'options'];
const IDEMPOTENT_METHODS = [...SAFE_METHODS, 'put', 'delete'];

// axios' own cancellations and timeouts, unknown hosts, unreachable networks, and OpenSSL's codes for a bad
// certificate. axios-retry does not count Node's own codes, which begin with ERR_, among the latter.
const NO_NETWORK_ERROR =
  /^(ERR_CANCELED|ECONNABORTED|ENOTFOUND|ENETUNREACH|OUT_OF_MEM|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|PATH_LENGTH_EXCEEDED|UNABLE_TO_.+)$|^(?!ERR_).*(CERT|CRL)/;

/**
 * Compatibility with axios-retry 4: whether there was no answer but an error code, other than one for a
 * timeout, cancellation, unknown host or bad certificate. The server may have processed the request.
 *
 * Modern replacement: no `retryCondition`. The built-in policy retries only what is safe to send twice.
 *
 * @see https://github.com/softonic/axios-retry
 */
export function isNetworkError(error: unknown): boolean {
  const code = member(error, 'code');
  return !member(error, 'response') && Boolean(code) && !NO_NETWORK_ERROR.test(String(code));
}

/**
 * Compatibility with axios-retry 4: whether there was no answer, or a status of 429 or 500 to 599, and no
 * timeout.
 *
 * Modern replacement: the option `statuses`.
 *
 * @see https://github.com/softonic/axios-retry
 */
export function isRetryableError({ code, response }: AxiosError): boolean {
  return (
    code !== 'ECONNABORTED' &&
    (!response || response.status === 429 || (response.status >= 500 && response.status <= 599))
  );
}

const isRetryableWith = (methods: readonly string[], error: AxiosError): boolean =>
  methods.includes(error.config?.method ?? '') && isRetryableError(error);

/**
 * Compatibility with axios-retry 4: {@link isRetryableError}, and the method is GET, HEAD or OPTIONS.
 *
 * Modern replacement: `methods: ['GET', 'HEAD', 'OPTIONS']`.
 *
 * @see https://github.com/softonic/axios-retry
 */
export const isSafeRequestError = (error: AxiosError): boolean => isRetryableWith(SAFE_METHODS, error);

/**
 * Compatibility with axios-retry 4: {@link isRetryableError}, and the method is GET, HEAD, OPTIONS, PUT or
 * DELETE.
 *
 * Modern replacement: the option `methods`.
 *
 * @see https://github.com/softonic/axios-retry
 */
export const isIdempotentRequestError = (error: AxiosError): boolean =>
  isRetryableWith(IDEMPOTENT_METHODS, error);

/**
 * Compatibility with axios-retry 4: its default condition. Whether {@link isIdempotentRequestError} holds, or
 * a network error occurred before anything was sent.
 *
 * axios-retry retries any request after any network error, so it sends a POST twice if the connection is lost
 * after the server has processed it. This function does not copy that.
 *
 * Modern replacement: no `retryCondition`. The built-in policy decides.
 *
 * @see https://github.com/softonic/axios-retry
 */
export const isNetworkOrIdempotentRequestError = (error: AxiosError): boolean =>
  isIdempotentRequestError(error) || (isNetworkError(error) && classify(error).kind === 'no connection');
