import { AxiosHeaders } from 'axios';
import fc from 'fast-check';
import { parseRetryAfter } from '../../../lib/delay/retry-after';
import { anyText } from '../any-text';

const NOW = Date.UTC(2026, 0, 1, 12);
/** The moment of the answer by the server's clock, which is an hour ahead of ours. */
const THERE = NOW + 3_600_000;
const DATE = new Date(THERE).toUTCString();

type Headers = Readonly<Record<string, unknown>>;

const waitOn = (status: number, headers: Headers): number | undefined =>
  parseRetryAfter({ date: DATE, ...headers }, NOW, status);

const wait = (headers: Headers): number | undefined => waitOn(429, headers);

const epoch = (seconds: number): string => String(THERE / 1000 + seconds);

describe('the answers of real servers to one request too many', () => {
  it.each<[string, number, Headers, number | undefined]>([
    // The status they send, all that says something of limits, and the wait.
    [
      'GitHub, primary limit',
      429,
      {
        'x-ratelimit-limit': '60',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-used': '60',
        'x-ratelimit-reset': epoch(31),
        'x-ratelimit-resource': 'core',
      },
      31_000,
    ],
    [
      'GitHub, secondary limit',
      429,
      { 'retry-after': '60', 'x-ratelimit-remaining': '4999', 'x-ratelimit-reset': epoch(1800) },
      60_000,
    ],
    [
      'Twitter',
      429,
      { 'x-rate-limit-limit': '900', 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': epoch(112) },
      112_000,
    ],
    [
      'Okta',
      429,
      { 'X-Rate-Limit-Limit': '600', 'X-Rate-Limit-Remaining': '0', 'X-Rate-Limit-Reset': epoch(17) },
      17_000,
    ],
    [
      'Discord, which rounds Retry-After up and says a fraction elsewhere',
      429,
      {
        'x-ratelimit-limit': '5',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': epoch(1.25),
        'x-ratelimit-reset-after': '1.250',
        'x-ratelimit-bucket': 'abcd1234',
      },
      1250,
    ],
    [
      'OpenAI, no tokens left',
      429,
      {
        'x-ratelimit-remaining-requests': '59',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-requests': '1s',
        'x-ratelimit-reset-tokens': '6m0s',
      },
      360_000,
    ],
    [
      'OpenAI, no requests left',
      429,
      {
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-remaining-tokens': '149984',
        'x-ratelimit-reset-requests': '8.64s',
        'x-ratelimit-reset-tokens': '6ms',
      },
      8640,
    ],
    [
      'Groq, neither left',
      429,
      {
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-requests': '2m59.56s',
        'x-ratelimit-reset-tokens': '7.66s',
      },
      179_560,
    ],
    [
      'Azure OpenAI, where -1 means "unknown"',
      429,
      {
        'x-ratelimit-limit-tokens': '-1',
        'x-ratelimit-remaining-tokens': '-1',
        'x-ratelimit-reset-tokens': '0',
      },
      undefined,
    ],
    [
      'Azure OpenAI',
      429,
      {
        'retry-after-ms': '7013',
        'retry-after': '8',
        'x-ratelimit-reset-requests': '8',
        'x-ratelimit-remaining-requests': '0',
      },
      7013,
    ],
    ['Shopify', 429, { 'Retry-After': '2.0', 'X-Shopify-Shop-Api-Call-Limit': '40/40' }, 2000],
    [
      'Stripe, which names no time',
      429,
      { 'stripe-rate-limited-reason': 'global-rate', 'stripe-should-retry': 'true' },
      undefined,
    ],
    [
      'Reddit, in fractions',
      429,
      { 'x-ratelimit-used': '600', 'x-ratelimit-remaining': '0.0', 'x-ratelimit-reset': '345' },
      345_000,
    ],
    [
      'Atlassian, a date of ISO 8601 without seconds',
      429,
      { 'x-ratelimit-limit': '350', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2026-01-01T13:02Z' },
      120_000,
    ],
    [
      'Vimeo, a date with an offset',
      429,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2026-01-01T14:00:30+01:00' },
      30_000,
    ],
    [
      'GitLab, an epoch under the name of the draft',
      429,
      {
        'ratelimit-limit': '60',
        'ratelimit-remaining': '0',
        'ratelimit-reset': epoch(9),
        'ratelimit-resettime': 'Thu, 01 Jan 2026 13:00:09 GMT',
      },
      9000,
    ],
    [
      'express-rate-limit, drafts up to 6',
      429,
      {
        'ratelimit-policy': '5;w=900',
        'ratelimit-limit': '5',
        'ratelimit-remaining': '0',
        'ratelimit-reset': '899',
      },
      899_000,
    ],
    [
      'express-rate-limit, draft 7',
      429,
      { 'ratelimit-policy': '100;w=50', ratelimit: 'limit=100, remaining=0, reset=50' },
      50_000,
    ],
    [
      'express-rate-limit, draft 8',
      429,
      {
        'ratelimit-policy': '"100-in-15min"; q=100; w=900; pk=:MWU5Yzc=:',
        ratelimit: '"100-in-15min"; r=0; t=271; pk=:MWU5Yzc=:',
      },
      271_000,
    ],
    ['Cloudflare', 429, { ratelimit: '"default";r=0;t=1', 'ratelimit-policy': '"burst";q=100;w=60' }, 1000],
    [
      'Envoy',
      503,
      {
        'x-ratelimit-limit': '10, 10;w=60;name="limit"',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': '44',
      },
      44_000,
    ],
    ['Traefik', 429, { 'x-retry-in': '2s', 'x-ratelimit-retry-after': '2' }, 2000],
    ['AWS, a full queue', 503, { 'x-amzn-errortype': 'ThrottlingException' }, undefined],
  ])('%s', (_name, status, headers, expected) => {
    expect(waitOn(status, headers)).toBe(expected);
  });
});

describe('rate-limit headers count', () => {
  const LIMITS: Readonly<Record<string, Headers>> = {
    RateLimit: { RateLimit: '"day";r=0;t=5' },
    'RateLimit of draft 7': { RateLimit: 'limit=5, remaining=0, reset=5' },
    'RateLimit-Reset': { 'RateLimit-Remaining': '0', 'RateLimit-Reset': '5' },
    'X-RateLimit-Reset-After': { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset-After': '5' },
    'X-RateLimit-Retry-After': { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Retry-After': '5' },
    'X-RateLimit-Reset': { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '5' },
    'X-Rate-Limit-Reset': { 'X-Rate-Limit-Remaining': '0', 'X-Rate-Limit-Reset': '5' },
    'x-ratelimit-reset-tokens': { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '5' },
    'x-ratelimit-reset-requests': {
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '5',
    },
  };

  describe.each(Object.entries(LIMITS))('in %s', (name, headers) => {
    it('on a 429, and on a 413 or 503 that says that nothing is left', () => {
      expect([429, 413, 503].map((status) => waitOn(status, headers))).toEqual([5000, 5000, 5000]);
    });

    it('on no other status', () => {
      const others = Array.from({ length: 500 }, (_, n) => n + 100).filter(
        (status) => ![413, 429, 503].includes(status),
      );
      expect(others.filter((status) => waitOn(status, headers) !== undefined)).toEqual([]);
      expect(parseRetryAfter(headers, NOW)).toBeUndefined();
    });

    it('on a 413 or 503 not while something is left, nor if that is not said', () => {
      const more = Object.entries(headers).map(([key, value]) => [
        key,
        String(value).replace('r=0', 'r=10').replace('remaining=0', 'remaining=10').replace(/^0$/, '10'),
      ]);
      const unsaid = Object.entries(headers)
        .filter(([key]) => !/remaining/i.test(key))
        .map(([key, value]) => [key, String(value).replace(/;?(r|remaining)=0,?/, '')]);
      for (const status of [413, 503]) {
        expect(waitOn(status, Object.fromEntries(more) as Headers)).toBeUndefined();
        expect(waitOn(status, Object.fromEntries(unsaid) as Headers)).toBeUndefined();
      }
    });

    it('whatever the case of their names, from AxiosHeaders and from a list of values', () => {
      const entries = Object.entries(headers);
      const lower = entries.map(([key, value]) => [key.toLowerCase(), value]);
      const upper = entries.map(([key, value]) => [key.toUpperCase(), value]);
      const lists = entries.map(([key, value]) => [key, [value]]);
      for (const form of [lower, upper, lists]) expect(wait(Object.fromEntries(form) as Headers)).toBe(5000);
      expect(parseRetryAfter(new AxiosHeaders(headers as Record<string, string>), NOW, 503)).toBe(5000);
      expect(name).not.toBe('');
    });

    it('only where nothing else says when to come back', () => {
      expect(wait({ ...headers, 'Retry-After': '2' })).toBe(2000);
      expect(wait({ ...headers, 'Retry-After-Ms': '250' })).toBe(250);
      expect(wait({ ...headers, 'X-Ms-Retry-After-Ms': '0' })).toBe(0);
      expect(wait({ ...headers, 'Retry-After': 'soon' })).toBe(5000);
    });
  });

  it('in this order', () => {
    const order = [
      ['RateLimit', '"day";r=0;t=1'],
      ['RateLimit-Reset', '2'],
      ['X-RateLimit-Reset-After', '3'],
      ['X-RateLimit-Retry-After', '4'],
      ['X-RateLimit-Reset', '5'],
      ['X-Rate-Limit-Reset', '6'],
      ['x-ratelimit-reset-requests', '7'],
    ] as const;
    const left = ['x-ratelimit-remaining-requests', '0'] as const;
    order.forEach((_header, first) => {
      // Backwards, since what comes first in an answer must not matter.
      const headers = Object.fromEntries([left, ...order.slice(first)].reverse());
      expect(wait(headers)).toBe((first + 1) * 1000);
      expect(wait({ ...headers, [order[first]![0]]: 'soon' })).toBe(
        first === 6 ? undefined : (first + 2) * 1000,
      );
    });
  });

  it('of requests and tokens only for the one that is used up, and for both the longer', () => {
    const reset = { 'x-ratelimit-reset-requests': '3s', 'x-ratelimit-reset-tokens': '9s' };
    const left = (requests: string, tokens: string): Headers => ({
      ...reset,
      'x-ratelimit-remaining-requests': requests,
      'x-ratelimit-remaining-tokens': tokens,
    });
    expect(wait(left('0', '5'))).toBe(3000);
    expect(wait(left('5', '0'))).toBe(9000);
    expect(wait(left('0', '0'))).toBe(9000);
    expect(wait(left('5', '5'))).toBeUndefined();
    expect(wait(reset)).toBeUndefined();
  });
});

describe('a number', () => {
  it('below 1e9 is seconds from now', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), (seconds) => {
        expect(wait({ 'x-ratelimit-reset': String(seconds) })).toBe(seconds * 1000);
      }),
    );
  });

  it('from there on is a time in seconds, and from 1e12 on in milliseconds, by the clock of the server', () => {
    const since = fc.integer({ min: 1e9, max: 4e9 });
    fc.assert(
      fc.property(since, since, fc.integer({ min: 0, max: 999 }), (date, reset, fraction) => {
        const headers = { date: new Date(date * 1000).toUTCString() };
        const after = Math.max(0, reset - date) * 1000;
        const milliseconds = Math.max(0, (reset - date) * 1000 + fraction);
        expect(wait({ ...headers, 'x-ratelimit-reset': String(reset) })).toBe(after);
        expect(wait({ ...headers, 'x-ratelimit-reset': String(reset * 1000 + fraction) })).toBe(milliseconds);
      }),
      { examples: [[1e9, 1e9, 0]] },
    );
    expect(parseRetryAfter({ 'x-ratelimit-reset': '999999999999' }, 0, 429)).toBe(999_999_999_999_000);
    expect(parseRetryAfter({ 'x-ratelimit-reset': '1000000000000' }, 0, 429)).toBe(1e12);
  });

  it('goes by our clock where the answer has no Date', () => {
    expect(parseRetryAfter({ 'x-ratelimit-reset': String(NOW / 1000 + 5) }, NOW, 429)).toBe(5000);
  });
});

