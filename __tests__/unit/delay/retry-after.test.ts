import { AxiosHeaders } from 'axios';
import fc from 'fast-check';
import { askedByOf, parseRetryAfter, retryAfterOf } from '../../../lib/delay/retry-after';
import { anyText } from '../any-text';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number, fill = '0'): string => String(value).padStart(2, fill);

/** The three formats of RFC 9110 §5.6.7. */
const FORMATS: Readonly<Record<string, (time: number) => string>> = {
  'IMF-fixdate': (time) => new Date(time).toUTCString(),
  'RFC 850': (time) => {
    const date = new Date(time);
    const day = `${two(date.getUTCDate())}-${MONTHS[date.getUTCMonth()]!}-${two(date.getUTCFullYear() % 100)}`;
    return `${DAYS[date.getUTCDay()]!}, ${day} ${date.toISOString().slice(11, 19)} GMT`;
  },
  asctime: (time) => {
    const date = new Date(time);
    const day = `${MONTHS[date.getUTCMonth()]!} ${two(date.getUTCDate(), ' ')}`;
    const clock = date.toISOString().slice(11, 19);
    return `${DAYS[date.getUTCDay()]!.slice(0, 3)} ${day} ${clock} ${date.getUTCFullYear()}`;
  },
};

const NOW = Date.UTC(2026, 0, 1);

describe('Retry-After in seconds', () => {
  it.each([
    ['120', 120_000],
    ['0', 0],
    ['1.5', 1500],
    ['  7 ', 7000],
    [3, 3000],
  ])('%p is %p ms', (value, milliseconds) => {
    expect(parseRetryAfter({ 'retry-after': value }, NOW)).toBe(milliseconds);
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.nat(), (seconds) => {
        expect(parseRetryAfter({ 'Retry-After': String(seconds) }, NOW)).toBe(seconds * 1000);
      }),
    );
  });

  it('is read from AxiosHeaders, in any case', () => {
    expect(parseRetryAfter(new AxiosHeaders({ 'RETRY-AFTER': '2' }), NOW)).toBe(2000);
  });
});

