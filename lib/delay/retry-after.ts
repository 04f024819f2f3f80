import { headerOf, namesOf } from '../axios/headers';
import { member } from '../checks/member';
import { parseHttpDate, parseNumber } from './header-time';
import { parseReset, resetsOf } from './rate-limit';

// The items of a list. The comma after the weekday of a date does not end an item.
const ITEM = / *([A-Z][a-z]{2,8}, [\w -]+ \d\d:\d\d:\d\d[^,]*|[^,]+)/g;

// The names of the headers that ask for a delay. Few failures have one, and each retry would search for all of them.
const ASKING = /retry-after|rate-?limit/i;

// A server's headers are shorter, so that a hostile value costs no time.
const LONGEST = 16_384;

/** How long until what `Retry-After` names, in milliseconds at `time`; NaN if it can't be read. */
function parseSeconds(text: string, time: number): number {
  const seconds = parseNumber(text);
  return seconds >= 0 ? seconds * 1000 : Math.max(0, parseHttpDate(text) - time);
}

/**
 * Reads the delay that a server asked for, in milliseconds: 0 for "now", `undefined` if it asked for none or
 * the value can't be parsed.
 *
 * `retry-after-ms` and `x-ms-retry-after-ms` (milliseconds) take precedence over `Retry-After` (seconds or an
 * HTTP date), and these over the headers of a rate limit. Of several values in a header the longest counts. A
 * date is relative to the response's own `Date`, so a wrong clock on either side does no harm.
 *
 * @param now milliseconds since the epoch, used if the response has no `Date`.
 * @param status without it, the headers of a rate limit are ignored.
 * @see RFC 9110 §10.2.3
 */
export function parseRetryAfter(headers: unknown, now: number, status?: number): number | undefined {
  if (!ASKING.test(namesOf(headers).join())) return undefined;
  const read = (name: string): string => headerOf(headers, name).slice(0, LONGEST);
  const date = parseHttpDate(read('date'));
  const time = date >= 0 ? date : now;
  return (
    [
      [read('retry-after-ms'), parseNumber],
      [read('x-ms-retry-after-ms'), parseNumber],
      [read('retry-after'), parseSeconds],
      ...resetsOf(status, read).map((text) => [text, parseReset] as const),
    ] as const
  )
    .map(([text, parse]) => {
      const delays = (text.match(ITEM) ?? []).map((item) => parse(item.trim(), time));
      return Math.max(...delays.filter((delay) => delay >= 0));
    })
    .find((delay) => delay >= 0);
}

/** Reads the same from an error, which may have no response. */
export function retryAfterOf(error: unknown): number | undefined {
  const response = member(error, 'response');
  return parseRetryAfter(member(response, 'headers'), Date.now(), Number(member(response, 'status')));
}

/** What asked for a delay. Called only where something has. */
export const askedByOf = (error: unknown): string =>
  parseRetryAfter(member(member(error, 'response'), 'headers'), 0) === undefined
    ? 'rate limit'
    : 'Retry-After';
