import { check, isFunction, isMilliseconds } from '../checks/check';
import type { WarningEvent } from '../types';

/** The options that {@link redisPacer} and {@link redisBudget} have besides those of the in-process guard. */
export interface RedisOptions {
  /**
   * The start of all keys in Redis: 1 to 64 letters, digits, `.`, `_`, `:`, `/` or `-`.
   * @default 'axios-backoff'
   */
  readonly prefix?: string | undefined;
  /**
   * How long Redis may take to answer, in milliseconds. At least 1. After that, the process decides by itself until
   * Redis answers again. The lag of the event loop does not count.
   * @default 250
   */
  readonly timeout?: number | undefined;
  /**
   * Receives a warning, once for each reason, when Redis can't be used. `false` turns that off.
   * @default console.warn
   */
  readonly log?: false | ((message: string, event: WarningEvent) => void) | undefined;
}

export const REDIS_DEFAULTS: Required<RedisOptions> = {
  prefix: 'axios-backoff',
  timeout: 250,
  log: (message) => {
    console.warn(message);
  },
};

/** @throws TypeError if an option is wrong. */
export function checkRedis({ prefix, timeout, log }: Required<RedisOptions>): void {
  check(
    (value) => typeof value === 'string' && /^[\w.:/-]{1,64}$/.test(value),
    'prefix',
    'a text of 1 to 64 letters, digits, ".", "_", ":", "/" or "-"',
    prefix,
  );
  check(
    (value: number) => isMilliseconds(value) && value >= 1,
    'timeout',
    'milliseconds from 1 to 2 ** 53',
    timeout,
  );
  check((value) => value === false || isFunction(value), 'log', 'a function or false', log);
}