describe('Retry-After as an HTTP date', () => {
  // The examples of RFC 9110 §5.6.7, 20 s ahead of the answer.
  it.each(['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])(
    'reads %s',
    (date) => {
      const headers = { 'retry-after': date, date: 'Sun, 06 Nov 1994 08:49:17 GMT' };
      expect(parseRetryAfter(headers, NOW)).toBe(20_000);
    },
  );

  it("is relative to the response's own Date, whatever the local clock says", () => {
    // Two-digit years read the same for everyone up to 2049.
    const seconds = fc.integer({ min: 0, max: Date.UTC(2049, 11, 31) / 1000 });
    const format = fc.constantFrom(...Object.keys(FORMATS));
    const clock = fc.oneof(fc.constant(NOW), fc.integer(), fc.constant(8.64e15));
    fc.assert(
      fc.property(seconds, seconds, format, format, clock, (date, target, dateFormat, targetFormat, now) => {
        const headers = {
          date: FORMATS[dateFormat]!(date * 1000),
          'retry-after': FORMATS[targetFormat]!(target * 1000),
        };
        expect(parseRetryAfter(headers, now)).toBe(Math.max(0, target - date) * 1000);
      }),
      { numRuns: 500 },
    );
  });

  it.each(Object.keys(FORMATS))('does not depend on the time zone of the machine (%s)', (format) => {
    const parse = Date.parse;
    // A machine in New York: a date that names no zone is taken for local time.
    jest
      .spyOn(Date, 'parse')
      .mockImplementation((text) => (text.endsWith('GMT') ? parse(text) : parse(`${text} GMT-0500`)));
    expect(parseRetryAfter({ 'retry-after': FORMATS[format]!(NOW + 5000) }, NOW)).toBe(5000);
  });

  it('goes by the local clock when the response has no Date, or none that can be read', () => {
    const date = new Date(NOW + 9000).toUTCString();
    expect(parseRetryAfter({ 'retry-after': date }, NOW)).toBe(9000);
    expect(parseRetryAfter({ 'retry-after': date, date: 'yesterday' }, NOW)).toBe(9000);
  });

  it('may name UTC in place of GMT', () => {
    expect(parseRetryAfter({ 'retry-after': 'Thu, 01 Jan 2026 00:00:09 UTC' }, NOW)).toBe(9000);
    expect(parseRetryAfter({ 'retry-after': 'Thursday, 01-Jan-26 00:00:09 UTC' }, NOW)).toBe(9000);
    const headers = { date: 'Thu, 01 Jan 2026 00:00:00 UTC', 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT' };
    expect(parseRetryAfter(headers, 0)).toBe(9000);
  });

  it('may be a leap second, which is the one before the next minute', () => {
    const before = 'Sat, 31 Dec 2016 23:59:59 GMT';
    const wait = (date: string, until: string): number | undefined =>
      parseRetryAfter({ date, 'retry-after': until }, 0);
    for (const leap of [
      'Sat, 31 Dec 2016 23:59:60 GMT',
      'Sat, 31 Dec 2016 23:59:60 UTC',
      'Saturday, 31-Dec-16 23:59:60 GMT',
      'Sat Dec 31 23:59:60 2016',
    ]) {
      expect(wait(before, leap)).toBe(1000);
      expect(wait(leap, 'Sun, 01 Jan 2017 00:00:02 GMT')).toBe(2000);
    }
    expect(wait(before, 'Sat, 31 Dec 2016 23:59:61 GMT')).toBeUndefined();
  });

  it('in the past means now', () => {
    expect(parseRetryAfter({ 'retry-after': new Date(NOW - 9000).toUTCString() }, NOW)).toBe(0);
  });
});

describe('several values', () => {
  it.each<[unknown, number | undefined]>([
    ['5, 5', 5000],
    ['1,5', 5000],
    ['120, 7', 120_000],
    ['5,', 5000],
    [' , ,5 , soon', 5000],
    ['soon, 5', 5000],
    ['Soon, 5', 5000],
    ['Soon, at 00:00:00, 5', 5000],
    ['Thu, 01 Jan 2026 00:00:09 GMT, 5', 9000],
    ['5, Thu, 01 Jan 2026 00:00:09 GMT', 9000],
    ['Thu, 01 Jan 2026 00:00:09 GMT,Thursday, 01-Jan-26 00:00:12 GMT', 12_000],
    ['Thu Jan  1 00:00:09 2026, Thu, 1 Jan 2026 00:00:08 UTC', 9000],
    ['Thu, 99 Foo 2026 00:00:09 GMT, 5', 5000],
    ['soon, later', undefined],
    [',', undefined],
    [['5', '7'], 7000],
    [['Thu, 01 Jan 2026 00:00:09 GMT', '7'], 9000],
    [[3], 3000],
    [['5', null, {}, 'soon'], 5000],
    [[], undefined],
    [[['5']], undefined],
  ])('%j: the longest that can be read', (value, expected) => {
    expect(parseRetryAfter({ 'retry-after': value }, NOW)).toBe(expected);
  });

  it('count in milliseconds too, and under names that differ in case only', () => {
    expect(parseRetryAfter({ 'retry-after-ms': '250, 300' }, NOW)).toBe(300);
    expect(parseRetryAfter({ 'retry-after': '3', 'Retry-After': '4' }, NOW)).toBe(4000);
  });

  it('are read back as they were written', () => {
    const value = fc.oneof(
      fc.nat(9999).map((seconds) => [String(seconds), seconds * 1000] as const),
      fc
        .tuple(fc.nat(9999), fc.constantFrom(...Object.values(FORMATS)))
        .map(([seconds, format]) => [format(NOW + seconds * 1000), seconds * 1000] as const),
    );
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(',', ', '),
        (all, comma) => {
          const text = all.map(([written]) => written);
          const longest = Math.max(...all.map(([, wait]) => wait));
          expect(parseRetryAfter({ 'retry-after': text.join(comma) }, NOW)).toBe(longest);
          expect(parseRetryAfter({ 'Retry-After': text }, NOW)).toBe(longest);
        },
      ),
    );
  });
});

describe('headers in milliseconds', () => {
  it.each(['retry-after-ms', 'x-ms-retry-after-ms', 'Retry-After-Ms'])(
    '%s goes before Retry-After',
    (name) => {
      expect(parseRetryAfter({ 'retry-after': '9', [name]: '250' }, NOW)).toBe(250);
    },
  );

  it('the one that is more common goes before the other', () => {
    expect(parseRetryAfter({ 'x-ms-retry-after-ms': '2', 'retry-after-ms': '1' }, NOW)).toBe(1);
  });

  it('what can not be read leaves it to the next', () => {
    const headers = { 'retry-after-ms': 'soon', 'x-ms-retry-after-ms': '-1', 'retry-after': '9' };
    expect(parseRetryAfter(headers, NOW)).toBe(9000);
  });
});

