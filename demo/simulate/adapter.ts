import type {
  AxiosAdapter,
  AxiosError as AxiosErrorType,
  AxiosInstance,
  AxiosResponse,
  AxiosStatic,
  InternalAxiosRequestConfig,
} from 'axios';
import type { Recording } from './recording';
import type { Answer, Server } from './server';

const respond = (
  config: InternalAxiosRequestConfig,
  status: number,
  retryAfter?: number,
): AxiosResponse<string> => ({
  data: '',
  status,
  statusText: '',
  headers: retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
  config,
  request: undefined,
});

/**
 * Brings the attempts of clients to a server in memory, and its answers back.
 *
 * @param timeout how long the clients wait for an answer.
 */
export function connect(
  server: Server,
  timeout: number,
  recording: Recording,
  { AxiosError }: AxiosStatic,
): AxiosAdapter {
  /** What has become of an attempt, if it is no success. */
  const failureOf = (
    config: InternalAxiosRequestConfig,
    { status, delay, retryAfter }: Answer,
  ): AxiosErrorType | undefined => {
    // The code of `transitional.clarifyTimeoutError`: axios-retry never retries after the other one.
    if (delay > timeout) return new AxiosError('timeout exceeded', AxiosError.ETIMEDOUT, config);
    if (!status) return new AxiosError('connect ECONNREFUSED', 'ECONNREFUSED', config);
    if (status === 200) return undefined;
    const code = status < 500 ? AxiosError.ERR_BAD_REQUEST : AxiosError.ERR_BAD_RESPONSE;
    const response = respond(config, status, retryAfter);
    return new AxiosError(`Request failed with status code ${status}`, code, config, undefined, response);
  };

  return (config) => {
    const sentAt = performance.now();
    const answer = server(sentAt);
    const failure = failureOf(config, answer);
    recording.attemptSent(sentAt);
    if (failure) recording.attemptFailed(sentAt);
    return new Promise((resolve, reject) => {
      setTimeout(
        () => {
          if (failure) reject(failure);
          else resolve(respond(config, 200));
        },
        Math.min(answer.delay, timeout),
      );
    });
  };
}

/** The adapter of a fleet's client, for who wants to wrap it. */
export function adapterOf({ defaults: { adapter } }: AxiosInstance): AxiosAdapter {
  if (typeof adapter !== 'function') throw new TypeError('The client of a fleet has an adapter of its own');
  return adapter;
}
