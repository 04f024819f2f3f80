import { member, safely } from '../checks/member';

const isText = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';

/**
 * Reads a header, whatever the case of its name; `''` if it is absent. Several values are joined by commas.
 * Works for plain objects and for `AxiosHeaders`, which keep header names as their own keys, on every version
 * of axios.
 */
export function headerOf(headers: unknown, name: string): string {
  const values = namesOf(headers)
    .filter((key) => key.toLowerCase() === name)
    .map((key) => member(headers, key));
  return values.length ? (safely(() => values.flat().filter(isText).join().trim()) ?? '') : '';
}

export const namesOf = (headers: unknown): string[] => safely(() => Object.keys(headers ?? {})) ?? [];

/** Like {@link headerOf}, for request headers, which axios 0.x keeps in one bucket per method. */
export const requestHeaderOf = (headers: unknown, name: string, method: string): string =>
  headerOf(headers, name) ||
  headerOf(member(headers, method), name) ||
  headerOf(member(headers, 'common'), name);
