import fc from 'fast-check';
import { exponentialBackoff } from '../../../lib/delay/backoff';
import { chooseWait, waitAfterPause, type Wait } from '../../../lib/delay/delay';
import { decorrelatedJitter, noJitter } from '../../../lib/delay/jitter';
import { DEFAULTS, resolveOptions } from '../../../lib/options/options';

beforeEach(() => {
  jest.spyOn(Math, 'random').mockReturnValue(0.5);
});

/** The wait where `retryDelay`, if it is a function, has been asked, as it is before the wait is chosen. */
function wait(given: unknown, retryAfter?: number, retryCount = 1, previousDelay = 0): Wait {
  const options = resolveOptions(DEFAULTS, { retryDelay: given }, () => undefined);
  const { retryDelay } = options;
  const own: unknown =
    typeof retryDelay === 'function' ? retryDelay(retryCount, undefined as never, previousDelay) : retryDelay;
  return chooseWait(options, own, retryCount, previousDelay, retryAfter);
}

const backoff = exponentialBackoff({ initialDelay: 100, random: () => 0.25 });

describe('without a Retry-After', () => {
  it('waits as the backoff draws, and says how long it could have been', () => {
    expect(wait(backoff, undefined, 3)).toEqual({ delay: 100, ceiling: 400 });
  });

  it('waits by the default backoff when there is nothing else', () => {
    expect(wait(undefined, undefined, 2)).toEqual({ delay: 1000, ceiling: 2000 });
  });

  it('waits a fixed time', () => {
    expect(wait(250, undefined, 7)).toEqual({ delay: 250 });
    expect(wait(0)).toEqual({ delay: 0 });
  });

  it('waits as long as a delay function says', () => {
    expect(wait((retryCount: number) => retryCount * 11, undefined, 3)).toEqual({ delay: 33 });
  });

  it.each(['random', 'ceiling'])(
    'takes a delay function of its own with a member %s for no backoff',
    (name) => {
      const own = Object.assign(() => 33, { [name]: () => 1 });
      expect(wait(own)).toEqual({ delay: 33 });
    },
  );

  it('hands the wait before to a backoff that grows from it, for the ceiling too', () => {
    const decorrelated = exponentialBackoff({
      initialDelay: 100,
      jitter: decorrelatedJitter,
      random: () => 0.5,
    });
    expect(wait(decorrelated, undefined, 2, 200)).toEqual({ delay: 350, ceiling: 600 });
  });
});

describe('a Retry-After', () => {
  it("replaces a backoff's wait, be that shorter or longer", () => {
    const asked = { delay: 2050, ceiling: 2200, retryAfter: 2000 };
    expect(wait(backoff, 2000, 1)).toEqual(asked);
    expect(wait(backoff, 2000, 12)).toEqual(asked);
  });

  it('replaces the wait of the default backoff', () => {
    expect(wait(undefined, 2000, 9)).toEqual({ delay: 2100, ceiling: 2200, retryAfter: 2000 });
  });

  it('is a floor for a fixed time and for any other delay function', () => {
    const asked = { delay: 2100, ceiling: 2200, retryAfter: 2000 };
    expect(wait(10, 2000)).toEqual(asked);
    expect(wait(() => 10, 2000)).toEqual(asked);
    expect(wait(2050, 2000)).toEqual(asked);
    expect(wait(5000, 2000)).toEqual({ delay: 5000, retryAfter: 2000 });
    expect(wait(() => 5000, 2000)).toEqual({ delay: 5000, retryAfter: 2000 });
    // As long as what was asked for is drawn: it is still the caller's own, which has no ceiling.
    expect(wait(2100, 2000)).toEqual({ delay: 2100, retryAfter: 2000 });
  });

  it.each([
    ['a tenth', 60_000, 6000],
    ['100 ms at least', 500, 100],
    ['a hundred milliseconds when it means now', 0, 100],
  ])('gets longer by up to %s', (_name, retryAfter, spread) => {
    for (const random of [0, 0.5, 0.999]) {
      const drawn = exponentialBackoff({ random: () => random });
      expect(wait(drawn, retryAfter)).toEqual({
        delay: retryAfter + spread * random,
        ceiling: retryAfter + spread,
        retryAfter,
      });
    }
  });

  it('stands in for a delay function that returns nonsense', () => {
    expect(wait(() => NaN, 2000)).toEqual({ delay: 2100, ceiling: 2200, retryAfter: 2000 });
  });
});

const FALLBACK: Wait = { delay: 2000, ceiling: 4000 };

describe('nonsense from a delay function', () => {
  it.each<[string, unknown]>([
    ['NaN', NaN],
    ['Infinity', Infinity],
    ['-Infinity', -Infinity],
    ['a string', '100'],
    ['nothing', undefined],
    ['null', null],
    ['a bigint', 100n],
    ['an object', { delay: 100 }],
  ])('%s: the default backoff stands in', (_name, value) => {
    expect(wait(() => value, undefined, 3)).toEqual(FALLBACK);
  });

  it('a negative wait is none', () => {
    expect(wait(() => -5)).toEqual({ delay: 0 });
  });

  it('a jitter of its own that returns NaN: the default backoff stands in', () => {
    expect(wait(exponentialBackoff({ jitter: () => NaN }), undefined, 3)).toEqual(FALLBACK);
  });

  it('a function with a ceiling of its own is no backoff for that', () => {
    const retryDelay = Object.assign(() => 10, { ceiling: 5 });
    expect(wait(retryDelay)).toEqual({ delay: 10 });
  });
});

it('a Retry-After is not extended where the random numbers of the backoff throw', () => {
  const random = (): never => {
    throw new Error('no number');
  };
  const drawn = exponentialBackoff({ initialDelay: 100, jitter: noJitter, random });
  expect(wait(drawn, 2000)).toEqual({ delay: 2000, ceiling: 2200, retryAfter: 2000 });
});

describe('whatever the function returns and the server asks', () => {
  it('the wait is a number of 0 or more, and no shorter than was asked', () => {
    const returned = fc.oneof(fc.double(), fc.integer(), fc.anything());
    const asked = fc.option(fc.oneof(fc.nat(), fc.double({ min: 0, max: 1e20, noNaN: true })), {
      nil: undefined,
    });
    const draw = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
    fc.assert(
      fc.property(
        returned,
        asked,
        draw,
        fc.integer({ min: 1, max: 2000 }),
        (value, seconds, random, retryCount) => {
          jest.mocked(Math.random).mockReturnValue(random);
          const asked = seconds === undefined ? undefined : seconds * 1000;
          const { delay, retryAfter = 0 } = wait(() => value, asked, retryCount);
          expect(delay).toBeGreaterThanOrEqual(retryAfter);
        },
      ),
    );
  });

  it.each([0, 0.5])('the wait is no NaN for a Retry-After that is endless (draw %p)', (random) => {
    const drawn = exponentialBackoff({ random: () => random });
    expect(wait(drawn, Infinity)).toEqual({
      delay: Infinity,
      ceiling: Infinity,
      retryAfter: Infinity,
    });
  });
});

it('after a pause the wait is at least half a second, and up to one', () => {
  expect(waitAfterPause()).toEqual({ delay: 750, ceiling: 1000, offline: true });
});
