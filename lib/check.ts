export const isFunction = (value: unknown): boolean => typeof value === 'function';

/** A length of time that can be waited for. */
export const isMilliseconds = (value: unknown): boolean =>
  typeof value === 'number' && value >= 0 && value < Infinity;

const show = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 80));
  if (Array.isArray(value)) return `[${value.slice(0, 8).map(show).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
};

/** @throws TypeError that names the option, the rule and the value, unless `valid`. */
export function check(valid: boolean, option: string, rule: string, value: unknown): void {
  if (!valid) {
    throw new TypeError(`axios-backoff: option "${option}" must be ${rule}; got ${show(value)}`);
  }
}
