import type { Plugin } from './plugin';
import type { AttemptConfig } from './types';

/** axios' own error for a call that its caller gave up: a `CanceledError`, or the token's reason. */
export const canceledError = (plugin: Plugin, config: AttemptConfig): Promise<unknown> =>
  plugin.dispatch(config).catch((error: unknown) => error);

/**
 * An `AxiosError`. An instance does not expose the class, but it is the parent of that of its `CanceledError`.
 *
 * @param source the response or the error whose config and request it shares.
 */
export async function axiosError(
  plugin: Plugin,
  message: string,
  code: string,
  source: unknown,
  response?: unknown,
): Promise<Error> {
  const canceled = await canceledError(plugin, { headers: {}, signal: { aborted: true } });
  const { constructor } = Object.getPrototypeOf(Object.getPrototypeOf(canceled)) as {
    readonly constructor: new (...args: unknown[]) => Error;
  };
  const { config, request } = source as { readonly config?: unknown; readonly request?: unknown };
  return new constructor(message, code, config, request, response);
}
