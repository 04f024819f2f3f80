import { checkGiven, warnOfUnknown, withDefaults } from '../../../lib/checks/with-defaults';

let warned: jest.SpyInstance;

beforeEach(() => {
  warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
});

const DEFAULTS = { ratio: 0.2, window: 10 };

const optionsOf = (given: unknown, factory = 'f'): typeof DEFAULTS =>
  withDefaults<Partial<typeof DEFAULTS>>(factory, given as object, DEFAULTS);

describe('the options of a factory', () => {
  it('are its defaults where nothing else is given', () => {
    expect(optionsOf({ ratio: 0, window: undefined })).toEqual({
      ratio: 0,
      window: 10,
    });
    expect(warned).not.toHaveBeenCalled();
  });

  it('leave the defaults as they are, and inherit nothing', () => {
    const options = optionsOf({ ratio: 1 });
    expect(DEFAULTS).toEqual({ ratio: 0.2, window: 10 });
    expect('toString' in options).toBe(false);
  });

  it('do not have a name that is unknown, of which a developer is warned', () => {
    const options = optionsOf({ ratios: 1 }, 'budget1');
    expect(options).toEqual(DEFAULTS);
    expect(warned.mock.calls).toEqual([
      ['axios-backoff: unknown option "ratios" of budget1(); did you mean "ratio"?'],
    ]);
  });

  it('are the defaults where their names can not be read', () => {
    const secretive = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no');
        },
      },
    );
    expect(optionsOf(secretive)).toEqual(DEFAULTS);
    expect(warned).not.toHaveBeenCalled();
  });

  it('have to be an object, and a number is most likely the first of them', () => {
    expect(() => optionsOf(5)).toThrow(
      new TypeError('axios-backoff: the options of f() must be an object; got 5; did you mean { ratio: 5 }?'),
    );
  });
});

describe('a warning of an unknown name', () => {
  it('comes once for each name and each factory', () => {
    warnOfUnknown('f2', ['one', 'two', 'ratio'], ['ratio']);
    warnOfUnknown('f2', ['one'], ['ratio']);
    warnOfUnknown('f3', ['one'], ['ratio']);
    expect(warned.mock.calls).toEqual([
      ['axios-backoff: unknown option "one" of f2()'],
      ['axios-backoff: unknown option "two" of f2()'],
      ['axios-backoff: unknown option "one" of f3()'],
    ]);
  });
});

describe('what a factory is given', () => {
  it.each<[unknown]>([[{}], [[]], [Object.create(null)]])('may be %p', (given) => {
    expect(() => {
      checkGiven('f', given, 'ratio');
    }).not.toThrow();
  });

  it.each<[unknown, string | undefined, string]>([
    [null, 'ratio', 'got null'],
    ['5', 'ratio', 'got "5"'],
    [() => 1, 'ratio', 'got a function'],
    [5, undefined, 'got 5'],
    [5, 'ratio', 'got 5; did you mean { ratio: 5 }?'],
  ])('may not be %p', (given, main, end) => {
    expect(() => {
      checkGiven('f', given, main);
    }).toThrow(new TypeError(`axios-backoff: the options of f() must be an object; ${end}`));
  });
});
