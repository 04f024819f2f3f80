import { headerOf } from '../axios/headers';
import { member } from '../checks/member';

// The three date formats of RFC 9110 §5.6.7. `Date.parse` alone would also accept "potato 2".
const HTTP_DATE = /^[A-Z][a-z]{2,8},? [\w -]+ \d\d:\d\d:\d\d (GMT|\d{4})$/;

/** Parses an HTTP date into milliseconds since the epoch; NaN for anything else. */
const parseHttpDate = (text: string): number =>
  // The asctime format has no zone and means UTC.
  text.length < 50 && HTTP_DATE.test(text) ? Date.parse(text.replace(/\d{4}$/, '$& GMT')) : NaN;

/**
 * Reads the delay that a server asked for, in milliseconds: 0 for "now", `undefined` if it asked for none or
 * the value can't be parsed.
 *
 * `retry-after-ms` and `x-ms-retry-after-ms` (milliseconds) take precedence over `Retry-After` (seconds or an
 * HTTP date). A date is relative to the response's own `Date`, so a wrong clock on either side does no harm.
 *
 * @param now milliseconds since the epoch, used if the response has no `Date`.
 * @see RFC 9110 §10.2.3
 */
export function parseRetryAfter(headers: unknown, now: number): number | undefined {
  let text = '';
  for (const [name, unit] of [
    ['retry-after-ms', 1],
    ['x-ms-retry-after-ms', 1],
    ['retry-after', 1000],
  ] as const) {
    text = headerOf(headers, name);
    if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * unit;
  }
  const until = parseHttpDate(text);
  const date = parseHttpDate(headerOf(headers, 'date'));
  return Number.isNaN(until) ? undefined : Math.max(0, until - (Number.isNaN(date) ? now : date));
}

/** Reads the same from an error, which may have no response. */
export const retryAfterOf = (error: unknown): number | undefined =>
  parseRetryAfter(member(member(error, 'response'), 'headers'), Date.now());
