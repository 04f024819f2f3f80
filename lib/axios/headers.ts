import { member, safely } from '../checks/member';

/**
 * One header's text, whatever the case of its name; `''` when it is absent. Reads plain objects and `AxiosHeaders`,
 * which keep header names as their own keys, on every version of axios.
 */
export function headerOf(headers: unknown, name: string): string {
  for (const [key, value] of safely(() => Object.entries(headers ?? {})) ?? []) {
    if (key.toLowerCase() === name && (typeof value === 'string' || typeof value === 'number')) {
      return String(value).trim();
    }
  }
  return '';
}

/** As {@link headerOf}, for a request's headers, which axios 0.x keeps in a bucket for each method. */
export const requestHeaderOf = (headers: unknown, name: string, method: string): string =>
  headerOf(headers, name) ||
  headerOf(member(headers, method), name) ||
  headerOf(member(headers, 'common'), name);