it('a duration is read back as it was written', () => {
  const part = (unit: string, max: number): fc.Arbitrary<readonly [string, number]> =>
    fc.nat(max).map((number) => [`${number}${unit}`, number] as const);
  fc.assert(
    fc.property(part('h', 99), part('m', 59), part('s', 59), fc.nat(999), (h, m, s, thousandths) => {
      const seconds = h[1] * 3600 + m[1] * 60 + s[1];
      const read = (text: string): number | undefined => wait({ 'x-ratelimit-reset': text });
      expect(read(h[0] + m[0] + s[0])).toBe(seconds * 1000);
      expect(read(m[0] + s[0])).toBe((seconds % 3600) * 1000);
      expect(read(s[0])).toBe(s[1] * 1000);
      expect(read(`${thousandths}ms`)).toBe(thousandths);
      const fraction = String(thousandths).padStart(3, '0');
      expect(read(`${m[0]}${s[1]}.${fraction}s`)).toBeCloseTo((seconds % 3600) * 1000 + thousandths, 6);
    }),
  );
});

describe('dates', () => {
  it.each([
    'Thu, 01 Jan 2026 13:00:07 GMT',
    'Thu, 01 Jan 2026 13:00:07 UTC',
    'Thursday, 01-Jan-26 13:00:07 GMT',
    'Thu Jan  1 13:00:07 2026',
    '2026-01-01T13:00:07Z',
    '2026-01-01T13:00:07.000Z',
    '2026-01-01T14:00:07+01:00',
    '2026-01-01T08:00:07-05:00',
  ])('%s', (date) => {
    expect(wait({ 'x-ratelimit-reset': date })).toBe(7000);
  });

  it('are read back as they were written', () => {
    const moment = fc.date({ min: new Date(0), max: new Date('2049-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, (date) => {
        const after = Math.max(0, date.getTime() - THERE);
        expect(wait({ 'ratelimit-reset': date.toISOString() })).toBe(after);
        expect(wait({ 'ratelimit-reset': date.toUTCString() })).toBe(
          Math.max(0, Math.floor(after / 1000) * 1000),
        );
      }),
    );
  });
});

