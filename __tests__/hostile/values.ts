import { AxiosError } from 'axios';

/** What a trap, a getter or a method of a hostile value throws. */
export class Trap extends Error {
  override readonly name = 'Trap';
}

export const spring = (): never => {
  throw new Trap('sprung');
};

const TRAPS: ProxyHandler<object> = Object.fromEntries(
  [
    ...['get', 'set', 'has', 'deleteProperty', 'ownKeys', 'getOwnPropertyDescriptor', 'defineProperty'],
    ...['getPrototypeOf', 'setPrototypeOf', 'isExtensible', 'preventExtensions', 'apply', 'construct'],
  ].map((name) => [name, spring]),
);

const quiet = (): void => undefined;

/** A rejected promise that is nobody's fault. */
function rejected(): Promise<never> {
  const promise = Promise.reject(new Trap('rejected'));
  promise.catch(quiet);
  return promise;
}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function cyclic(): object {
  const value: Record<string, unknown> = { list: [] };
  value.self = value;
  (value.list as unknown[]).push(value);
  return value;
}

function deep(): object {
  let value: object = {};
  for (let depth = 0; depth < 500; depth++) value = { value };
  return value;
}

class Instance {
  readonly own = 1;
  get shared(): number {
    return 2 * this.own;
  }
  method(): number {
    return 3;
  }
}

const getter = (name: PropertyKey, value: object = {}): object =>
  Object.defineProperty(value, name, { get: spring, enumerable: true, configurable: true });

type Kinds = Readonly<Record<string, () => unknown>>;

export const TEXTS = {
  'an empty text': () => '',
  'a blank': () => ' ',
  'a text': () => 'text',
  'digits in a text': () => '5',
  'a negative number in a text': () => '-5',
  'a long number': () => '9'.repeat(65_536),
  'a long text': () => 'x'.repeat(65_536),
  'unicode digits': () => '\u0661\u0662\uff13',
  'control characters': () => 'a\0b\r\nGET https://forged failed\x1b[31m\x07\x9b31m\x85',
  'characters that reorder a line': () => '\u202eevil\u2066\u200f\u2028\u2029',
  'half a surrogate pair': () => '\ud83d',
  'the other half': () => '\udd11',
  'pairs from 199 on': () => `${'x'.repeat(199)}${'\u{1f511}'.repeat(9)}`,
  __proto__: () => '__proto__',
  constructor: () => 'constructor',
} satisfies Kinds;

export const NUMBERS = {
  '0': () => 0,
  '-0': () => -0,
  '-1': () => -1,
  '1.5': () => 1.5,
  '1e9': () => 1e9,
  '-1e308': () => -1e308,
  '1e308': () => 1e308,
  '2 ** 31': () => 2 ** 31,
  '2 ** 53': () => 2 ** 53,
  NaN: () => NaN,
  Infinity: () => Infinity,
  '-Infinity': () => -Infinity,
} satisfies Kinds;

const PRIMITIVES = {
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  false: () => false,
  'a bigint': () => 10n,
  'a symbol': () => Symbol('symbol'),
} satisfies Kinds;

export const FUNCTIONS = {
  'a function': () => quiet,
  'a function that throws': () => spring,
  'an async function that throws': () => async () => {
    await Promise.resolve();
    spring();
  },
  'a class': () => Instance,
  'a generator': () =>
    function* () {
      yield 1;
    },
  'a function without a prototype': () => Object.setPrototypeOf(() => undefined, null) as unknown,
  'a function whose name throws': () => getter('name', () => undefined),
  'a function whose name is an object': () => Object.defineProperty(() => undefined, 'name', { value: {} }),
  'a function whose toString throws': () => Object.assign(() => undefined, { toString: spring }),
  'a function whose bind throws': () => Object.assign(() => undefined, { bind: spring }),
  'a function whose length throws': () => getter('length', () => undefined),
  'a Proxy of a function that throws': () => new Proxy(quiet, TRAPS),
  'a revoked Proxy of a function': () => revoked(quiet),
} satisfies Kinds;

