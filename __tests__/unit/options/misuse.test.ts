import axios from 'axios';
import MockAdapter from 'axios-mock-adapter';
import {
  axiosRetry,
  exponentialBackoff,
  fullJitter,
  proportionalJitter,
  retryBudget,
  retryGuard,
  retryPacer,
  type RetryOptions,
} from '../../../lib';

// Misuse is mostly code that the types would refuse: JavaScript, or a cast.
const anything = (value: unknown): never => value as never;

const install = (options: unknown) => (): unknown => axiosRetry(axios.create(), anything(options));

/** What somebody writes, and the message that they read. */
const ERRORS: readonly (readonly [code: string, run: () => unknown, message: string])[] = [
  [
    'axiosRetry()',
    () => axiosRetry(anything(undefined)),
    'the first argument of axiosRetry() must be an axios instance; got undefined',
  ],
  ['axiosRetry(axios, 3)', install(3), 'the options must be an object; got 3; did you mean { retries: 3 }?'],
  ['axiosRetry(axios, true)', install(true), 'the options must be an object; got true'],
  ["axiosRetry(axios, 'retries')", install('retries'), 'the options must be an object; got "retries"'],
  ['axiosRetry(axios, [{}])', install([{}]), 'the options must be an object; got [{}]'],
  [
    'axiosRetry(options, axios)',
    () => axiosRetry(anything({ retries: 3 }), anything(axios)),
    'the first argument of axiosRetry() must be an axios instance; got { retries }; did you mean axiosRetry(instance, options)?',
  ],
  [
    'axiosRetry(axios.interceptors)',
    () => axiosRetry(anything(axios.interceptors)),
    'the first argument of axiosRetry() must be an axios instance; got { request, response }',
  ],
  [
    'axiosRetry(axios.create)',
    () => axiosRetry(anything(Reflect.get(axios, 'create'))),
    'the first argument of axiosRetry() must be an axios instance; got function create; did you mean axiosRetry(axios)?',
  ],
  [
    "retries: '3'",
    install({ retries: '3' }),
    'option "retries" must be a whole number of 0 or more, or Infinity; got "3"; did you mean 3?',
  ],
  [
    'retries: null',
    install({ retries: null }),
    'option "retries" must be a whole number of 0 or more, or Infinity; got null; did you mean undefined?',
  ],
  [
    'retries: false',
    install({ retries: false }),
    'option "retries" must be a whole number of 0 or more, or Infinity; got false; did you mean 0?',
  ],
  [
    'retries: -1',
    install({ retries: -1 }),
    'option "retries" must be a whole number of 0 or more, or Infinity; got -1',
  ],
  [
    'retries: 2.5',
    install({ retries: 2.5 }),
    'option "retries" must be a whole number of 0 or more, or Infinity; got 2.5',
  ],
  [
    "retryDelay: '1s'",
    install({ retryDelay: '1s' }),
    'option "retryDelay" must be whole milliseconds from 0 to 2 ** 53, or a function; got "1s"; did you mean 1000?',
  ],
  [
    "retryDelay: '250'",
    install({ retryDelay: '250' }),
    'option "retryDelay" must be whole milliseconds from 0 to 2 ** 53, or a function; got "250"; did you mean 250?',
  ],
  [
    "retryDelay: '1.5 m'",
    install({ retryDelay: '1.5 m' }),
    'option "retryDelay" must be whole milliseconds from 0 to 2 ** 53, or a function; got "1.5 m"; did you mean 90000?',
  ],
  [
    'retryDelay: exponentialBackoff',
    install({ retryDelay: exponentialBackoff }),
    'option "retryDelay" must be whole milliseconds from 0 to 2 ** 53, or a function; got function exponentialBackoff; did you mean exponentialBackoff()?',
  ],
  [
    'retryDelay: exponentialDelay()',
    install({ retryDelay: 210.76 }),
    'option "retryDelay" must be whole milliseconds from 0 to 2 ** 53, or a function; got 210.76; did you mean the function itself, without calling it?',
  ],
  [
    'retryDelay: [100, 200]',
    install({ retryDelay: [100, 200] }),
    'option "retryDelay" must be whole milliseconds from 0 to 2 ** 53, or a function; got [100, 200]',
  ],
  [
    "statuses: '5xx'",
    install({ statuses: '5xx' }),
    'option "statuses" must be a list of statuses (100 to 999) and of ranges [from, to]; got "5xx"; did you mean [[500, 599]]?',
  ],
  [
    "statuses: ['5xx', 429]",
    install({ statuses: ['5xx', 429] }),
    'option "statuses" must be a list of statuses (100 to 999) and of ranges [from, to]; got ["5xx", 429]; did you mean [[500, 599], 429]?',
  ],
  [
    "statuses: '500-504'",
    install({ statuses: '500-504' }),
    'option "statuses" must be a list of statuses (100 to 999) and of ranges [from, to]; got "500-504"',
  ],
  [
    'statuses: 503',
    install({ statuses: 503 }),
    'option "statuses" must be a list of statuses (100 to 999) and of ranges [from, to]; got 503; did you mean [503]?',
  ],
  [
    "statuses: ['503']",
    install({ statuses: ['503'] }),
    'option "statuses" must be a list of statuses (100 to 999) and of ranges [from, to]; got ["503"]; did you mean [503]?',
  ],
  [
    'statuses: [500, 599]',
    install({ statuses: [500, 599] }),
    'option "statuses" must be a list of statuses (100 to 999) and of ranges [from, to]; got [500, 599]; did you mean [[500, 599]]?',
  ],
  [
    'statuses: [[599, 500]]',
    install({ statuses: [[599, 500]] }),
    'option "statuses" must be a list of statuses (100 to 999) and of ranges [from, to]; got [[599, 500]]; did you mean [[500, 599]]?',
  ],
  [
    'statuses: null',
    install({ statuses: null }),
    'option "statuses" must be a list of statuses (100 to 999) and of ranges [from, to]; got null; did you mean undefined?',
  ],
  [
    "methods: 'GET'",
    install({ methods: 'GET' }),
    'option "methods" must be a list of method names; got "GET"; did you mean ["GET"]?',
  ],
  [
    "methods: ['GET, POST']",
    install({ methods: ['GET, POST'] }),
    'option "methods" must be a list of method names; got ["GET, POST"]',
  ],
  [
    'methods: new Set()',
    install({ methods: new Set(['GET']) }),
    'option "methods" must be a list of method names; got [object Set]',
  ],
  [
    'retryCondition: true',
    install({ retryCondition: true }),
    'option "retryCondition" must be a function; got true',
  ],
  [
    'idempotent: 1',
    install({ idempotent: 1 }),
    'option "idempotent" must be true or false; got 1; did you mean true?',
  ],
  [
    "idempotent: 'true'",
    install({ idempotent: 'true' }),
    'option "idempotent" must be true or false; got "true"; did you mean true?',
  ],
  [
    "maxRetryAfter: '5m'",
    install({ maxRetryAfter: '5m' }),
    'option "maxRetryAfter" must be milliseconds from 0 to 2 ** 53, or Infinity; got "5m"; did you mean 300000?',
  ],
  [
    'maxRetryAfter: -1',
    install({ maxRetryAfter: -1 }),
    'option "maxRetryAfter" must be milliseconds from 0 to 2 ** 53, or Infinity; got -1',
  ],
  [
    "maxElapsedTime: '30s'",
    install({ maxElapsedTime: '30s' }),
    'option "maxElapsedTime" must be milliseconds from 0 to 2 ** 53, or Infinity; got "30s"; did you mean 30000?',
  ],
  [
    'maxElapsedTime: null',
    install({ maxElapsedTime: null }),
    'option "maxElapsedTime" must be milliseconds from 0 to 2 ** 53, or Infinity; got null; did you mean undefined?',
  ],
  [
    'log: null',
    install({ log: null }),
    'option "log" must be a function or false; got null; did you mean false?',
  ],
  [
    'log: console',
    install({ log: console }),
    'option "log" must be a function or false; got [object console]',
  ],
  [
    'pacer: retryPacer',
    install({ pacer: retryPacer }),
    'option "pacer" must be a guard or null; got function retryPacer; did you mean retryPacer()?',
  ],
  [
    'pacer: true',
    install({ pacer: true }),
    'option "pacer" must be a guard or null; got true; did you mean retryPacer()?',
  ],
  [
    'budget: { ratio: 0.1 }',
    install({ budget: { ratio: 0.1 } }),
    'option "budget" must be a guard or null; got { ratio }; did you mean retryBudget({ ratio: 0.1 })?',
  ],
  [
    'budget: 0.1',
    install({ budget: 0.1 }),
    'option "budget" must be a guard or null; got 0.1; did you mean retryBudget({ ratio: 0.1 })?',
  ],
  [
    'budget: { allowsTimeout: 1 }',
    install({ budget: { allowsTimeout: 1 } }),
    'option "budget" must be a guard or null; got { allowsTimeout }; did you mean retryGuard({ allowsTimeout: 1 })?',
  ],
  [
    'retryBudget(0.2)',
    () => retryBudget(anything(0.2)),
    'the options of retryBudget() must be an object; got 0.2; did you mean { ratio: 0.2 }?',
  ],
  [
    'retryBudget({ ratio: 20 })',
    () => retryBudget({ ratio: 20 }),
    'option "ratio" must be a number from 0 to 1; got 20; did you mean 0.2?',
  ],
  [
    "retryBudget({ ratio: '0.2' })",
    () => retryBudget(anything({ ratio: '0.2' })),
    'option "ratio" must be a number from 0 to 1; got "0.2"; did you mean 0.2?',
  ],
  [
    'retryPacer(null)',
    () => retryPacer(anything(null)),
    'the options of retryPacer() must be an object; got null',
  ],
  [
    'retryPacer({ key: 1 })',
    () => retryPacer(anything({ key: 1 })),
    'option "key" must be a function; got 1',
  ],
  [
    'retryGuard()',
    () => retryGuard(anything(undefined)),
    'the options of retryGuard() must be an object; got undefined',
  ],
  [
    'retryGuard({ allows: true })',
    () => retryGuard(anything({ allows: true })),
    'option "allows" must be a function; got true',
  ],
  [
    'exponentialBackoff(100)',
    () => exponentialBackoff(anything(100)),
    'the options of exponentialBackoff() must be an object; got 100; did you mean { initialDelay: 100 }?',
  ],
  [
    'exponentialBackoff({ multiplier: 0.5 })',
    () => exponentialBackoff({ multiplier: 0.5 }),
    'option "multiplier" must be a finite number of 1 or more; got 0.5',
  ],
  [
    'jitter: proportionalJitter',
    () => exponentialBackoff({ jitter: anything(proportionalJitter) }),
    'option "jitter" must be a jitter; got function proportionalJitter; did you mean proportionalJitter()?',
  ],
  [
    'jitter: 0.2',
    () => exponentialBackoff({ jitter: anything(0.2) }),
    'option "jitter" must be a jitter; got 0.2',
  ],
  [
    'proportionalJitter(-1)',
    () => proportionalJitter(-1),
    'option "ratio" must be a number from 0 to 1; got -1',
  ],
  [
    'retryDelay: Infinity',
    install({ retryDelay: Infinity }),
    'option "retryDelay" must be whole milliseconds from 0 to 2 ** 53, or a function; got Infinity',
  ],
  [
    'retryDelay: fullJitter',
    install({ retryDelay: fullJitter }),
    'option "retryDelay" must be whole milliseconds from 0 to 2 ** 53, or a function; got a function; did you mean exponentialBackoff({ jitter: … })?',
  ],
  [
    'retryDelay: { initialDelay: 100 }',
    install({ retryDelay: { initialDelay: 100 } }),
    'option "retryDelay" must be whole milliseconds from 0 to 2 ** 53, or a function; got { initialDelay }; did you mean exponentialBackoff({ … })?',
  ],
  [
    'retryDelay: { maxDelay: 100 }',
    install({ retryDelay: { maxDelay: 100 } }),
    'option "retryDelay" must be whole milliseconds from 0 to 2 ** 53, or a function; got { maxDelay }; did you mean exponentialBackoff({ … })?',
  ],
  [
    'retryDelay: -1.5',
    install({ retryDelay: -1.5 }),
    'option "retryDelay" must be whole milliseconds from 0 to 2 ** 53, or a function; got -1.5',
  ],
  [
    'statuses: [500, 600]',
    install({ statuses: [500, 600] }),
    'option "statuses" must be a list of statuses (100 to 999) and of ranges [from, to]; got [500, 600]; did you mean [[500, 600]]?',
  ],
  [
    'budget: retryPacer()',
    install({ budget: retryPacer() }),
    'option "budget" must be a guard or null; got a function; did you mean the option "pacer"?',
  ],
  [
    'proportionalJitter(20)',
    () => proportionalJitter(20),
    'option "ratio" must be a number from 0 to 1; got 20; did you mean 0.2?',
  ],
  [
    'axiosRetry(axios, promise)',
    install(Promise.resolve({})),
    'the options must be an object; got [object Promise]',
  ],
  ['axiosRetry(axios, map)', install(new Map()), 'the options must be an object; got [object Map]'],
];

