import { meantValue } from './meant-value';
import { show } from './show';

export const isFunction = (value: unknown): boolean => typeof value === 'function';

/** Whether a value is a usable duration: exact in whole milliseconds. */
export const isMilliseconds = (value: unknown): boolean =>
  typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER;

/** What {@link isMilliseconds} requires, in words. */
export const MILLISECONDS = 'milliseconds from 0 to 2 ** 53';

/**
 * Why a value is wrong.
 *
 * @param meant what to write instead, if that can be guessed.
 */
export const wrong = (subject: string, rule: string, value: unknown, meant?: string): TypeError =>
  new TypeError(
    `axios-backoff: ${subject} must be ${rule}; got ${show(value)}${meant ? `; did you mean ${meant}?` : ''}`,
  );

/** @throws TypeError that names the option, the rule, the value and what was meant, unless it is valid. */
export function check(
  isValid: (value: never) => unknown,
  option: string,
  rule: string,
  value: unknown,
  meant?: (value: never, option: string) => string | undefined,
  where = '',
): void {
  if (isValid(value as never)) return;
  const guess = meant?.(value as never, option) ?? meantValue(value, isValid);
  throw wrong(`option "${option}"${where}`, rule, value, guess);
}
