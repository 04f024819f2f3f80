import type { Plugin } from './plugin';
import type { AttemptConfig } from './types';

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
async function axiosErrorClass(plugin: Plugin): Promise<AxiosErrorClass> {
  const canceled = await canceledError(plugin, { headers: {}, signal: { aborted: true } });
  const parent = Object.getPrototypeOf(Object.getPrototypeOf(canceled)) as {
    readonly constructor: AxiosErrorClass;
  };
  return parent.constructor;
}

/** The error for an attempt that `maxElapsedTime` cut, when there was no failure before it. */
export async function elapsedError(
  plugin: Plugin,
  canceled: unknown,
  maxElapsedTime: number,
): Promise<Error> {
  const { config, request } = canceled as { readonly config?: AttemptConfig; readonly request?: unknown };
  const AxiosError = await axiosErrorClass(plugin);
  return new AxiosError(
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
  const AxiosError = await axiosErrorClass(plugin);
  const status = Number(response.status);
  return new AxiosError(
    `Request failed with status code ${status}`,
    status >= 400 && status < 500 ? 'ERR_BAD_REQUEST' : 'ERR_BAD_RESPONSE',
    response.config,
    response.request,
    response,
  );
}