it.each(ERRORS)('%s is a TypeError that says what to write', (_code, run, message) => {
  expect(run).toThrow(new TypeError(`axios-backoff: ${message}`));
});

/** What people write who come from another library, and what they are told. */
const FOREIGN: Readonly<Record<string, string>> = {
  maxRetries: '"retries"',
  maxAttempts: '"retries"',
  attempts: '"retries"',
  retry: '"retries"',
  limit: '"retries"',
  noResponseRetries: '"retries"',
  delay: '"retryDelay"',
  backoff: '"retryDelay"',
  shouldRetry: '"retryCondition"',
  retryOn: '"retryCondition"',
  retryIf: '"retryCondition"',
  statusCodes: '"statuses"',
  statusCodesToRetry: '"statuses"',
  httpMethodsToRetry: '"methods"',
  onRetryAttempt: '"onRetry"',
  onFailedAttempt: '"onRetry"',
  maxRetryTime: '"maxElapsedTime"',
  timeout: '"maxElapsedTime"',
  logger: '"log"',
  initialDelay: 'retryDelay: exponentialBackoff({ initialDelay: … })',
  minTimeout: 'retryDelay: exponentialBackoff({ initialDelay: … })',
  factor: 'retryDelay: exponentialBackoff({ multiplier: … })',
  maxDelay: 'retryDelay: exponentialBackoff({ maxDelay: … })',
  maxRetryDelay: 'retryDelay: exponentialBackoff({ maxDelay: … })',
  jitter: 'retryDelay: exponentialBackoff({ jitter: … })',
  randomize: 'retryDelay: exponentialBackoff({ jitter: … })',
};

