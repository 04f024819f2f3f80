import { bare, member, safely } from './member';

export const isFunction = (value: unknown): boolean => typeof value === 'function';

/** Whether a value is a usable duration: exact in whole milliseconds. */
export const isMilliseconds = (value: unknown): boolean =>
  typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER;

/** What {@link isMilliseconds} requires, in words. */
export const MILLISECONDS = 'milliseconds from 0 to 2 ** 53';

/** Text on one short line, without control characters and halves of surrogate pairs. */
const short = (text: string): string =>
  text
    .slice(0, 200)
    .replace(/\s+/g, ' ')
    .slice(0, 80)
    .replace(/\p{C}+/gu, ' ');

/** A value as shown in a message. */
export const show = (value: unknown): string =>
  safely(() =>
    // Strings are quoted, so that "100" is not mistaken for 100.
    short(typeof value === 'string' || Array.isArray(value) ? JSON.stringify(value) : String(value)),
  ) ??
  // A circular array, an object without a prototype.
  typeof value;

/**
 * @param meant suggests what to write instead, if that can be guessed.
 * @throws TypeError that names the option, the rule and the value, unless `isValid`.
 */
export function check(
  isValid: unknown,
  option: string,
  rule: string,
  value: unknown,
  meant: (value: unknown, option: string) => string | undefined = () => undefined,
): void {
  if (isValid) return;
  const guess = safely(() => meant(value, option));
  throw new TypeError(
    `axios-backoff: option "${option}" must be ${rule}; got ${show(value)}${guess ? `; did you mean ${short(guess)}?` : ''}`,
  );
}

/** The options of a factory, with defaults for those not given. */
export function withDefaults<T extends object>(given: T, defaults: Required<T>): Required<T> {
  check(typeof given === 'object' && given, 'options', 'an object', given);
  const options = bare(defaults);
  for (const name of Object.keys(defaults)) {
    const value = member(given, name);
    if (value !== undefined) options[name] = value;
  }
  return options as Required<T>;
}
