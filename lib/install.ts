import { begin, failed } from './call/attempt';
import { succeed } from './call/ending';
import { enter } from './call/enter';
import { holderOf, type Hold, type Intercept, type OrPromise } from './call/guards';
import { Installation } from './call/installation';
import { runCall } from './call/loop';
import { Answer, type Outcome } from './call/next';
import type { Passage } from './call/passage';
import { attemptOf } from './call/progress';
import { warnOfUnattributed } from './call/unattributed';
import { isFunction, wrong } from './checks/check';
import { hasMethod, member, safely } from './checks/member';
import { isObject } from './axios/copy';
import { configOf, findConfig } from './axios/find-config';
import { Onion } from './axios/onion';
import type { AttemptConfig } from './axios/types';
import { warn } from './log/write';
import type { AxiosLike, RetryInstallation, RetryOptions } from './types';

/** Whether interceptors can be registered on a value. */
const isInstance = (value: unknown): boolean =>
  hasMethod(member(member(value, 'interceptors'), 'request'), 'use');

/** @throws TypeError unless `instance` is an axios instance. */
function assertInstance(instance: unknown, options: unknown): void {
  if (isInstance(instance)) return;
  let meant = isFunction(instance) ? 'axiosRetry(axios)' : undefined;
  if (isInstance(options)) meant = 'axiosRetry(instance, options)';
  throw wrong('the first argument of axiosRetry()', 'an axios instance', instance, meant);
}

/**
 * Handles a request: opens its passage, or leaves it to another installation.
 *
 * @param hold what a call that begins has to wait for.
 */
function onRequest(installation: Installation, config: AttemptConfig, hold?: Hold): OrPromise<AttemptConfig> {
  // axios reports what is no config.
  if (!isObject(config)) return config;
  try {
    const passage = installation.onion.startsNone(config) ? undefined : enter(installation, config);
    if (!passage) return config;
    const marked = mark(passage, config);
    return hold ? hold(passage, marked) : marked;
  } catch (thrown) {
    // Before 1.20, axios hides what a synchronous interceptor throws. An adapter can reject on every version.
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- passed on as it was thrown
    return { ...config, adapter: () => Promise.reject(thrown) };
  }
}

/** Marks a config as that of a first attempt. A config that can't be changed, such as a frozen one, is copied. */
function mark({ attempt }: Passage, config: AttemptConfig): AttemptConfig {
  try {
    begin(attempt, config);
    return config;
  } catch {
    const copy = { ...config };
    begin(attempt, copy);
    return copy;
  }
}

/** The passage through this installation that an outcome ends, if it has not ended yet. */
const openPassage = (installation: Installation, outcome: unknown): Passage | undefined =>
  passageOf(installation, configOf(outcome)) ?? searchPassage(installation, outcome);

function passageOf(installation: Installation, config: AttemptConfig | undefined): Passage | undefined {
  if (installation.onion.letsBy(config)) return undefined;
  let passage = attemptOf(config)?.passage;
  while (passage?.settled) passage = passage.parent?.passage;
  return passage?.installation === installation ? passage : undefined;
}

const searchPassage = (installation: Installation, outcome: unknown): Passage | undefined =>
  passageOf(installation, findConfig(outcome, (config) => passageOf(installation, config))?.config);

/** Follows a call from its first outcome to its end. It releases that outcome before the call sleeps. */
function follow(passage: Passage, outcome: Outcome): Promise<unknown> {
  passage.retrying.first = outcome;
  return runCall(passage);
}

function onResponse(installation: Installation, response: unknown): unknown {
  const passage = openPassage(installation, response);
  if (!passage) {
    installation.settleAnswered();
    return response;
  }
  return passage.options.validateResponse
    ? follow(passage, new Answer(response))
    : succeed(passage, response);
}

function onFailure(installation: Installation, error: unknown): Promise<unknown> {
  const passage = openPassage(installation, error);
  // All calls that share a cancelToken reject with the same object, which does not say whose it is.
  const isShared = error === member(member(configOf(error), 'cancelToken'), 'reason');
  if (!passage || isShared) {
    // The lists in the options, or the error, may have become anything by now.
    safely(() => {
      if (!isShared) warnOfUnattributed(installation, error);
    });
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- passed on as it came
    return Promise.reject(error);
  }
  // A cache may end several calls with the error of one. They wait for how that one ends, and add no retries.
  return (passage.retrying.result ??= follow(passage, failed(error)));
}

/**
 * Makes an axios instance retry failed requests, with exponential backoff.
 *
 * It adds one request and one response interceptor. Interceptors registered before it run once per attempt;
 * those registered after it run once per call.
 *
 * @param instance an axios instance, the static `axios` or an `axios.Axios` object.
 * @param options what to retry, how often and after which delay. A request overrides them under its config
 * key `'axios-backoff'`.
 * @returns the ids of the interceptors, and functions to eject the plugin or close it.
 * @throws TypeError if `instance` is not an axios instance, or an option is wrong. A wrong option of a single
 * request rejects that request.
 * @example
 * axiosRetry(client, { retries: 5, maxElapsedTime: 30_000 });
 */
export function axiosRetry(instance: AxiosLike, options?: RetryOptions): RetryInstallation {
  assertInstance(instance, options);
  const onion = new Onion(instance);
  const installation = new Installation(onion, options);
  const { request, response } = instance.interceptors;
  const intercept: Intercept = (config, hold) => onRequest(installation, config, hold);
  const holder = holderOf(installation, intercept);
  const requestInterceptorId = request.use(
    ((config: AttemptConfig) => intercept(config)) as never,
    null as never,
    { synchronous: true, runWhen: holder?.runsUsual } as never,
  );
  const responseInterceptorId = response.use(
    ((answer: unknown) => onResponse(installation, answer)) as never,
    ((error: unknown) => onFailure(installation, error)) as never,
  );
  onion.installed();
  const ejectHolder = holder?.install();
  if (onion.isOutdated)
    warn(installation.options, 'this axios is older than 0.27.2, the oldest that is supported');
  return {
    requestInterceptorId,
    responseInterceptorId,
    eject: () => {
      request.eject(requestInterceptorId);
      response.eject(responseInterceptorId);
      ejectHolder?.();
      onion.ejected();
    },
    close: () => {
      installation.close();
    },
  };
}