const linesOf = (log: { readonly mock: { readonly calls: unknown[][] } }): string[] =>
  log.mock.calls.map(([message]) => String(message));

it.each(Object.entries(FOREIGN))('%s gets one warning that names %s', (name, meant) => {
  const log = jest.fn();
  axiosRetry(axios.create(), anything({ [name]: 1, log }));
  expect(linesOf(log)).toEqual([`axios-backoff: unknown option "${name}"; did you mean ${meant}?`]);
});

const FACTORIES: readonly (readonly [code: string, make: () => unknown, message: string])[] = [
  [
    'exponentialBackoff({ base })',
    () => exponentialBackoff(anything({ base: 100 })),
    'unknown option "base" of exponentialBackoff(); did you mean "initialDelay"?',
  ],
  [
    'exponentialBackoff({ maxTimeout })',
    () => exponentialBackoff(anything({ maxTimeout: 100 })),
    'unknown option "maxTimeout" of exponentialBackoff(); did you mean "maxDelay"?',
  ],
  [
    'retryBudget({ minPerSec })',
    () => retryBudget(anything({ minPerSec: 5 })),
    'unknown option "minPerSec" of retryBudget(); did you mean "minPerSecond"?',
  ],
  ['retryPacer({ zzz })', () => retryPacer(anything({ zzz: 5 })), 'unknown option "zzz" of retryPacer()'],
  [
    'retryGuard({ allow })',
    () => retryGuard(anything({ allow: () => false })),
    'unknown option "allow" of retryGuard(); did you mean "allows"?',
  ],
];

