import type { AxiosError } from 'axios';
import { classify } from '../axios/failure';
import { member } from '../checks/member';

const SAFE_METHODS = ['get', 'head', 'options'];
const IDEMPOTENT_METHODS = [...SAFE_METHODS, 'put', 'delete'];

// Axios' own cancellations and timeouts, names and networks that can't be found, and what OpenSSL says of a bad
// certificate. The codes of Node's own, which begin with ERR_, are not among the latter for axios-retry.
const NO_NETWORK_ERROR =
  /^(ERR_CANCELED|ECONNABORTED|ENOTFOUND|ENETUNREACH|OUT_OF_MEM|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|PATH_LENGTH_EXCEEDED|UNABLE_TO_.+)$|^(?!ERR_).*(CERT|CRL)/;

/**
 * Compatibility with axios-retry 4: there was no answer, but an error code that tells of no timeout, cancellation,
 * unknown name or bad certificate. The request may have been done all the same.
 *
 * The modern way is no `retryCondition`: the built-in policy sends again only what is safe to send twice.
 */
export function isNetworkError(error: unknown): boolean {
  const code = member(error, 'code');
  return !member(error, 'response') && Boolean(code) && !NO_NETWORK_ERROR.test(String(code));
}

/**
 * Compatibility with axios-retry 4: there was no answer, or a status of 429 or 500 to 599, and no timeout.
 *
 * The modern way is the option `statuses`.
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
 * The modern way is `methods: ['GET', 'HEAD', 'OPTIONS']`.
 */
export const isSafeRequestError = (error: AxiosError): boolean => isRetryableWith(SAFE_METHODS, error);

/**
 * Compatibility with axios-retry 4: {@link isRetryableError}, and the method is GET, HEAD, OPTIONS, PUT or DELETE.
 *
 * The modern way is the option `methods`.
 */
export const isIdempotentRequestError = (error: AxiosError): boolean =>
  isRetryableWith(IDEMPOTENT_METHODS, error);

/**
 * Compatibility with axios-retry 4: its default condition, {@link isIdempotentRequestError}, or a network error
 * before which nothing was sent. axios-retry sends any request again after any network error, and so a POST twice
 * whose connection was lost when the server had done it. That is not copied.
 *
 * The modern way is no `retryCondition`: the built-in policy.
 */
export const isNetworkOrIdempotentRequestError = (error: AxiosError): boolean =>
  isIdempotentRequestError(error) || (isNetworkError(error) && classify(error).kind === 'no connection');
