import type { AxiosError, AxiosRequestConfig, AxiosResponse } from 'axios';
import { axiosError } from './axios-error';
import { configOf, Progress, type Call } from './call';
import { copyConfig } from './copy-config';
import { cutAfter, withoutDeadline } from './deadline';
import { classify } from './failure';
import { ask } from './hooks';
import { NAMESPACE } from './options';
import type { AttemptConfig } from './types';

/** Takes those limits off a config again. */
export function withoutLimits({ base, timeLeft }: Call, config: AttemptConfig): void {
  withoutDeadline(config);
  // Unless somebody has set another.
  if (timeLeft !== undefined && config.timeout === timeLeft) config.timeout = base.timeout;
}

/** Marks the beginning of an attempt, and puts the plugin's limits on time on its config. */
export function begin(call: Call, config: AttemptConfig): void {
  const { maxElapsedTime, shouldResetTimeout } = call.options;
  config[NAMESPACE] = call.base[NAMESPACE] = new Progress(call);
  if (maxElapsedTime < Infinity) {
    cutAfter(maxElapsedTime - call.elapsed, config, () => {
      call.isCut = true;
    });
  }
  if (!shouldResetTimeout && config.timeout) {
    config.timeout = call.timeLeft = Math.max(1, Math.ceil(config.timeout - call.elapsed));
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
  // A hook's author may expect what every object can do, such as `config.hasOwnProperty()`.
  const config = { ...copyConfig(base) };
  const headers = sent?.headers as { readonly set?: unknown } | undefined;
  if (headers?.set) {
    const { common, ...own } = Object(config.headers) as { readonly common?: unknown };
    const AxiosHeaders = headers.constructor as new (own: unknown, defaults: unknown) => object;
    config.headers = new AxiosHeaders(own, common);
  }
  return config as AttemptConfig & AxiosRequestConfig;
}

/** Sends another attempt, from the config as it first reached the plugin. */
export function replay(call: Call): Promise<unknown> {
  const config = copyConfig(call.base);
  call.attemptStartedAt = performance.now();
  begin(call, config);
  return call.plugin.send(config);
}

/** How an attempt ended: with an answer, with an answer that was turned down, or without one. */
interface Outcome {
  readonly answer: unknown;
  readonly failure?: unknown;
}

/** What an attempt comes to, after `validateResponse` has had its say in place of `validateStatus`. */
export async function review(call: Call, attempt: Promise<unknown>): Promise<unknown> {
  const { plugin, options } = call;
  if (!options.validateResponse) return attempt;
  const { answer, failure }: Outcome = await attempt.then(
    (response) => ({ answer: response }),
    (error: unknown) => ({ answer: (error as AxiosError | undefined)?.response, failure: error }),
  );
  // An answer that is not whole is none to judge.
  if (configOf(answer) && (!failure || classify(failure).kind === 'status')) {
    const isValid = await ask(call, 'validateResponse', undefined, answer);
    if (isValid) return answer;
    if (isValid !== undefined && !failure) {
      const message = `Request failed with status code ${(answer as AxiosResponse).status}`;
      throw await axiosError(plugin, message, 'ERR_BAD_RESPONSE', answer, answer);
    }
  }
  return attempt;
}