describe.each(FACTORIES)('%s', (_code, make, message) => {
  it('gets one warning on the console', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    make();
    make();
    expect(linesOf(warn)).toEqual([`axios-backoff: ${message}`]);
  });
});

it('a guard may keep its state beside its rules', () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation();
  class Breaker {
    allow = 3;
    waits = [];
    allows(): boolean {
      return this.allow > 0;
    }
    reset(): void {
      this.allow = 3;
    }
  }
  retryGuard(new Breaker());
  expect(warn).not.toHaveBeenCalled();
});

describe('a mistake in one request', () => {
  it('says so', async () => {
    const client = axios.create();
    axiosRetry(client, { log: false });
    await expect(client.get('/', { 'axios-retry': anything({ retries: '3' }) })).rejects.toEqual(
      new TypeError(
        'axios-backoff: option "retries" of a request must be a whole number of 0 or more, or Infinity; ' +
          'got "3"; did you mean 3?',
      ),
    );
    await expect(client.get('/', { 'axios-backoff': anything(3) })).rejects.toEqual(
      new TypeError(
        'axios-backoff: the options of a request must be an object; got 3; did you mean { retries: 3 }?',
      ),
    );
  });

  it('says so of an unknown name as well, once', async () => {
    const log = jest.fn();
    const client = axios.create();
    new MockAdapter(client).onAny().reply(200);
    axiosRetry(client, { log });
    await client.get('/', { 'axios-backoff': anything({ maxRetries: 3 }) });
    await client.get('/', { 'axios-backoff': anything({ maxRetries: 3 }) });
    expect(linesOf(log)).toEqual([
      'axios-backoff: unknown option "maxRetries" of a request; did you mean "retries"?',
    ]);
  });
});

