import { meantValue } from './meant-value';
import { safely } from './member';
import { short, show } from './show';

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
  if (safely(() => isValid(value as never))) return;
  const guess = safely(() => meant?.(value as never, option)) ?? meantValue(value, isValid);
  throw wrong(`option "${option}"${where}`, rule, value, guess && short(guess));
}

/**
 * Returns what a function of the caller's has returned.
 *
 * @throws TypeError for an object, such as the promise of an async function.
 */
export function checkReturned<T>(value: T, name: string, rule: string): T {
  if (Object(value) !== value) return value;
  // Nobody else handles its rejection.
  Promise.resolve(value).catch(() => undefined);
  throw new TypeError(`axios-backoff: "${name}" must return ${rule}`);
}
