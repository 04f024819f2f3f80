import { begin, withoutLimits } from './attempt';
import { drawBoundary } from './body';
import { Call, callOf, configOf, Progress } from './call';
import { pursue } from './call-loop';
import { isFunction, show } from './check';
import { copyConfig, copyVolatile } from './copy-config';
import { succeed } from './ending';
import { limitsTime } from './limits';
import { warn } from './log';
import { DEFAULTS, NAMESPACE, resolveOptions, type ResolvedOptions } from './options';
import { member } from './member';
import { Plugin } from './plugin';
import type { AttemptConfig, AxiosLike, RetryInstallation, RetryOptions } from './types';

/** @throws TypeError unless `instance` is something that interceptors can be registered on. */
function assertInstance(instance: unknown): void {
  const { interceptors } = (instance ?? {}) as { readonly interceptors?: Partial<AxiosLike['interceptors']> };
  if (!isFunction(interceptors?.request?.use)) {
    throw new TypeError(`axios-backoff: axiosRetry() needs an axios instance; got ${show(instance)}`);
  }
}

/**
 * Makes an axios instance retry failed requests with exponential backoff.
 *
 * It adds one request and one response interceptor, and sits with them in the instance's stack like a layer of an
 * onion: interceptors registered before it run once for each attempt, those registered after it once for the
 * whole call.
 *
 * @param instance an axios instance, the static `axios` or an `axios.Axios` object.
 * @param options what to retry, how often and after which wait; the config key `'axios-retry'` of a request
 * overrides them for that request.
 * @throws TypeError when the instance is none, or an option is wrong. A wrong option of a request rejects that
 * request.
 */
export function axiosRetry(instance: AxiosLike, options?: RetryOptions): RetryInstallation {
  assertInstance(instance);
  const warned = new Set<string>();
  const resolve = (base: ResolvedOptions, given: unknown): ResolvedOptions => {
    if (given === undefined) return base;
    const warnings: string[] = [];
    const resolved = resolveOptions(base, given, (message) => warnings.push(message));
    for (const message of warnings) {
      if (!warned.has(message)) warn(resolved, message);
      warned.add(message);
    }
    return resolved;
  };
  const installed = resolve(DEFAULTS, options);
  const plugin = new Plugin(instance);

  /** Begins the call that a config stands for, or takes part in the one that it comes from. */
  const enter = (config: AttemptConfig): Call | undefined => {
    if (plugin.startsNone(config)) return undefined;
    const given = member(config, NAMESPACE);
    const earlier = Progress.callOf(given);
    if (!earlier || earlier.root.endedAt !== undefined) {
      // Sent again by hand, a config starts afresh with the options that it came with.
      const overrides = earlier ? earlier.overrides : given;
      drawBoundary(config);
      const options = resolve(installed, overrides);
      return plugin.hasInner(config) || limitsTime(options)
        ? new Call(plugin, options, overrides, copyConfig(config))
        : new Call(plugin, options, overrides, copyVolatile(config), config);
    }
    // Another installation on this instance has begun the call, and leads it: they must not multiply retries.
    if (earlier.plugin !== plugin && earlier.plugin.instance === instance && !earlier.settled)
      return undefined;
    // An inner interceptor sends the request again: that belongs to its call, and is one of its retries.
    const { root, overrides } = earlier;
    root.retryCount = Math.min(root.retryCount + 1, root.options.retries);
    if (!earlier.settled) withoutLimits(earlier, config);
    const own = earlier.plugin === plugin ? earlier.options : resolve(installed, overrides);
    return new Call(plugin, own, overrides, copyConfig(config), undefined, earlier);
  };

  const onRequest = (config: AttemptConfig): AttemptConfig => {
    try {
      const call = enter(config);
      if (call) begin(call, config);
    } catch (thrown) {
      // Before 1.20 axios hides what a synchronous interceptor throws. An adapter can reject on every version.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- passed on as it was thrown
      config.adapter = () => Promise.reject(thrown);
    }
    return config;
  };

  /** The passage through this plugin that an outcome ends, if it has not ended yet. */
  const pending = (outcome: unknown): Call | undefined => {
    const config = configOf(outcome);
    if (plugin.letsBy(config)) return undefined;
    let call = callOf(config);
    while (call?.settled) call = call.parent;
    return call?.plugin === plugin ? call : undefined;
  };

  const onResponse = (response: unknown): unknown => {
    const call = pending(response);
    if (!call) return response;
    if (call.options.validateResponse) return pursue(call, Promise.resolve(response));
    return succeed(call, response);
  };

  const onFailure = (error: unknown): Promise<unknown> => {
    const call = pending(error);
    // All calls that share a cancelToken end with one object, which can't tell them apart.
    const isShared = error === configOf(error)?.cancelToken?.reason;
    // A cache may end several calls with the error of one. They wait for how that one ends, and add no retries.
    if (call?.pursuit && !isShared) return call.pursuit;
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- passed on as it came
    const failed = Promise.reject(error);
    return call && !isShared ? (call.pursuit = pursue(call, failed)) : failed;
  };

  const { request, response } = instance.interceptors;
  const requestInterceptorId = request.use(onRequest as never, null as never, { synchronous: true } as never);
  const responseInterceptorId = response.use(onResponse as never, onFailure as never);
  plugin.installed();

  return {
    requestInterceptorId,
    responseInterceptorId,
    eject: () => {
      request.eject(requestInterceptorId);
      response.eject(responseInterceptorId);
      plugin.ejected();
    },
  };
}
