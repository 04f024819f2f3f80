import type { AxiosRequestConfig } from 'axios';
import type { OriginalConfig } from '../axios/original-config';
import type { AttemptConfig } from '../axios/types';

/**
 * A copy of a config for a hook. Its headers are an `AxiosHeaders` where axios 1.x has one, for hooks that
 * call `config.headers.set()`.
 *
 * @param sent the config of the attempt that failed, if known.
 */
export function toHookConfig(
  original: OriginalConfig,
  sent: AttemptConfig | undefined,
): AttemptConfig & AxiosRequestConfig {
  // Spread, to get the usual prototype: a hook may call `config.hasOwnProperty()`.
  const config = { ...original.forHook() };
  const headers = sent?.headers as { readonly set?: unknown } | undefined;
  // A text has a member for each character, and each would become a header.
  if (headers?.set && typeof config.headers !== 'string') {
    const { common, ...own } = Object(config.headers) as { readonly common?: unknown };
    const AxiosHeaders = headers.constructor as new (own: unknown, defaults: unknown) => object;
    config.headers = new AxiosHeaders(own, common);
  }
  return config as AttemptConfig & AxiosRequestConfig;
}
