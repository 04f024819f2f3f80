import { retryBudget } from '../../../lib/guards/budget';
import { retryGuard } from '../../../lib/guards/guard';
import fc from 'fast-check';
import { check, isFunction, isMilliseconds } from '../../../lib/checks/check';
import { show } from '../../../lib/checks/show';
import { nearest } from '../../../lib/checks/nearest';
import { DEFAULTS, resolveOptions, type ResolvedOptions } from '../../../lib/options/options';
import { defaultBackoff } from '../../../lib/delay/backoff';

const noop = (): void => undefined;
const fail = (message: string): never => {
  throw new Error(`no warning was due: ${message}`);
};
const resolve = (given: unknown, base: ResolvedOptions = DEFAULTS): ResolvedOptions =>
  resolveOptions(base, given, fail);

/** What each option takes, and what it does not, with the value as the message shows it. */
const CASES: Readonly<Record<string, { right: readonly unknown[]; wrong: readonly [unknown, string][] }>> = {
  retries: {
    right: [0, 1, 10, 1e6, Infinity],
    wrong: [
      [-1, '-1'],
      [1.5, '1.5'],
      [NaN, 'NaN'],
      [-Infinity, '-Infinity'],
      ['three', '"three"'],
      ['3', '"3"'],
      [null, 'null'],
      [true, 'true'],
      [3n, '3'],
      [[], '[]'],
    ],
  },
  retryDelay: {
    right: [0, 1000, 2 ** 40, Number.MAX_SAFE_INTEGER, noop, defaultBackoff],
    wrong: [
      [-1, '-1'],
      [NaN, 'NaN'],
      [Infinity, 'Infinity'],
      [0.5, '0.5'],
      ['100', '"100"'],
      [null, 'null'],
      [{ delay: 1 }, '{ delay }'],
      [Promise.resolve(1), '[object Promise]'],
    ],
  },
  methods: {
    right: [[], ['GET'], ['post', 'Patch'], Object.freeze(['PUT'])],
    wrong: [
      ['GET', '"GET"'],
      [['GET', 5], '["GET", 5]'],
      [[''], '[""]'],
      [[null], '[null]'],
      [new Set(['GET']), '[object Set]'],
      [{ 0: 'GET', length: 1 }, '{ 0, length }'],
      [null, 'null'],
    ],
  },
  statuses: {
    right: [
      [],
      [503],
      [[500, 599]],
      [[503, 503]],
      [100, 999, [100, 999]],
      // What nobody means as a range.
      [500, 503],
      [599, 500],
      [599, 599],
      [500, 502, 599],
    ],
    wrong: [
      [['5xx'], '["5xx"]'],
      [[99], '[99]'],
      [[1000], '[1000]'],
      [[503.5], '[503.5]'],
      [['503'], '["503"]'],
      [[[599, 500]], '[[599, 500]]'],
      [[[500]], '[[500]]'],
      [[[500, 502, 504]], '[[500, 502, 504]]'],
      [[[500, '599']], '[[500, "599"]]'],
      [503, '503'],
      [null, 'null'],
      [[noop], '[null]'],
    ],
  },
  maxRetryAfter: {
    right: [0, 1.5, Infinity],
    wrong: [
      [-1, '-1'],
      [NaN, 'NaN'],
      ['5m', '"5m"'],
      [null, 'null'],
      [new Date(0), String(new Date(0))],
    ],
  },
  maxElapsedTime: {
    right: [0, 30_000, Infinity],
    wrong: [
      [-1, '-1'],
      [-Infinity, '-Infinity'],
      ['1000', '"1000"'],
      [Symbol('soon'), 'Symbol(soon)'],
    ],
  },
  idempotent: {
    right: [true, false],
    wrong: [
      ['true', '"true"'],
      [1, '1'],
      [null, 'null'],
      [noop, 'function noop'],
    ],
  },
  shouldResetTimeout: {
    right: [true, false],
    wrong: [
      [0, '0'],
      [null, 'null'],
      ['no', '"no"'],
    ],
  },
  pauseWhileOffline: {
    right: [true, false],
    wrong: [
      [0, '0'],
      [null, 'null'],
      ['no', '"no"'],
    ],
  },
  ...Object.fromEntries(
    ['budget', 'pacer'].map((name) => [
      name,
      {
        right: [null, retryBudget(), retryGuard({}), retryGuard({ allows: () => true, wait: () => noop })],
        wrong: [
          [{ ratio: 0.2 }, '{ ratio }'],
          [true, 'true'],
          [0.2, '0.2'],
        ] as [unknown, string][],
      },
    ]),
  ),
  validateResponse: {
    right: [noop, null],
    wrong: [
      [true, 'true'],
      [false, 'false'],
      [200, '200'],
    ],
  },
  log: {
    right: [false, noop, console.warn],
    wrong: [
      [true, 'true'],
      [null, 'null'],
      ['warn', '"warn"'],
      [console, '[object console]'],
    ],
  },
  ...Object.fromEntries(
    ['retryCondition', 'renewData', 'onRetry', 'onMaxRetryTimesExceeded', 'onGiveUp'].map((name) => [
      name,
      {
        right: [noop, () => Promise.resolve()],
        wrong: [
          [true, 'true'],
          [false, 'false'],
          [null, 'null'],
          ['fn', '"fn"'],
          [{}, '{}'],
        ] as [unknown, string][],
      },
    ]),
  ),
};
const NAMES = Object.keys(CASES);

