export const isFunction = (value: unknown): boolean => typeof value === 'function';

/** Whether a value is a usable duration: exact in whole milliseconds. */
export const isMilliseconds = (value: unknown): boolean =>
  typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER;

/** What {@link isMilliseconds} requires, in words. */
export const MILLISECONDS = 'milliseconds from 0 to 2 ** 53';

/** A value as shown in a message. */
export function show(value: unknown): string {
  try {
    // Strings are quoted, so that "100" is not mistaken for 100.
    const text = typeof value === 'string' || Array.isArray(value) ? JSON.stringify(value) : String(value);
    return text.slice(0, 200).replace(/\s+/g, ' ').slice(0, 80);
  } catch {
    // A circular array, an object without a prototype.
    return typeof value;
  }
}

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
  const guess = meant(value, option);
  throw new TypeError(
    `axios-backoff: option "${option}" must be ${rule}; got ${show(value)}${guess ? `; did you mean ${guess}?` : ''}`,
  );
}
