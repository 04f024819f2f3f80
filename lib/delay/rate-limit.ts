import { parseHttpDate, parseNumber } from './header-time';

// In order of precedence.
const RESETS = [
  'ratelimit-reset',
  'x-ratelimit-reset-after',
  'x-ratelimit-retry-after',
  'x-ratelimit-reset',
  'x-rate-limit-reset',
];
// OpenAI limits both, and only one of them may be used up.
const UNIT_RESETS = ['x-ratelimit-reset-requests', 'x-ratelimit-reset-tokens'];

const NONE = /(^|,) *0+(\.0+)? *(,|$)/;
const DURATION = /^(?:([\d.]+)h)?(?:([\d.]+)m)?(?:([\d.]+)s)?(?:([\d.]+)ms)?$/;
const ISO_DATE = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-][\d:]+)$/;

/** Parses a duration such as `1s`, `6m0s` or `20ms` into milliseconds; NaN for anything else. */
function parseDuration(text: string): number {
  const [whole, h = 0, m = 0, s = 0, ms = 0] = DURATION.exec(text) ?? [];
  return whole ? ((Number(h) * 60 + Number(m)) * 60 + Number(s)) * 1000 + Number(ms) : NaN;
}

/** How long a limit lasts, in milliseconds, at `time`. Some servers name a time, others how long it takes. */
export function parseReset(text: string, time: number): number {
  const number = parseNumber(text);
  if (number < 1e9) return number * 1000;
  const epoch = number < 1e12 ? number * 1000 : number;
  const date = ISO_DATE.test(text) ? Date.parse(text) : parseHttpDate(text);
  const duration = parseDuration(text);
  return duration >= 0 ? duration : Math.max(0, (epoch || date) - time);
}

/**
 * The policies of a `RateLimit` header, each with what is left (`r`) and when that is reset (`t`):
 * `"burst";r=0;t=5, "daily";r=10;t=3600`, or an older draft's `limit=100, remaining=0, reset=50`.
 */
const policiesOf = (header: string): string[] =>
  header
    // A name in quotes may hold anything.
    .replace(/"(?:[^"\\]|\\.?)*"?/g, '')
    .split(/,(?! *(?:limit|remaining|reset)=)/);

/**
 * What a response says of when a rate limit is reset, in order of precedence.
 *
 * Many servers send these headers with every response. So they count on a 429, and on a 413 or 503 only if
 * they say that nothing is left.
 *
 * @see draft-ietf-httpapi-ratelimit-headers
 */
export function resetsOf(status: number | undefined, read: (name: string) => string): string[] {
  const isSpent = (reset: string): boolean => NONE.test(read(reset.replace(/re(set|try)/, 'remaining')));

  const policies = policiesOf(read('ratelimit'));
  const spent = policies.filter((policy) => /(?:^|[;,]) *r(emaining)?=0+ *([;,]|$)/.test(policy));
  const units = UNIT_RESETS.filter(isSpent);
  const isOver = spent.length + units.length || RESETS.some(isSpent);
  if (status !== 429 && (!isOver || (status !== 413 && status !== 503))) return [];

  return [
    (status === 429 && policies.length < 2 ? policies : spent)
      .map((policy) => /(?:^|[;,]) *(t|reset)=(\d+) *([;,]|$)/.exec(policy)?.[2])
      .join(),
    ...RESETS.map(read),
    units.map(read).join(),
  ];
}
