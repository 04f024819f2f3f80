import type { RetryAfterSpec } from './program';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (number: number): string => String(number).padStart(2, '0');

/** The three forms of a date in RFC 9110 §5.6.7. */
export function httpDate(form: RetryAfterSpec['form'], time: number): string {
  const date = new Date(time);
  const day = DAYS[date.getUTCDay()]!;
  const month = MONTHS[date.getUTCMonth()]!;
  const year = date.getUTCFullYear();
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  const dayOfMonth = date.getUTCDate();
  if (form === 'rfc850') return `${day}, ${two(dayOfMonth)}-${month}-${two(year % 100)} ${clock} GMT`;
  if (form === 'asctime')
    return `${day.slice(0, 3)} ${month} ${String(dayOfMonth).padStart(2)} ${clock} ${year}`;
  return `${day.slice(0, 3)}, ${two(dayOfMonth)} ${month} ${year} ${clock} GMT`;
}

/** The headers with which a server says when to come back, as it sends them at `now` by its caller's wall clock. */
export function retryAfterHeaders(
  { form, seconds, serverClock }: RetryAfterSpec,
  now: number,
): Record<string, string> {
  switch (form) {
    case 'seconds':
      return { 'Retry-After': String(seconds) };
    case 'ms':
      return { 'retry-after-ms': String(seconds * 1000), 'retry-after': '7' };
    case 'x-ms':
      return { 'x-ms-retry-after-ms': String(seconds * 1000), 'retry-after': '7' };
    case 'garbage':
      return { 'retry-after': 'potato 2' };
    default: {
      const here = now + (serverClock ?? 0) * 1000;
      return {
        'retry-after': httpDate(form, here + seconds * 1000),
        ...(serverClock === undefined ? {} : { date: httpDate('imf', here) }),
      };
    }
  }
}

/** The wait in milliseconds that the server means, for one who reads its answer at `now` and was sent it at `sentAt`. */
export function askedFor(
  { form, seconds, serverClock }: RetryAfterSpec,
  sentAt: number,
  now: number,
): number | undefined {
  if (form === 'garbage') return undefined;
  if (form === 'seconds' || form === 'ms' || form === 'x-ms') return seconds * 1000;
  // A date has no milliseconds.
  const wholeSeconds = (time: number): number => Math.floor(time / 1000) * 1000;
  if (serverClock !== undefined) return Math.max(0, seconds * 1000);
  return Math.max(0, wholeSeconds(sentAt + seconds * 1000) - now);
}
