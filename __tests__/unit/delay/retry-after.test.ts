import { AxiosHeaders } from 'axios';
import fc from 'fast-check';
import { parseRetryAfter } from '../../../lib/delay/retry-after';

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

  it('in the past means now', () => {
    expect(parseRetryAfter({ 'retry-after': new Date(NOW - 9000).toUTCString() }, NOW)).toBe(0);
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

describe('what can not be read', () => {
  it.each([
    'potato 2',
    '-5',
    '+5',
    '1e3',
    '0x10',
    '5 seconds',
    '5, 5',
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

  it.each([undefined, null, 'retry-after: 5', 5, [], {}, { 'retry-after': null }, { 'retry-after': ['5'] }])(
    'headers of %p ask for nothing',
    (headers) => {
      expect(parseRetryAfter(headers, NOW)).toBeUndefined();
    },
  );

  const isSound = (wait: number | undefined): boolean => wait === undefined || wait >= 0;

  it('no text makes it throw, or ask for a wait that is none', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[-+]?\d*\.?\d*(e\d+)?$/),
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
