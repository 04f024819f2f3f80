// The three date formats of RFC 9110 §5.6.7, with `UTC` for `GMT` as well. `Date.parse` alone would also
// accept "potato 2".
const HTTP_DATE = /^[A-Z][a-z]{2,8},? [\w -]+ \d\d:\d\d:([0-5]\d|60) (GMT|UTC|\d{4})$/;

/** Parses a plain decimal number; NaN for anything else. */
export const parseNumber = (text: string): number => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN);

/** Parses an HTTP date into milliseconds since the epoch; NaN for anything else. */
export function parseHttpDate(text: string): number {
  if (text.length > 50 || !HTTP_DATE.test(text)) return NaN;
  // `Date.parse` knows no leap second. The asctime format has no zone and means UTC.
  const known = text.replace(':60 ', ':59 ').replace(/ UTC$|( \d{4})$/, '$1 GMT');
  return Date.parse(known) + (text.includes(':60 ') ? 1000 : 0);
}
