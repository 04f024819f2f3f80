import type { AxiosAdapter, AxiosResponse, AxiosStatic, InternalAxiosRequestConfig } from 'axios';

// Bodies stay empty if nobody asks for one: any work on them is axios' own, and would hide what a plugin adds.
const respond = (
  config: InternalAxiosRequestConfig,
  status: number,
  statusText: string,
  data = '',
): AxiosResponse<string> => ({ data, status, statusText, headers: {}, config, request: undefined });

/** A server in memory that succeeds at once. */
export const succeed: AxiosAdapter = (config) => Promise.resolve(respond(config, 200, 'OK'));

/**
 * A server in memory that answers 503 so many times and then succeeds. It counts for itself: one for each call.
 *
 * @param bodySize how many bytes each failed answer has. Each has its own, as from a network.
 */
export function failFirst(times: number, { AxiosError }: AxiosStatic, bodySize = 0): AxiosAdapter {
  let left = times;
  return (config) => {
    if (left === 0) return succeed(config);
    left--;
    const body = Buffer.alloc(bodySize, 'x').toString('latin1');
    const response = respond(config, 503, 'Service Unavailable', body);
    const message = 'Request failed with status code 503';
    return Promise.reject(new AxiosError(message, AxiosError.ERR_BAD_RESPONSE, config, undefined, response));
  };
}