it('looks at no date that is longer than any', () => {
  const padded = (length: number): string =>
    'Thu, 01 Jan 2026 00:00:09 GMT'.replace(' 00', ' '.repeat(length - 28) + '00');
  expect(padded(50)).toHaveLength(50);
  expect(parseRetryAfter({ 'retry-after': padded(50) }, NOW)).toBe(9000);
  expect(parseRetryAfter({ 'retry-after': padded(51) }, NOW)).toBeUndefined();
});

it('looks at the first 16 KiB of a header', () => {
  expect(parseRetryAfter({ 'retry-after': `${' , '.repeat(6000)},7` }, NOW)).toBeUndefined();
  expect(parseRetryAfter({ 'retry-after': `${' , '.repeat(5400)},7` }, NOW)).toBe(7000);
});

describe('an error', () => {
  const errorWith = (status: unknown, headers: object): unknown => ({ response: { status, headers } });

  it('asks for what its response does', () => {
    expect(retryAfterOf(errorWith(503, { 'retry-after': '7' }))).toBe(7000);
    expect(retryAfterOf(errorWith(429, { 'ratelimit-reset': '8' }))).toBe(8000);
    expect(retryAfterOf(errorWith(503, { 'ratelimit-reset': '8' }))).toBeUndefined();
    expect(retryAfterOf(undefined)).toBeUndefined();
    expect(retryAfterOf({ headers: { 'retry-after': '7' } })).toBeUndefined();
  });

  it('goes by the clock of this machine where its response has no Date', () => {
    const date = new Date(Math.ceil(Date.now() / 1000) * 1000 + 60_000).toUTCString();
    const asked = retryAfterOf(errorWith(503, { 'retry-after': date }));
    expect(asked).toBeGreaterThan(30_000);
    expect(asked).toBeLessThanOrEqual(61_000);
  });

  it('says what has asked', () => {
    expect(askedByOf(errorWith(429, { 'retry-after': '7', 'ratelimit-reset': '8' }))).toBe('Retry-After');
    expect(askedByOf(errorWith(429, { 'ratelimit-reset': '8' }))).toBe('rate limit');
  });
});

describe('what can not be read', () => {
  it.each([
    'potato 2',
    '-5',
    '+5',
    '1e3',
    '0x10',
    '5 seconds',
    '.5',
    '5.',
    'NaN',
    'Infinity',
    '',
    '  ',
    '2026-01-01T00:00:09Z',
    'Thu, 01 Jan 2026 00:00:09 +0100',
    'Thu, 01 Xyz 2026 00:00:09 GMT',
    'Thu, 01 Jan 2026 25:61:61 GMT',
    'May 2',
  ])('%p is ignored', (value) => {
    expect(parseRetryAfter({ 'retry-after': value }, NOW)).toBeUndefined();
  });

  it.each([undefined, null, 'retry-after: 5', 5, [], {}, { 'retry-after': null }, { 'retry-after': {} }])(
    'headers of %p ask for nothing',
    (headers) => {
      expect(parseRetryAfter(headers, NOW)).toBeUndefined();
    },
  );

  const isSound = (wait: number | undefined): boolean => wait === undefined || wait >= 0;

  it('never throws, and never returns an invalid wait, whatever the text', () => {
    const text = fc.oneof(
      anyText(10),
      fc.stringMatching(/^[-+]?\d*\.?\d*(e\d+)?(, ?\d*)*$/),
      fc.stringMatching(/^[A-Z][a-z]{2,8}, \d\d[ -][A-Z][a-z]{2}[ -]\d{2,4} \d\d:\d\d:\d\d GMT$/),
    );
    const name = fc.constantFrom(
      'retry-after',
      'Retry-After',
      'retry-after-ms',
      'x-ms-retry-after-ms',
      'date',
    );
    fc.assert(
      fc.property(fc.dictionary(name, text), fc.integer(), (headers, now) => {
        expect(isSound(parseRetryAfter(headers, now))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('no other headers do either', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (headers, value) => {
        expect(isSound(parseRetryAfter(headers, NOW))).toBe(true);
        expect(isSound(parseRetryAfter({ 'retry-after': value, date: value }, NOW))).toBe(true);
      }),
    );
  });
});

it('a response that asks for nothing is looked through once', () => {
  let times = 0;
  const headers = new Proxy(
    { date: new Date(NOW).toUTCString(), 'content-type': 'application/json' },
    {
      ownKeys: (target) => {
        times++;
        return Reflect.ownKeys(target);
      },
    },
  );
  expect(parseRetryAfter(headers, NOW, 429)).toBeUndefined();
  expect(times).toBe(1);
});
