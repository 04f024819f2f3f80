import { check, isFunction, isMilliseconds, wrong } from '../../../lib/checks/check';

/** The message of the error that a check throws; undefined if it throws none. */
function complaint(...args: Parameters<typeof check>): string | undefined {
  try {
    check(...args);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(TypeError);
    return (thrown as Error).message;
  }
  return undefined;
}

const never = (): boolean => false;
const fails = (): never => {
  throw new Error('no');
};

it.each([0, 1.5, 300_000, Number.MAX_SAFE_INTEGER])('%p is a duration', (value) => {
  expect(isMilliseconds(value)).toBe(true);
});

it.each([-1, NaN, Infinity, Number.MAX_SAFE_INTEGER + 1, '5', null, undefined, 5n, [5]])(
  '%p is no duration',
  (value) => {
    expect(isMilliseconds(value)).toBe(false);
  },
);

it('a class is a function, an object is not', () => {
  expect([Error, () => 1, {}, null].map(isFunction)).toEqual([true, true, false, false]);
});

describe('the error for a wrong value', () => {
  it('names the subject, the rule and the value', () => {
    const error = wrong('the options of f()', 'an object', 7);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toBe('axios-backoff: the options of f() must be an object; got 7');
  });

  it('also says what was meant', () => {
    expect(wrong('x', 'a list', 7, '[7]').message).toBe(
      'axios-backoff: x must be a list; got 7; did you mean [7]?',
    );
  });
});

describe('the check of an option', () => {
  it('says nothing of a value that is right', () => {
    expect(complaint(Number.isInteger, 'retries', 'a number', 3)).toBeUndefined();
  });

  it('names the option, its place, the rule and the value', () => {
    expect(complaint(never, 'log', 'a function', {}, undefined, ' of a request')).toBe(
      'axios-backoff: option "log" of a request must be a function; got {}',
    );
    expect(complaint(never, 'log', 'a function', {})).toBe(
      'axios-backoff: option "log" must be a function; got {}',
    );
  });

  it('takes a value that can not be looked at for a wrong one', () => {
    expect(complaint(fails, 'log', 'a function', 'x')).toContain('"log" must be a function; got "x"');
  });

  it('suggests what the option itself can guess, from the value and its name', () => {
    const meant = (value: unknown, option: string): string => `${option}(${String(value)})`;
    expect(complaint(never, 'budget', 'a guard', 0.2, meant)).toMatch(/; did you mean budget\(0\.2\)\?$/);
  });

  it('suggests a valid value near it where the option can guess nothing, or fails to', () => {
    for (const meant of [undefined, (): undefined => undefined, fails]) {
      expect(complaint(Number.isInteger, 'retries', 'a number', '3', meant)).toMatch(/; did you mean 3\?$/);
    }
  });

  it('keeps a long guess short', () => {
    const message = complaint(never, 'pacer', 'a guard', 1, () => 'x'.repeat(1000));
    expect(message).toMatch(/did you mean x{80}\?$/);
  });
});