export const THENABLES = {
  'a promise': () => Promise.resolve(true),
  'a rejected promise': rejected,
  'a promise that never settles': () => new Promise(quiet),
  'a promise of null': () => Promise.resolve(null),
  'a thenable that throws': () => ({ then: spring }),
  'a thenable that never settles': () => ({ then: quiet }),
  'a thenable whose then throws when read': () => getter('then'),
  'a thenable that answers twice': () => ({
    then: (resolve: (value: unknown) => void, reject: (reason: unknown) => void) => {
      resolve(true);
      reject(new Trap('twice'));
      resolve(false);
    },
  }),
  'a thenable that answers and throws': () => ({
    then: (resolve: (value: unknown) => void) => {
      resolve(true);
      spring();
    },
  }),
  'a thenable of a thenable': () => ({
    then: (resolve: (value: unknown) => void) => {
      resolve({
        then: (next: (value: unknown) => void) => {
          next(false);
        },
      });
    },
  }),
  'a thenable of a rejection': () => ({
    then: (resolve: (value: unknown) => void) => {
      resolve(rejected());
    },
  }),
  'a thenable that rejects with nothing': () => ({
    then: (_resolve: unknown, reject: (reason?: unknown) => void) => {
      reject();
    },
  }),
} satisfies Kinds;

export const LISTS = {
  'an empty list': () => [],
  'a list of undefined': () => [undefined],
  'a list of texts': () => ['text'],
  'a list of lists': () => [[[1]]],
  'a list with holes': () => new Array(3),
  'a list in itself': () => {
    const list: unknown[] = [];
    list.push(list);
    return list;
  },
  'a list without end': () =>
    Object.assign([500, 599], {
      *[Symbol.iterator]() {
        for (;;) yield 500;
      },
    }),
  'a list whose methods throw': () =>
    Object.assign([500], { every: spring, some: spring, map: spring, slice: spring, toJSON: spring }),
  'a list whose element throws': () => getter(0, []),
  'a Proxy of a list that throws': () => new Proxy([], TRAPS),
  'a revoked Proxy of a list': () => revoked([]),
  'a list with an element that throws': () => [new Proxy({}, TRAPS), revoked([]), { toString: spring }],
} satisfies Kinds;

export const OBJECTS = {
  'an object': () => ({ a: 1 }),
  'an object without a prototype': () => Object.assign(Object.create(null) as object, { a: 1 }),
  'a frozen object': () => Object.freeze({ a: Object.freeze({ b: 1 }) }),
  'an object in itself': cyclic,
  'a deep object': deep,
  'an instance of a class': () => new Instance(),
  'an object of 200 members': () =>
    Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`name${index}`, index])),
  'an object with a __proto__ of its own': () =>
    JSON.parse(
      '{"__proto__":{"retries":0,"length":1},"constructor":{"prototype":{}},"prototype":1}',
    ) as unknown,
  'a getter that throws': () => getter('a'),
  'a member that is an object that throws': () => ({ a: new Proxy({}, TRAPS), b: revoked({}) }),
  'an object whose toString throws': () => ({ toString: spring }),
  'an object whose toString returns an object': () => ({ toString: () => ({}), valueOf: () => ({}) }),
  'an object whose toPrimitive throws': () => ({ [Symbol.toPrimitive]: spring }),
  'an object whose toJSON throws': () => ({ toJSON: spring }),
  'an object whose tag throws': () => getter(Symbol.toStringTag),
  'a Proxy that throws': () => new Proxy({}, TRAPS),
  'a Proxy that throws on get': () => new Proxy({ a: 1 }, { get: spring }),
  'a Proxy that throws on set': () => new Proxy({ a: 1 }, { set: spring, defineProperty: spring }),
  'a revoked Proxy': () => revoked({}),
  'a Proxy in its own chain': () => {
    const proxy: object = new Proxy({}, { getPrototypeOf: () => proxy });
    return proxy;
  },
  'a date': () => new Date(0),
  'an invalid date': () => new Date(NaN),
  'a map': () => new Map([['a', 1]]),
  'a URL': () => new URL('https://host/path'),
  'a boxed number': () => Object(5) as unknown,
  'a boxed text': () => Object('text') as unknown,
  bytes: () => new Uint8Array(3),
  'an error': () => new Error('text'),
  'an error of axios': () => new AxiosError('text', 'ECONNRESET'),
  'a regular expression': () => /x/,
} satisfies Kinds;

/** Values of every kind that JavaScript has, each made afresh. */
export const KINDS: Kinds = {
  ...PRIMITIVES,
  ...NUMBERS,
  ...TEXTS,
  ...FUNCTIONS,
  ...THENABLES,
  ...LISTS,
  ...OBJECTS,
};

export const allKinds = Object.keys(KINDS);

/** Those that reject nothing which nobody asks for: what a caller's own function rejects is the caller's to handle. */
export const kindNames = allKinds.filter((kind) => kind !== 'an async function that throws');

/** A value of a kind. */
export const make = (kind: string): unknown => KINDS[kind]!();
