import type { AxiosRequestConfig, AxiosResponse } from 'axios';
import { invalidResponseError } from './axios-error';
import type { Call } from './call';
import { isCancelled, unlessCancelled } from './cancellation';
import { copyConfig } from './copy-config';
import { cutAfter } from './deadline';
import { giveUp } from './ending';
import { warnOfThrow } from './log';
import type { AttemptConfig, Outcome } from './types';

/** Puts the limits on time that are the plugin's on the config of an attempt. */
export function limitTime(call: Call, config: AttemptConfig): void {
  const { maxElapsedTime, shouldResetTimeout } = call.options;
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
  if (typeof headers?.set === 'function') {
    const { common, ...own } = config.headers as { readonly common?: unknown };
    const AxiosHeaders = headers.constructor as new (own: unknown, defaults: unknown) => object;
    config.headers = new AxiosHeaders(own, common);
  }
  return config as AttemptConfig & AxiosRequestConfig;
}

/** Makes the new body of a retry, if the caller does that. */
async function renewData(call: Call): Promise<void> {
  const { base, options, lastError } = call;
  if (!options.renewData) return;
  try {
    base.data = await unlessCancelled(options.renewData(presentable(base, undefined)), base);
  } catch (thrown) {
    warnOfThrow(options, 'renewData', thrown);
    throw await giveUp(call, 'renewData', lastError);
  }
  if (isCancelled(base)) throw await giveUp(call, 'cancelled', lastError);
}

/** Sends another attempt, from the config as it first reached the plugin. */
export async function replay(call: Call): Promise<Outcome> {
  await renewData(call);
  const config = copyConfig(call.base);
  call.begin();
  limitTime(call, config);
  try {
    return { ok: true, value: await call.plugin.send(config) };
  } catch (error) {
    return { ok: false, error };
  }
}

const isResponse = (value: unknown): value is AxiosResponse =>
  typeof value === 'object' && value !== null && 'status' in value && 'config' in value;

/** Stops the attempt's clock and lets `validateResponse` have its say, in place of `validateStatus`. */
export async function review(call: Call, outcome: Outcome): Promise<Outcome> {
  call.stopClock?.();
  const { validateResponse } = call.options;
  if (!validateResponse) return outcome;
  const response: unknown = outcome.ok
    ? outcome.value
    : (outcome.error as { readonly response?: unknown } | undefined)?.response;
  if (!isResponse(response)) return outcome;
  try {
    if (validateResponse(response)) return { ok: true, value: response };
  } catch (thrown) {
    warnOfThrow(call.options, 'validateResponse', thrown);
    return outcome;
  }
  return outcome.ok ? { ok: false, error: await invalidResponseError(call.plugin, response) } : outcome;
}
