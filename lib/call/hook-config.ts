import type { AxiosRequestConfig } from 'axios';
import type { OriginalConfig } from '../axios/original-config';
import type { AttemptConfig } from '../axios/types';

/**
 * A copy of a config as a hook expects it: with the `AxiosHeaders` that axios 1.x has there, for those who call
 * `config.headers.set()`.
 *
 * @param sent the config of the attempt that failed, if it is known.
 */
export function toHookConfig(
  original: OriginalConfig,
  sent: AttemptConfig | undefined,
): AttemptConfig & AxiosRequestConfig {
  // A hook's author may expect what every object can do, such as `config.hasOwnProperty()`.
  const config = { ...original.forHook() };
  const headers = sent?.headers as { readonly set?: unknown } | undefined;
  if (headers?.set) {
    const { common, ...own } = Object(config.headers) as { readonly common?: unknown };
    const AxiosHeaders = headers.constructor as new (own: unknown, defaults: unknown) => object;
    config.headers = new AxiosHeaders(own, common);
  }
  return config as AttemptConfig & AxiosRequestConfig;
}
