import type { AxiosRequestConfig } from 'axios';
import { axiosError } from './axios-error';
import { configOf, Progress, type Call } from './call';
import { copyConfig } from './copy-config';
import { cutAfter } from './deadline';
import { ask } from './hooks';
import { NAMESPACE, type ResolvedOptions } from './options';
import type { AttemptConfig, Outcome } from './types';

/** Whether the plugin puts limits of its own on an attempt's time. */
export const limitsTime = ({ maxElapsedTime, shouldResetTimeout }: ResolvedOptions): boolean =>
  maxElapsedTime < Infinity || !shouldResetTimeout;

/** Marks the beginning of an attempt, and puts the plugin's limits on time on its config. */
export function begin(call: Call, config: AttemptConfig): void {
  const { maxElapsedTime, shouldResetTimeout } = call.options;
  config[NAMESPACE] = call.base[NAMESPACE] = new Progress(call);
  if (maxElapsedTime < Infinity) {
    call.stopClock = cutAfter(Math.max(0, maxElapsedTime - call.elapsed), config, () => {
      call.isCut = true;
    });
  }
  if (!shouldResetTimeout && config.timeout) {
    config.timeout = Math.max(1, Math.ceil(config.timeout - call.elapsed));
  }
}

/**
 * A copy of a config as a hook expects it: with the `AxiosHeaders` that axios 1.x has there, for those who call
 * `config.headers.set()`.
 */
export function presentable(
  base: AttemptConfig,
  sent: AttemptConfig | undefined,
): AttemptConfig & AxiosRequestConfig {
  const config = copyConfig(base);
  const headers = sent?.headers as { readonly set?: unknown } | undefined;
  if (headers?.set) {
    const { common, ...own } = config.headers as { readonly common?: unknown };
    const AxiosHeaders = headers.constructor as new (own: unknown, defaults: unknown) => object;
    config.headers = new AxiosHeaders(own, common);
  }
  return config as AttemptConfig & AxiosRequestConfig;
}

/** Sends another attempt, from the config as it first reached the plugin. */
export async function replay(call: Call): Promise<Outcome> {
  const config = copyConfig(call.base);
  call.attemptStartedAt = performance.now();
  begin(call, config);
  try {
    return { ok: true, value: await call.plugin.send(config) };
  } catch (error) {
    return { ok: false, error };
  }
}

/** Stops the attempt's clock and lets `validateResponse` have its say, in place of `validateStatus`. */
export async function review(call: Call, outcome: Outcome): Promise<Outcome> {
  call.stopClock?.();
  const response = outcome.ok
    ? outcome.value
    : (outcome.error as { readonly response?: unknown } | undefined)?.response;
  if (!call.options.validateResponse || !configOf(response)) return outcome;
  const isValid = await ask(call, 'validateResponse', undefined, response);
  if (isValid) return { ok: true, value: response };
  if (isValid === undefined || !outcome.ok) return outcome;
  const { status } = response as { readonly status: number };
  const message = `Request failed with status code ${status}`;
  return { ok: false, error: await axiosError(call.plugin, message, 'ERR_BAD_RESPONSE', response, response) };
}
