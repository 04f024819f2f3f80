import {
  AxiosError,
  CanceledError,
  type AxiosAdapter,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import type { FlakyServerOptions } from '../../shared/flaky-server';

/** How long an answer takes, in milliseconds: about what the real server takes in a browser. */
const LATENCY = 12;

const TEXTS: Readonly<Record<number, string>> = {
  200: 'OK',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

function respond(
  config: InternalAxiosRequestConfig,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): AxiosResponse {
  const message = status === 200 ? 'It works.' : 'Try again later.';
  return { data: { message }, status, statusText: TEXTS[status] ?? '', headers, config };
}

/** Waits as a socket does: until then, or until the call is cancelled. */
function wait(milliseconds: number, config: InternalAxiosRequestConfig): Promise<void> {
  const { signal } = config;
  return new Promise((resolve, reject) => {
    const cancel = (): void => {
      clearTimeout(timer);
      reject(new CanceledError(undefined, config));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener?.('abort', cancel);
      resolve();
    }, milliseconds);
    if (signal?.aborted) cancel();
    else signal?.addEventListener?.('abort', cancel);
  });
}

/** What axios makes of a failure of the flaky server, in a browser. */
async function fail(
  config: InternalAxiosRequestConfig,
  { mode, status, retryAfter }: FlakyServerOptions,
): Promise<never> {
  if (mode === 'hang') {
    const { timeout = 0 } = config;
    // Without a timeout it is like the server: there is no answer.
    await wait(timeout || 2 ** 31 - 1, config);
    throw new AxiosError(`timeout of ${timeout}ms exceeded`, AxiosError.ECONNABORTED, config);
  }
  await wait(LATENCY, config);
  if (mode === 'reset') throw new AxiosError('Network Error', AxiosError.ERR_NETWORK, config);
  const code = status < 500 ? AxiosError.ERR_BAD_REQUEST : AxiosError.ERR_BAD_RESPONSE;
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  const response = respond(config, status, headers);
  throw new AxiosError(`Request failed with status code ${status}`, code, config, undefined, response);
}

/** An adapter that behaves as axios does with the flaky server: some calls fail, and all others succeed. */
export function answerInPage(options: FlakyServerOptions, onCount: (calls: number) => void): AxiosAdapter {
  let calls = 0;
  return async (config) => {
    onCount(++calls);
    if (calls <= options.failures) return fail(config, options);
    await wait(LATENCY, config);
    return respond(config, 200);
  };
}
