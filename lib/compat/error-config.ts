import type { AttemptConfig } from '../axios/types';
import { setSince, settingsOf } from '../call/error-config';
import { member, safely } from '../checks/member';
import type { PutSettings, Setting } from '../options/options';

function setHeader(config: AttemptConfig, name: string, value: unknown): void {
  const headers = (config.headers ??= {}) as Record<string, unknown>;
  const known = Object.keys(headers).find((key) => `:${key}`.toLowerCase() === name.toLowerCase());
  headers[known ?? name.slice(1)] = value;
}

/**
 * Sends what hooks have set on `error.config`, as if it and the config that is sent were one, as they are in
 * axios-retry.
 *
 * @param source the config of the error.
 * @returns a function that puts it on a config, except what `onRetry` has set there since that config set what is
 * `given`.
 */
export const sendErrorConfig =
  (settings: readonly Setting[], source: unknown): PutSettings =>
  (config, given = settingsOf(config)) => {
    const own = setSince(given, settingsOf(config)).map(([name]) => name.toLowerCase());
    for (const [name, value] of settings) {
      if (own.includes(name.toLowerCase())) continue;
      // The hook may have frozen it.
      safely(() => {
        if (name.startsWith(':')) setHeader(config, name, value);
        else config[name] = member(source, name);
      });
    }
  };
