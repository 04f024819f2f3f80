import fc from 'fast-check';
import { unhandledIn } from '../unhandled';
import { exponentialBackoff, type BackoffOptions } from '../../../lib/delay/backoff';
import {
  decorrelatedJitter,
  equalJitter,
  fullJitter,
  noJitter,
  proportionalJitter,
} from '../../../lib/delay/jitter';

const FIRST_ELEVEN = Array.from({ length: 11 }, (_, n) => n + 1);

describe('exponentialBackoff', () => {
  it('doubles from one second to one minute by default', () => {
    const backoff = exponentialBackoff();
    const ceilings = [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000, 60_000];
    expect(FIRST_ELEVEN.map((n) => backoff.ceiling(n))).toEqual(ceilings);
  });

  it('draws anywhere below the ceiling by default', () => {
    const backoff = exponentialBackoff({ random: () => 0.25 });
    expect(FIRST_ELEVEN.slice(0, 7).map((n) => backoff(n))).toEqual([
      250, 500, 1000, 2000, 4000, 8000, 15_000,
    ]);
  });

  it('goes by its own figures', () => {
    const backoff = exponentialBackoff({ initialDelay: 10, multiplier: 3, maxDelay: 100, jitter: noJitter });
    expect([1, 2, 3, 4].map((n) => backoff(n))).toEqual([10, 30, 90, 100]);
  });

  it('caps before the jitter, so that capped clients stay spread out', () => {
    const backoff = exponentialBackoff({ initialDelay: 1000, maxDelay: 1000, random: () => 0.5 });
    expect(backoff(9)).toBe(500);
  });

  it('caps the first wait too', () => {
    expect(exponentialBackoff({ initialDelay: 5000, maxDelay: 100 }).ceiling(1)).toBe(100);
  });

  it('hears a test that replaces Math.random after it was made', () => {
    const backoff = exponentialBackoff();
    jest.spyOn(Math, 'random').mockReturnValue(0.125);
    expect(backoff(1)).toBe(125);
    expect(backoff.random()).toBe(0.125);
  });

  it('gives the jitter its figures and the wait before', () => {
    const jitter = jest.fn(() => 7);
    const random = (): number => 0.5;
    const backoff = exponentialBackoff({ initialDelay: 10, maxDelay: 1000, jitter, random });
    expect(backoff(3, new Error('x'), 33)).toBe(7);
    const [[ceiling, draw, context]] = jitter.mock.calls as unknown as [[number, () => number, object]];
    expect([ceiling, draw(), context]).toEqual([
      40,
      0.5,
      { initialDelay: 10, maxDelay: 1000, previousDelay: 33 },
    ]);
  });

  it('grows a decorrelated wait from the wait before', () => {
    const backoff = exponentialBackoff({ initialDelay: 100, jitter: decorrelatedJitter, random: () => 0.5 });
    expect(backoff(1)).toBe(200);
    expect(backoff(2, undefined, 200)).toBe(350);
    expect(backoff.ceiling(1)).toBe(300);
    expect(backoff.ceiling(2, 200)).toBe(600);
  });

  it('says the longest wait of a jitter that goes above the ceiling', () => {
    expect(exponentialBackoff({ jitter: proportionalJitter(0.5) }).ceiling(1)).toBe(1500);
  });

  it('makes no wait of an initial delay of 0, however far a multiplier of it would run', () => {
    const backoff = exponentialBackoff({ initialDelay: 0, multiplier: 1e15, jitter: noJitter });
    expect([1, 2, 3, 2000].map((n) => backoff(n))).toEqual([0, 0, 0, 0]);
  });

  const RULES: Readonly<Record<keyof BackoffOptions, string>> = {
    initialDelay: 'milliseconds from 0 to 2 ** 53',
    multiplier: 'a finite number of 1 or more',
    maxDelay: 'milliseconds from 0 to 2 ** 53',
    jitter: 'a jitter',
    random: 'a function',
  };

  it.each<[keyof BackoffOptions, unknown, string]>([
    ['initialDelay', -1, '-1'],
    ['initialDelay', NaN, 'NaN'],
    ['initialDelay', Infinity, 'Infinity'],
    ['initialDelay', '100', '"100"'],
    ['initialDelay', null, 'null'],
    ['multiplier', 0.5, '0.5'],
    ['multiplier', NaN, 'NaN'],
    ['multiplier', Infinity, 'Infinity'],
    ['multiplier', '2', '"2"'],
    ['maxDelay', -1, '-1'],
    ['maxDelay', Infinity, 'Infinity'],
    ['maxDelay', {}, '{}'],
    ['maxDelay', 1e300, '1e+300'],
    ['jitter', 'full', '"full"'],
    ['random', 0.5, '0.5'],
  ])('turns down %s: %p, and says so', (name, value, shown) => {
    const make = (): unknown => exponentialBackoff({ [name]: value });
    expect(make).toThrow(TypeError);
    expect(make).toThrow(`option "${name}" must be ${RULES[name]}; got ${shown}`);
  });
});

