import { member, safely } from '../checks/member';

/**
 * Reads a header, whatever the case of its name; `''` if it is absent. Works for plain objects and for
 * `AxiosHeaders`, which keep header names as their own keys, on every version of axios.
 */
export function headerOf(headers: unknown, name: string): string {
  for (const [key, value] of safely(() => Object.entries(headers ?? {})) ?? []) {
    if (key.toLowerCase() === name && (typeof value === 'string' || typeof value === 'number')) {
      return String(value).trim();
    }
  }
  return '';
}

/** Like {@link headerOf}, for request headers, which axios 0.x keeps in one bucket per method. */
export const requestHeaderOf = (headers: unknown, name: string, method: string): string =>
  headerOf(headers, name) ||
  headerOf(member(headers, method), name) ||
  headerOf(member(headers, 'common'), name);
