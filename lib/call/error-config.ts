import type { AttemptConfig } from '../axios/types';
import { member, safely } from '../checks/member';
import { isFunction } from '../checks/check';
import { defaultBackoff } from '../delay/backoff';
import type { PutSettings, ResolvedOptions, Setting, Settings } from '../options/options';
import { nothing } from '../time/timer';
import type { Passage } from './passage';

/** What a config sets: some members, and each header under its name, after a colon. */
export const settingsOf = (config: unknown): Settings =>
  safely(() => {
    const { baseURL, url, params, data, timeout, headers } = config as AttemptConfig;
    // As text, because they may be changed in place. The latter half is for URLSearchParams.
    // eslint-disable-next-line @typescript-eslint/no-base-to-string -- see above
    const text = safely(() => params && JSON.stringify(params) + String(params)) ?? params;
    const settings: Record<string, unknown> = { baseURL, url, params: text, data, timeout };
    for (const name of Object.keys(headers ?? {})) settings[`:${name}`] = member(headers, name);
    return settings;
  }) ?? {};

/** What of `settings` is set otherwise than `before`. What was deleted is not among it. */
export const setSince = (before: Settings, settings: Settings): Setting[] =>
  Object.entries(settings).filter(([name, value]) => value !== before[name] && (value ?? false) !== false);

/** Whether a function of the caller's gets the error before the retry is sent. */
const showsError = ({ retryCondition, retryDelay, onRetry }: ResolvedOptions): boolean =>
  [retryCondition, retryDelay, onRetry].some((hook) => isFunction(hook) && hook !== defaultBackoff);

/** Returns what puts the settings of a failed attempt's config, since it was last called, on another, if there are any. */
export type TakeSettings = () => PutSettings | undefined;

/**
 * Watches the config of a failed attempt, which hooks written for axios-retry change to change the retry. Without
 * axios-retry's preset that only gets a warning: code that redacts an error for a log must not change what is sent.
 */
export function watchErrorConfig(
  { options, installation }: Passage,
  config: AttemptConfig | undefined,
): TakeSettings {
  if (!showsError(options)) return nothing as TakeSettings;
  let seen = settingsOf(config);
  return () => {
    const settings = setSince(seen, (seen = settingsOf(config)));
    if (!settings.length) return undefined;
    if (options.sendErrorConfig) return options.sendErrorConfig(settings, config);
    installation.warnOnce(options, "error.config is not sent; change onRetry's config");
    return undefined;
  };
}
