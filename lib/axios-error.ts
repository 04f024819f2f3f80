import type { AttemptConfig } from './types';
import type { Plugin } from './plugin';

type AxiosErrorClass = new (
  message: string,
  code: string,
  config: unknown,
  request: unknown,
  response?: unknown,
) => Error;

/** axios' own error for a call that its caller gave up: a `CanceledError`, or the token's reason. */
export async function canceledError(plugin: Plugin, config: AttemptConfig): Promise<unknown> {
  try {
    return await plugin.dispatch(config);
  } catch (error) {
    return error;
  }
}

/** axios' `AxiosError`, which an instance does not expose: the parent class of its `CanceledError`. */
const classBehind = (canceled: unknown): AxiosErrorClass =>
  (Object.getPrototypeOf(Object.getPrototypeOf(canceled)) as { constructor: AxiosErrorClass }).constructor;

/** The error for an attempt that `maxElapsedTime` cut, when there was no failure before it. */
export function elapsedError(canceled: unknown, maxElapsedTime: number): Error {
  const { config, request } = canceled as {
    readonly config?: { readonly transitional?: { readonly clarifyTimeoutError?: boolean } };
    readonly request?: unknown;
  };
  return new (classBehind(canceled))(
    `maxElapsedTime of ${maxElapsedTime} ms exceeded`,
    config?.transitional?.clarifyTimeoutError ? 'ETIMEDOUT' : 'ECONNABORTED',
    config,
    request,
  );
}

/** The error for a response that `validateResponse` turned down: the one that `validateStatus` would have made. */
export async function invalidResponseError(
  plugin: Plugin,
  response: { readonly status?: unknown; readonly config?: unknown; readonly request?: unknown },
): Promise<Error> {
  const canceled = await canceledError(plugin, { headers: {}, signal: { aborted: true } });
  const status = Number(response.status);
  return new (classBehind(canceled))(
    `Request failed with status code ${status}`,
    status >= 400 && status < 500 ? 'ERR_BAD_REQUEST' : 'ERR_BAD_RESPONSE',
    response.config,
    response.request,
    response,
  );
}
