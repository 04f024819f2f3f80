import { AxiosError, AxiosHeaders, type AxiosResponse } from 'axios';
import fc from 'fast-check';
import { exponentialBackoff } from '../lib/backoff';
import { chooseWait, type Wait } from '../lib/delay';
import { decorrelatedJitter } from '../lib/jitter';
import { DEFAULTS, resolveOptions } from '../lib/options';
import type { RetryDelay } from '../lib/types';

const NOW = Date.UTC(2026, 0, 1);
let warn: jest.Mock<undefined, [unknown]>;

beforeEach(() => {
  jest.useFakeTimers({ now: NOW });
  jest.spyOn(Math, 'random').mockReturnValue(0.5);
  warn = jest.fn<undefined, [unknown]>();
});

afterEach(() => {
  jest.useRealTimers();
});

/** The error of a server that asks for a wait. */
function askingFor(retryAfter: string | undefined, more: object = {}): AxiosError {
  const headers = new AxiosHeaders({
    ...(retryAfter !== undefined && { 'Retry-After': retryAfter }),
    ...more,
  });
  const response = { status: 503, statusText: '', headers, data: '' } as unknown as AxiosResponse;
  return new AxiosError('failed', 'ERR_BAD_RESPONSE', undefined, {}, response);
}

function wait(retryDelay: unknown, error = askingFor(undefined), retryCount = 1, previousDelay = 0): Wait {
  const options = resolveOptions(DEFAULTS, { retryDelay }, () => undefined);
  return chooseWait(options, retryCount, previousDelay, error, warn);
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

  it('asks a delay function, with the retry, the error and the wait before', () => {
    const retryDelay = jest.fn<number, Parameters<RetryDelay>>(() => 33);
    const error = askingFor(undefined);
    expect(wait(retryDelay, error, 4, 21)).toEqual({ delay: 33 });
    expect(retryDelay.mock.calls).toEqual([[4, error, 21]]);
  });

  it('hands the wait before to a backoff that grows from it, for the ceiling too', () => {
    const decorrelated = exponentialBackoff({
      initialDelay: 100,
      jitter: decorrelatedJitter,
      random: () => 0.5,
    });
    expect(wait(decorrelated, undefined, 2, 200)).toEqual({ delay: 350, ceiling: 600 });
  });

  it('copes with an error without a response, and with none at all', () => {
    expect(wait(5, new AxiosError('x'))).toEqual({ delay: 5 });
    expect(
      chooseWait({ ...DEFAULTS, retryDelay: 5 }, 1, 0, undefined as unknown as AxiosError, warn),
    ).toEqual({
      delay: 5,
    });
  });
});

describe('a Retry-After', () => {
  it("replaces a backoff's wait, be that shorter or longer", () => {
    const asked = { delay: 2050, ceiling: 2200, retryAfter: 2000 };
    expect(wait(backoff, askingFor('2'), 1)).toEqual(asked);
    expect(wait(backoff, askingFor('2'), 12)).toEqual(asked);
  });

  it('replaces the wait of the default backoff', () => {
    expect(wait(undefined, askingFor('2'), 9)).toEqual({ delay: 2100, ceiling: 2200, retryAfter: 2000 });
  });

  it('is a floor for a fixed time and for any other delay function', () => {
    const asked = { delay: 2100, ceiling: 2200, retryAfter: 2000 };
    expect(wait(10, askingFor('2'))).toEqual(asked);
    expect(wait(() => 10, askingFor('2'))).toEqual(asked);
    expect(wait(2050, askingFor('2'))).toEqual(asked);
    expect(wait(5000, askingFor('2'))).toEqual({ delay: 5000, retryAfter: 2000 });
    expect(wait(() => 5000, askingFor('2'))).toEqual({ delay: 5000, retryAfter: 2000 });
  });

  it.each([
    ['a tenth', '60', 60_000, 6000],
    ['100 ms at least', '0.5', 500, 100],
    ['a hundred milliseconds when it means now', '0', 0, 100],
  ])('gets longer by up to %s', (_name, seconds, retryAfter, spread) => {
    for (const random of [0, 0.5, 0.999]) {
      const drawn = exponentialBackoff({ random: () => random });
      expect(wait(drawn, askingFor(seconds))).toEqual({
        delay: retryAfter + spread * random,
        ceiling: retryAfter + spread,
        retryAfter,
      });
    }
  });

  it('may be a date, relative to the Date of the answer', () => {
    const date = new Date(0).toUTCString();
    const error = askingFor(new Date(10_000).toUTCString(), { date });
    expect(wait(backoff, error).retryAfter).toBe(10_000);
  });

  it('may be a date, relative to the local clock when the answer has none', () => {
    expect(wait(backoff, askingFor(new Date(NOW + 7000).toUTCString())).retryAfter).toBe(7000);
  });

  it('that can not be read is none', () => {
    expect(wait(backoff, askingFor('soon'))).toEqual({ delay: 25, ceiling: 100 });
  });

  it('stands in for a delay function that returns nonsense', () => {
    expect(wait(() => NaN, askingFor('2'))).toEqual({ delay: 2100, ceiling: 2200, retryAfter: 2000 });
  });
});

const FALLBACK: Wait = { delay: 2000, ceiling: 4000 };

describe('nonsense from a delay function', () => {
  it.each<[string, unknown]>([
    ['NaN', NaN],
    ['Infinity', Infinity],
    ['-Infinity', -Infinity],
    ['a string', '100'],
    ['a promise', Promise.resolve(100)],
    ['nothing', undefined],
    ['null', null],
    ['a bigint', 100n],
    ['an object', { delay: 100 }],
  ])('%s: the default backoff stands in', (_name, value) => {
    expect(wait(() => value, undefined, 3)).toEqual(FALLBACK);
    expect(warn).not.toHaveBeenCalled();
  });

  it('a throw: the default backoff stands in, and the throw is told', () => {
    const thrown = new Error('oops');
    const retryDelay = (): number => {
      throw thrown;
    };
    expect(wait(retryDelay, undefined, 3)).toEqual(FALLBACK);
    expect(warn.mock.calls).toEqual([[thrown]]);
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

  // A rejection that nobody takes ends a Node process.
  it('a promise that rejects is taken charge of', () => {
    const promise = Promise.reject(new Error('oops'));
    promise.catch(() => undefined);
    const then = jest.spyOn(promise, 'then');
    expect(wait(() => promise, undefined, 3)).toEqual(FALLBACK);
    expect(then.mock.calls.some(([, onRejected]) => typeof onRejected === 'function')).toBe(true);
  });
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
          const error = askingFor(seconds?.toFixed(3));
          const { delay, retryAfter = 0 } = wait(() => value, error, retryCount);
          expect(delay).toBeGreaterThanOrEqual(retryAfter);
        },
      ),
    );
  });

  it.each([0, 0.5])(
    'the wait is no NaN for a Retry-After with more digits than a number has (draw %p)',
    (random) => {
      const drawn = exponentialBackoff({ random: () => random });
      expect(wait(drawn, askingFor('9'.repeat(400)))).toEqual({
        delay: Infinity,
        ceiling: Infinity,
        retryAfter: Infinity,
      });
    },
  );
});