describe('two installations on one instance', () => {
  const twice = async (first: RetryOptions, second: RetryOptions): Promise<string[]> => {
    const log = jest.fn();
    const client = axios.create();
    new MockAdapter(client).onAny().reply(200);
    axiosRetry(client, { log, ...first });
    axiosRetry(client, { log, ...second });
    await client.get('/');
    await client.get('/');
    return linesOf(log);
  };

  it('are warned of once, if their options differ', async () => {
    expect(await twice({ retries: 3 }, { retries: 5 })).toEqual([
      'axios-backoff: axiosRetry() was called twice on one instance, with different options. ' +
        'Only one installation retries. Remove or eject() the other.',
    ]);
  });

  it('are no mistake, if their options are the same', async () => {
    expect(await twice({ retries: 3 }, { retries: 3 })).toEqual([]);
  });
});

describe('an axios that is too old', () => {
  // What an instance of 0.26 has.
  const old = (): typeof axios => {
    const instance = axios.create();
    for (const name of ['postForm', 'putForm', 'patchForm']) Reflect.deleteProperty(instance, name);
    return anything(instance);
  };

  it('is warned of', () => {
    const log = jest.fn();
    axiosRetry(old(), { log });
    expect(linesOf(log)).toEqual([
      'axios-backoff: this axios is older than 0.27.2, the oldest that is supported',
    ]);
  });

  it.each([
    ['an instance', () => axios.create()],
    ['the static axios', () => axios],
    ['an axios.Axios object', () => new axios.Axios({})],
    [
      'a mock without forms',
      () => ({
        request: jest.fn(),
        interceptors: {
          request: { use: jest.fn(), eject: jest.fn() },
          response: { use: jest.fn(), eject: jest.fn() },
        },
      }),
    ],
  ])('is not mistaken for %s', (_name, make) => {
    const log = jest.fn();
    axiosRetry(make(), { log }).eject();
    expect(log).not.toHaveBeenCalled();
  });
});

it('reports the state of a call where options belong', async () => {
  const log = jest.fn();
  const client = axios.create();
  new MockAdapter(client).onAny().reply(200);
  axiosRetry(client, anything({ retryCount: 1, log }));
  await client.get('/', { 'axios-backoff': anything({ lastRequestTime: 1 }) });
  await client.get('/', { 'axios-retry': { retryCount: 1 } });
  expect(linesOf(log)).toEqual([
    'axios-backoff: unknown option "retryCount"; did you mean "retries"?',
    'axios-backoff: unknown option "lastRequestTime" of a request',
  ]);
});