describe('RateLimit', () => {
  it.each<[string, number | undefined]>([
    ['"burst";r=0;t=5, "daily";r=10;t=3600', 5000],
    ['"burst";r=0;t=5, "daily";r=0;t=3600', 3_600_000],
    ['"burst";r=0;t=5,"daily";t=3600;r=0', 3_600_000],
    ['"burst";r=3;t=5, "daily";r=10;t=3600', undefined],
    ['"only";r=3;t=5', 5000],
    ['"only";t=5', 5000],
    ['"only";r=0', undefined],
    ['only;r=0;t=5', 5000],
    ['"only" ; r=0 ; t=5 ', 5000],
    ['"a, \\";r=0;t=9";r=0;t=5', 5000],
    ['"r=0;t=7";r=0;t=5', 5000],
    ['"x";pk=:dD05O3I9MA==:;r=0;t=5', 5000],
    ['"x";r=00;t=05', 5000],
    ['"x";r=0;t=-5', undefined],
    ['"x";r=0;t=soon', undefined],
    ['"x";r=0;t=5s', undefined],
    ['"x";r=0;tt=5', undefined],
    ['"x', undefined],
    ['limit=100, remaining=0, reset=50', 50_000],
    ['limit=100,remaining=0,reset=50', 50_000],
    ['reset=50, limit=100, remaining=0', 50_000],
    ['remaining=0, reset=50', 50_000],
    ['reset=50', 50_000],
    [';;;', undefined],
    [',', undefined],
  ])('%s', (header, expected) => {
    expect(wait({ RateLimit: header })).toBe(expected);
  });

  it.each<[Headers, number | undefined]>([
    [{ RateLimit: 'remaining=0, reset=50' }, 50_000],
    [{ RateLimit: '"x";r=00;t=05' }, 5000],
    // A name without an end may hold anything.
    [{ RateLimit: '"x;r=0;t=5' }, undefined],
    // Something else is used up.
    [{ RateLimit: '"x";r=3;t=5', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9' }, 9000],
    [
      {
        RateLimit: '"x";r=0;t=5',
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '9s',
      },
      5000,
    ],
  ])('of a 503 counts only where nothing is left: %j', (headers, expected) => {
    expect(waitOn(503, headers)).toBe(expected);
  });

  it('goes by the longest of the policies of which nothing is left, however they are written', () => {
    const name = fc.oneof(
      fc.stringMatching(/^[a-z*][\w.-]{0,5}$/),
      fc.stringMatching(/^[ -~]{0,8}$/).map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`),
    );
    const space = fc.constantFrom('', ' ', '  ');
    const key = fc.stringMatching(/^:[A-Za-z\d+/]{4}:$/);
    const policy = fc.record({
      name,
      left: fc.oneof(fc.constant(0), fc.nat(99)),
      reset: fc.nat(9999),
      key: fc.option(key),
      isTurned: fc.boolean(),
      space,
    });
    fc.assert(
      fc.property(fc.array(policy, { minLength: 1, maxLength: 4 }), space, (policies, gap) => {
        const header = policies
          .map(({ name: own, left, reset, key: partition, isTurned, space: before }) => {
            const figures = [`r=${left}`, `t=${reset}`, ...(partition ? [`pk=${partition}`] : [])];
            return [own, ...(isTurned ? figures.reverse() : figures)].join(`;${before}`);
          })
          .join(`,${gap}`);
        const counted = policies.filter(({ left }) => left === 0).map(({ reset }) => reset * 1000);
        expect(waitOn(503, { RateLimit: header })).toBe(counted.length ? Math.max(...counted) : undefined);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('what can not be read is ignored', () => {
  it.each([
    'soon',
    '-5',
    '+5',
    '1e3',
    '0x10',
    '5 seconds',
    '5 s',
    '1s1h',
    's',
    'ms',
    '1.2.3s',
    '5.',
    'NaN',
    'Infinity',
    '2026-01-01',
    '2026-13-01T00:00Z',
    '2026-01-01T13:00:07',
    '2026-01-01T99:00Z',
    'May 2',
    '',
  ])('%p', (value) => {
    for (const name of ['ratelimit-reset', 'x-ratelimit-reset', 'x-rate-limit-reset'])
      expect(wait({ [name]: value })).toBeUndefined();
  });

  it.each(['', 'none', '-0', '-1', 'x0', '10', '0.1', '0x0', '0 of 5'])(
    'a remaining of %p does not mean that nothing is left',
    (left) => {
      expect(waitOn(503, { 'x-ratelimit-remaining': left, 'x-ratelimit-reset': '5' })).toBeUndefined();
    },
  );

  it('never throws, and never returns an invalid wait, whatever the headers', () => {
    const text = fc.oneof(
      anyText(10),
      fc.stringMatching(/^[-+]?\d*\.?\d*(e\d+|[hms]|ms)?$/),
      fc.stringMatching(/^"?\w*"?(; ?[rt]=\d*){0,3}(, ?(limit|remaining|reset)=\d*){0,3}$/),
      fc.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/),
    );
    const names = ['RateLimit', 'RateLimit-Reset', 'RateLimit-Remaining', 'X-RateLimit-Reset', 'date'];
    const value = fc.oneof(text, fc.array(text), fc.anything());
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...names, 'x-ratelimit-reset-tokens'), value),
        fc.constantFrom(413, 429, 503),
        (headers, status) => {
          const asked = waitOn(status, headers);
          expect(asked === undefined || asked >= 0).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
