import type { AxiosAdapter, AxiosResponse, AxiosStatic, InternalAxiosRequestConfig } from 'axios';

// Bodies stay empty: any work on them is axios' own, and would hide what a plugin adds.
const respond = (
  config: InternalAxiosRequestConfig,
  status: number,
  statusText: string,
): AxiosResponse<string> => ({ data: '', status, statusText, headers: {}, config, request: undefined });

/** A server in memory that succeeds at once. */
export const succeed: AxiosAdapter = (config) => Promise.resolve(respond(config, 200, 'OK'));

/** A server in memory that answers 503 so many times and then succeeds. It counts for itself: one for each call. */
export function failFirst(times: number, { AxiosError }: AxiosStatic): AxiosAdapter {
  let left = times;
  return (config) => {
    if (left === 0) return succeed(config);
    left--;
    const response = respond(config, 503, 'Service Unavailable');
    const message = 'Request failed with status code 503';
    return Promise.reject(new AxiosError(message, AxiosError.ERR_BAD_RESPONSE, config, undefined, response));
  };
}
