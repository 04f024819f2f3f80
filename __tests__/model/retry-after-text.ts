import type { DateForm, LimitForm, RetryAfterSpec } from './program';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (number: number): string => String(number).padStart(2, '0');

/** The three forms of a date in RFC 9110 §5.6.7, and one with UTC for GMT. */
export function httpDate(form: DateForm, time: number): string {
  const date = new Date(time);
  const day = DAYS[date.getUTCDay()]!;
  const month = MONTHS[date.getUTCMonth()]!;
  const year = date.getUTCFullYear();
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  const dayOfMonth = date.getUTCDate();
  if (form === 'rfc850') return `${day}, ${two(dayOfMonth)}-${month}-${two(year % 100)} ${clock} GMT`;
  if (form === 'asctime')
    return `${day.slice(0, 3)} ${month} ${String(dayOfMonth).padStart(2)} ${clock} ${year}`;
  return `${day.slice(0, 3)}, ${two(dayOfMonth)} ${month} ${year} ${clock} ${form === 'utc' ? 'UTC' : 'GMT'}`;
}

const LIMITS: Readonly<Record<LimitForm, (seconds: number, epoch: number) => Record<string, string>>> = {
  policies: (seconds) => ({
    RateLimit: `"a,b";r=0;t=${seconds}, "c";r=0;t=0, "d";r=5;t=99999`,
    'X-RateLimit-Reset': '7',
  }),
  draft7: (seconds) => ({ RateLimit: `limit=5, remaining=0, reset=${seconds}` }),
  reset: (seconds) => ({ 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': String(seconds) }),
  epoch: (_seconds, epoch) => ({ 'X-Rate-Limit-Remaining': '0.0', 'X-Rate-Limit-Reset': String(epoch) }),
  tokens: (seconds) => ({
    'x-ratelimit-remaining-requests': '5',
    'x-ratelimit-reset-requests': '99h',
    'x-ratelimit-remaining-tokens': '0',
    'x-ratelimit-reset-tokens': `${Math.floor(seconds / 60)}m${seconds % 60}s`,
  }),
  untold: (seconds) => ({ 'RateLimit-Reset': String(seconds) }),
};

const isLimit = (form: RetryAfterSpec['form']): form is LimitForm => form in LIMITS;

/** The headers with which a server says when to come back, as it sends them at `now` by its caller's wall clock. */
export function retryAfterHeaders(
  { form, seconds, serverClock }: RetryAfterSpec,
  now: number,
): Record<string, string> {
  const here = now + (serverClock ?? 0) * 1000;
  const date: Record<string, string> = serverClock === undefined ? {} : { date: httpDate('imf', here) };
  if (isLimit(form)) return { ...LIMITS[form](seconds, Math.floor(here / 1000) + seconds), ...date };
  switch (form) {
    case 'seconds':
      return { 'Retry-After': String(seconds) };
    case 'ms':
      return { 'retry-after-ms': String(seconds * 1000), 'retry-after': '7' };
    case 'x-ms':
      return { 'x-ms-retry-after-ms': String(seconds * 1000), 'retry-after': '7' };
    case 'list':
      return { 'retry-after': `0, potato, ${seconds}, Thu, 01 Jan 1970 00:00:00 GMT` };
    case 'garbage':
      return { 'retry-after': 'potato 2' };
    default:
      return { 'retry-after': httpDate(form, here + seconds * 1000), ...date };
  }
}

/** Whether headers of a rate limit count: every API may send them with every answer. */
const counts = (form: LimitForm, status: number): boolean =>
  status === 429 || (form !== 'untold' && (status === 413 || status === 503));

/** The wait in milliseconds that the server means, for one who reads its answer at `now` and was sent it at `sentAt`. */
export function askedFor(
  { form, seconds, serverClock }: RetryAfterSpec,
  status: number,
  sentAt: number,
  now: number,
): number | undefined {
  if (form === 'garbage') return undefined;
  if (isLimit(form) && !counts(form, status)) return undefined;
  if (isLimit(form) ? form !== 'epoch' : ['seconds', 'ms', 'x-ms', 'list'].includes(form))
    return seconds * 1000;
  // A date has no milliseconds.
  const wholeSeconds = (time: number): number => Math.floor(time / 1000) * 1000;
  if (serverClock !== undefined) return Math.max(0, seconds * 1000);
  return Math.max(0, wholeSeconds(sentAt + seconds * 1000) - now);
}
