import { headerOf } from './headers';

// The three date formats of RFC 9110 §5.6.7. `Date.parse` alone would also take 'potato 2' for a date.
const IMF_OR_RFC_850 = /^[A-Z][a-z]{2,8}, \d\d[ -][A-Z][a-z]{2}[ -](\d\d|\d{4}) \d\d:\d\d:\d\d GMT$/;
const ASCTIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/;
const DECIMAL = /^\d+(\.\d+)?$/;

/** Reads an HTTP date as milliseconds since the epoch; `undefined` for anything else. */
function parseHttpDate(text: string): number | undefined {
  // asctime has no zone, but means UTC.
  const time = IMF_OR_RFC_850.test(text)
    ? Date.parse(text)
    : ASCTIME.test(text)
      ? Date.parse(`${text} GMT`)
      : NaN;
  return Number.isNaN(time) ? undefined : time;
}

/**
 * The wait that a server asked for, in milliseconds: 0 for "now", `undefined` when it asked for none or for one
 * that can't be read.
 *
 * `retry-after-ms` and `x-ms-retry-after-ms` (milliseconds) go before `Retry-After` (seconds or an HTTP date).
 * A date is taken relative to the response's own `Date`, so that a wrong clock on either side does no harm.
 *
 * @param now milliseconds since the epoch, for a response without a `Date`.
 * @see RFC 9110 §10.2.3
 */
export function parseRetryAfter(headers: unknown, now: number): number | undefined {
  for (const name of ['retry-after-ms', 'x-ms-retry-after-ms']) {
    const text = headerOf(headers, name);
    if (text !== undefined && DECIMAL.test(text)) return Number(text);
  }
  const text = headerOf(headers, 'retry-after');
  if (text === undefined) return undefined;
  if (DECIMAL.test(text)) return Number(text) * 1000;
  const date = parseHttpDate(text);
  if (date === undefined) return undefined;
  return Math.max(0, date - (parseHttpDate(headerOf(headers, 'date') ?? '') ?? now));
}
