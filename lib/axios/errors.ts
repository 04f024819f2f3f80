import { member } from '../checks/member';
import type { AttemptConfig } from './types';

export type ErrorClass = new (...args: unknown[]) => Error;

/** Sends a config to axios. */
interface Dispatcher {
  /** Cached once it is known. */
  canceledClass: Promise<ErrorClass> | undefined;
  dispatch(config: AttemptConfig): Promise<unknown>;
}

const classOf = (error: unknown): ErrorClass =>
  (Object.getPrototypeOf(error) as { readonly constructor: ErrorClass }).constructor;

const unsent = (): Promise<never> => Promise.reject(new Error('unsent'));

/**
 * The class of axios' `CanceledError`. An instance does not expose it, but axios throws one for a signal that
 * is aborted before anything is sent. The config is empty: nothing of a call leaks into it.
 */
const canceledClass = (onion: Dispatcher): Promise<ErrorClass> =>
  (onion.canceledClass ??= onion
    .dispatch({ headers: {}, signal: { aborted: true }, adapter: unsent })
    .catch(classOf) as Promise<ErrorClass>);

/**
 * axios' own error for a call that its caller has cancelled: the reason of the token, or a `CanceledError`.
 * Boxed, because the reason may be a thenable.
 */
export async function canceledError(
  onion: Dispatcher,
  config: AttemptConfig,
): Promise<{ readonly error: unknown }> {
  const reason = member(config.cancelToken, 'reason');
  if (reason) return { error: reason };
  const CanceledError = await canceledClass(onion);
  return { error: new CanceledError(null, config) };
}

/** Makes an `AxiosError`. Its class is the parent of `CanceledError`. */
export async function axiosError(
  onion: Dispatcher,
  message: string,
  code: string,
  config: unknown,
  request?: unknown,
  response?: unknown,
): Promise<Error> {
  const { prototype } = await canceledClass(onion);
  const AxiosError = classOf(prototype);
  return new AxiosError(message, code, config, request, response);
}