describe('each option', () => {
  const right = NAMES.flatMap((name) => CASES[name]!.right.map((value) => [name, value] as const));
  const wrong = NAMES.flatMap((name) =>
    CASES[name]!.wrong.map(([value, shown]) => [name, value, shown] as const),
  );

  it.each(right)('%s may be %p', (name, value) => {
    expect(Reflect.get(resolve({ [name]: value }), name)).toBe(value);
  });

  it.each(wrong)('%s may not be %p: a TypeError with its name and the value', (name, value, shown) => {
    const attempt = (): unknown => resolve({ [name]: value });
    expect(attempt).toThrow(TypeError);
    expect(attempt).toThrow(`option "${name}" must be `);
    expect(attempt).toThrow(`; got ${shown}`);
  });

  it('is kept, or turned down with a TypeError, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...NAMES),
        fc.anything({ withBigInt: true, withDate: true }),
        (name, value) => {
          fc.pre(value !== undefined);
          let kept: unknown;
          try {
            kept = Reflect.get(resolve({ [name]: value }), name);
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(TypeError);
            expect((thrown as Error).message).toMatch(
              new RegExp(`^axios-backoff: option "${name}" must be .+; got .`, 's'),
            );
            return;
          }
          expect(kept).toBe(value);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is turned down with a TypeError even when its list holds itself', () => {
    const list: unknown[] = [];
    list.push(list);
    expect(() => resolve({ statuses: list })).toThrow(TypeError);
  });

  it('is not thrown at the reader whole', () => {
    expect(() => resolve({ retries: 'x'.repeat(10_000) })).toThrow(new RegExp(`got "x{79}$`));
    expect(() => resolve({ methods: Array.from({ length: 100 }, () => 5) })).toThrow(/got \[5(, 5){26}$/);
  });

  it('is inherited when it is undefined or not there', () => {
    const base = resolve(Object.fromEntries(NAMES.map((name) => [name, CASES[name]!.right[0]])));
    expect(resolve(Object.fromEntries(NAMES.map((name) => [name, undefined])), base)).toEqual(base);
    expect(resolve({}, base)).toEqual(base);
  });

  it('overrides what it inherits, and nothing else', () => {
    const base = resolve({ retries: 3, idempotent: true });
    expect(resolve({ retries: 4 }, base)).toEqual({ ...base, retries: 4 });
  });
});

describe('resolveOptions', () => {
  it('has the defaults of the contract', () => {
    expect(DEFAULTS).toEqual({
      retries: 10,
      retryDelay: expect.any(Function) as unknown,
      methods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE', 'QUERY'],
      statuses: [408, 425, 429, 500, [502, 504], [520, 524], 527, 529, 530],
      idempotent: false,
      maxRetryAfter: 300_000,
      maxElapsedTime: Infinity,
      shouldResetTimeout: true,
      pauseWhileOffline: true,
      budget: null,
      pacer: null,
      validateResponse: null,
      log: expect.any(Function) as unknown,
    });
  });

  it('checks every option that it knows', () => {
    expect(NAMES).toHaveLength(18);
    expect(() =>
      resolve(Object.fromEntries(NAMES.map((name) => [name, CASES[name]!.right[0]]))),
    ).not.toThrow();
  });

  it('takes no options for none', () => {
    expect(resolve(undefined)).toBe(DEFAULTS);
    expect(resolve(null)).toBe(DEFAULTS);
  });

  it.each([
    [3, '3'],
    ['retries', '"retries"'],
    [noop, 'function noop'],
    [[{ retries: 3 }], '[{"retries":3}]'],
    [true, 'true'],
  ])('takes %p for a mistake', (given, shown) => {
    expect(() => resolve(given)).toThrow(TypeError);
    expect(() => resolve(given)).toThrow(`the options must be an object; got ${shown}`);
  });

  it('freezes what it returns, and changes neither what it was given nor the base', () => {
    const resolved = resolve(Object.freeze({ retries: 3 }));
    expect(Object.isFrozen(resolved)).toBe(true);
    expect(Object.isFrozen(DEFAULTS)).toBe(true);
    expect(DEFAULTS.retries).toBe(10);
  });

  it('leaves out what it is told to ignore, without a warning', () => {
    const given = { retries: 3, retryCount: 2, lastRequestTime: 5 };
    expect(resolveOptions(DEFAULTS, given, fail, '', ['retryCount', 'lastRequestTime'])).toEqual({
      ...DEFAULTS,
      retries: 3,
    });
  });

  const warningsOf = (given: object): [messages: string[], resolved: ResolvedOptions] => {
    const messages: string[] = [];
    const resolved = resolveOptions(DEFAULTS, given, (message) => messages.push(message));
    return [messages, resolved];
  };

  it('warns of an unknown name with the nearest known, and goes on without it', () => {
    const [messages, resolved] = warningsOf({ retrys: 3, retries: 2, shouldResetTimeOut: false });
    expect(messages).toEqual([
      'unknown option "retrys"; did you mean "retries"?',
      'unknown option "shouldResetTimeOut"; did you mean "shouldResetTimeout"?',
    ]);
    expect(resolved).toEqual({ ...DEFAULTS, retries: 2 });
  });

  it('suggests nothing where nothing is near', () => {
    expect(warningsOf({ zzzzzzzz: 1 })[0]).toEqual(['unknown option "zzzzzzzz"']);
  });

  it('does not mind an unknown name that is not given a value', () => {
    expect(warningsOf({ retrys: undefined })[0]).toEqual([]);
  });

  it('warns once of any unknown name, inherited names of objects among them', () => {
    const name = fc.oneof(
      fc.string(),
      fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty'),
    );
    fc.assert(
      fc.property(name, fc.anything(), (unknown, value) => {
        fc.pre(!NAMES.includes(unknown) && value !== undefined);
        const given = Object.defineProperty({}, unknown, { value, enumerable: true });
        const [messages, resolved] = warningsOf(given);
        expect(messages).toHaveLength(1);
        expect(messages[0]).toContain(show(unknown));
        expect(resolved).toEqual(DEFAULTS);
      }),
    );
  });
});

describe('options that are inherited', () => {
  const ATTEMPTS = 4;

  class Defaults {
    get retries(): number {
      return ATTEMPTS - 1;
    }

    log(): void {
      // Nothing to say.
    }
  }

  class Mine extends Defaults {
    idempotent = true;
    maxRetryAfter = undefined;
  }

  it.each<[string, object, object]>([
    [
      'by Object.create()',
      Object.create({ retries: 3, statuses: [503] }) as object,
      { retries: 3, statuses: [503] },
    ],
    [
      'over several steps',
      Object.assign(Object.create(Object.create({ retries: 3, idempotent: true }) as object) as object, {
        retries: 4,
      }),
      { retries: 4, idempotent: true },
    ],
    [
      'from a class',
      new Mine(),
      { retries: 3, idempotent: true, log: Reflect.get(Defaults.prototype, 'log') as unknown },
    ],
  ])('count like any other: %s', (_name, given, options) => {
    expect(resolve(given)).toEqual({ ...DEFAULTS, ...options });
  });

  it('are checked like any other', () => {
    expect(() => resolve(Object.create({ retries: '3' }))).toThrow(
      'axios-backoff: option "retries" must be a whole number of 0 or more, or Infinity; got "3"; did you mean 3?',
    );
  });

  it('are turned down where a getter throws', () => {
    class Broken {
      get retries(): never {
        throw new Error('no');
      }
    }
    expect(() => resolve(new Broken())).toThrow('the options must be an object');
  });
});

describe('nearest', () => {
  const slip = fc
    .constantFrom(...NAMES)
    .chain((name) =>
      fc.tuple(
        fc.constant(name),
        fc.nat(name.length - 1),
        fc.constantFrom('left out', 'doubled', 'replaced', 'swapped'),
      ),
    );

  it('finds the name that one slip of the keyboard hides', () => {
    fc.assert(
      fc.property(slip, ([name, at, kind]) => {
        const letter = name[at]!;
        const next = name[at + 1] ?? '';
        const put = {
          'left out': next,
          doubled: letter + letter + next,
          replaced: `#${next}`,
          swapped: next + letter,
        };
        const typed = name.slice(0, at) + put[kind] + name.slice(at + 2);
        expect(nearest(typed, NAMES)).toBe(name);
      }),
    );
  });

  it('does not mind the case', () => {
    expect(nearest('MAXRETRYAFTER', NAMES)).toBe('maxRetryAfter');
  });

  it.each([
    ['retrie', 'retries'],
    ['maxElapsed', 'maxElapsedTime'],
    ['retriesDelay', 'retryDelay'],
    ['status', 'statuses'],
  ])('takes %s for %s', (typed, meant) => {
    expect(nearest(typed, NAMES)).toBe(meant);
  });

  it('prefers the nearer of two', () => {
    expect(nearest('abcd', ['abxx', 'abcx', 'axxx'])).toBe('abcx');
  });

  it.each(['zzzzzzzz', 'x', '', 'baseURL'])('finds nothing near %p', (typed) => {
    expect(nearest(typed, ['retries', 'retryDelay', 'log'])).toBeUndefined();
  });
});

describe('check', () => {
  it('lets a valid value pass', () => {
    expect(() => {
      check(() => true, 'a', 'b', 'c');
    }).not.toThrow();
  });

  it('names the option, the rule and the value', () => {
    const attempt = (): void => {
      check(() => false, 'retries', 'a whole number', 'ten\n');
    };
    expect(attempt).toThrow(
      new TypeError('axios-backoff: option "retries" must be a whole number; got "ten\\n"'),
    );
  });

  it('knows milliseconds that can be waited for, and functions', () => {
    expect([0, 0.1, Number.MAX_SAFE_INTEGER].every(isMilliseconds)).toBe(true);
    expect([-0.1, NaN, 1e300, Infinity, '1', null, 1n].some(isMilliseconds)).toBe(false);
    expect([noop, Map, async () => Promise.resolve()].every(isFunction)).toBe(true);
    expect([{}, null, 'f'].some(isFunction)).toBe(false);
  });
});