describe.each(['random', 'jitter'])('an async function for %s', (name) => {
  it.each<[string, () => unknown]>([
    ['resolves', () => Promise.resolve(0.5)],
    ['rejects', () => Promise.reject(new Error('no number'))],
  ])('that %s is a TypeError, and leaves no unhandled rejection', async (_how, work) => {
    let thrown: unknown;
    const unhandled = await unhandledIn(() => {
      try {
        exponentialBackoff({ [name]: work })(1);
      } catch (error) {
        thrown = error;
      }
    });
    expect(unhandled).toEqual([]);
    expect(thrown).toEqual(new TypeError(`axios-backoff: "${name}" must return a number`));
  });
});

it('says what is meant by the function that makes a jitter', () => {
  expect(() => exponentialBackoff({ jitter: proportionalJitter as never })).toThrow(
    'option "jitter" must be a jitter; got function proportionalJitter; did you mean proportionalJitter()?',
  );
});

it('warns of an option that it does not know, and says whose it is', () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  exponentialBackoff({ initialDely: 5 } as never);
  expect(warn.mock.calls.flat().join()).toBe(
    'axios-backoff: unknown option "initialDely" of exponentialBackoff(); did you mean "initialDelay"?',
  );
});

describe('for all legal options', () => {
  const milliseconds = fc.oneof(
    fc.constantFrom(0, 1, 1000, 60_000),
    fc.nat(),
    fc.double({ min: 0, max: Number.MAX_SAFE_INTEGER, noNaN: true }),
  );
  const multiplier = fc.oneof(
    fc.constantFrom(1, 1.5, 2, 10, 1e15),
    fc.double({ min: 1, max: Number.MAX_SAFE_INTEGER, noNaN: true }),
  );
  const figures = fc.record({ initialDelay: milliseconds, multiplier, maxDelay: milliseconds });
  const draw = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
  const retryCount = fc.integer({ min: 1, max: 2000 });
  const MOST = Number.MAX_SAFE_INTEGER;

  it.each([
    ['fullJitter', fullJitter],
    ['equalJitter', equalJitter],
    ['noJitter', noJitter],
  ])('0 ≤ wait ≤ ceiling ≤ maxDelay with %s', (_name, jitter) => {
    fc.assert(
      fc.property(figures, draw, retryCount, (given, random, n) => {
        const backoff = exponentialBackoff({ ...given, jitter, random: () => random });
        const wait = backoff(n);
        const ceiling = backoff.ceiling(n);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(ceiling);
        expect(ceiling).toBeLessThanOrEqual(given.maxDelay);
      }),
      { examples: [[{ initialDelay: MOST, multiplier: 1, maxDelay: MOST }, 0.5, 1]] },
    );
  });

  it('0 ≤ wait ≤ maxDelay with decorrelatedJitter, whatever the wait before', () => {
    fc.assert(
      fc.property(figures, draw, retryCount, milliseconds, (given, random, n, previousDelay) => {
        const backoff = exponentialBackoff({ ...given, jitter: decorrelatedJitter, random: () => random });
        const wait = backoff(n, undefined, previousDelay);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(given.maxDelay);
        expect(backoff.ceiling(n, previousDelay)).toBeLessThanOrEqual(given.maxDelay);
      }),
      { examples: [[{ initialDelay: MOST, multiplier: 1, maxDelay: 1000 }, 0, 1, 0]] },
    );
  });

  it('a wait of proportionalJitter is never less than the ceiling and never NaN', () => {
    fc.assert(
      fc.property(
        figures,
        draw,
        retryCount,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (given, random, n, ratio) => {
          const jitter = proportionalJitter(ratio);
          const wait = exponentialBackoff({ ...given, jitter, random: () => random })(n);
          expect(wait).toBeGreaterThanOrEqual(exponentialBackoff(given).ceiling(n));
        },
      ),
    );
  });

  it('ceilings never shrink from one retry to the next', () => {
    fc.assert(
      fc.property(figures, retryCount, (given, n) => {
        const { ceiling } = exponentialBackoff(given);
        expect(ceiling(n + 1)).toBeGreaterThanOrEqual(ceiling(n));
      }),
    );
  });
});
