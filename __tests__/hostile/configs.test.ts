import fc from 'fast-check';
import { kindNames, make, spring } from './values';
import { complaintsAbout, run, RUNS, type Scenario } from './world';

beforeEach(() => {
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
});

const MEMBERS = [
  ...['method', 'url', 'baseURL', 'headers', 'data', 'params', 'timeout', 'transformRequest'],
  ...['transformResponse', 'validateStatus', 'transitional', 'env', 'signal', 'cancelToken', 'raxConfig'],
  ...['axios-retry', 'allowAbsoluteUrls', 'responseType', 'auth', 'meta', '__proto__', 'constructor'],
];

const put =
  (name: string, kind: string) =>
  (config: object): never =>
    Object.defineProperty(config, name, {
      value: make(kind),
      writable: true,
      enumerable: true,
      configurable: true,
    }) as never;

const PLACES: Readonly<Record<string, (name: string, kind: string) => Scenario>> = {
  'in the request': (name, kind) => ({ request: () => put(name, kind)({}) }),
  'in the defaults': (name, kind) => ({ defaults: () => put(name, kind)({}) }),
  'from an inner interceptor': (name, kind) => ({
    inner: (client) => client.interceptors.request.use(put(name, kind)),
  }),
  'from an outer interceptor': (name, kind) => ({
    outer: (client) => client.interceptors.request.use(put(name, kind)),
  }),
};

const OPTIONS = fc.constantFrom<object>(
  {},
  { maxElapsedTime: 1e6 },
  { shouldResetTimeout: false },
  { onRetry: () => undefined },
  { renewData: () => 'data' },
);

describe.each(Object.entries(PLACES))('a member of a config, of any kind, %s', (_place, scenarioOf) => {
  it('changes no error', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...MEMBERS),
        fc.constantFrom(...kindNames),
        OPTIONS,
        async (name, kind, options) => {
          // axios itself can't read such headers again, and no others are as odd.
          fc.pre(name !== 'headers' || kind !== 'a list in itself');
          const scenario = { ...scenarioOf(name, kind), options: () => options };
          expect(await complaintsAbout(scenario, PLACES['in the request']!(name, kind))).toEqual([]);
        },
      ),
      { numRuns: 2 * RUNS },
    );
  });
});

const bare = (config: object): object => Object.assign(Object.create(null) as object, config);

class Template {
  readonly suffix = '';

  get url(): string {
    return `/template${this.suffix}`;
  }
}

/** What an interceptor may make of a whole config. */
const WHOLE: Readonly<Record<string, (config: object) => object>> = {
  frozen: Object.freeze,
  sealed: Object.seal,
  'not extensible': Object.preventExtensions,
  'without a prototype': bare,
  'with a prototype': (config) => ({ ...config }),
  'a template': (config) => Object.assign(new Template(), { ...config, url: undefined }),
  inherited: (config) => Object.create(config) as object,
  'a Proxy': (config) => new Proxy(config, {}),
  'a Proxy that takes no member': (config) =>
    new Proxy({ ...config }, { set: spring, defineProperty: spring }),
  'a Proxy that ignores members': (config) => new Proxy({ ...config }, { set: () => true }),
  'a Proxy that refuses members': (config) => new Proxy({ ...config }, { set: () => false }),
  'a Proxy that lists nothing': (config) => new Proxy({ ...config }, { ownKeys: spring }),
  'a Proxy that shows nothing': (config) => new Proxy({ ...config }, { get: spring }),
  'with a mark that is read-only': (config) =>
    Object.defineProperty(config, 'axios-retry', { value: undefined, enumerable: true }),
  'with a mark that throws': (config) =>
    Object.defineProperty(config, 'axios-retry', { get: spring, set: spring, enumerable: true }),
  'with a token that is read-only': (config) =>
    Object.defineProperty(config, 'cancelToken', { value: undefined, enumerable: true }),
  'with a timeout that throws': (config) =>
    Object.defineProperty(config, 'timeout', { get: spring, set: spring, enumerable: true }),
  'with an unknown member that throws': (config) =>
    Object.defineProperty(config, 'meta', { get: spring, enumerable: true }),
  'with hidden members': (config) =>
    Object.defineProperty(config, 'meta', { get: spring, enumerable: false, configurable: true }),
  'with an adapter that is read-only': (config) =>
    Object.defineProperty(config, 'adapter', { writable: false, configurable: false }),
  nothing: () => undefined as never,
  null: () => null as never,
  'a text': () => 'text' as never,
};

describe.each(Object.keys(WHOLE))('a config that an interceptor makes %s', (name) => {
  const change = (config: object): never => WHOLE[name]!(config) as never;
  const places: Readonly<Record<string, Scenario>> = {
    inner: { inner: (client) => client.interceptors.request.use(change) },
    outer: { outer: (client) => client.interceptors.request.use(change) },
    'of a response': {
      inner: (client) => {
        client.interceptors.response.use(
          undefined,
          (error: { config: object; response?: { config: object } }) => {
            if (error.response)
              Object.assign(error, { config: (error.response.config = change(error.config)) });
            throw error as unknown as Error;
          },
        );
      },
    },
    'of a success': {
      answer: (config) => ({ status: 200, data: '', headers: {}, config }),
      inner: (client) => {
        client.interceptors.response.use((response) =>
          Object.assign(response, { config: change(response.config) }),
        );
      },
    },
  };

  it.each(Object.keys(places))('changes no error, %s', async (place) => {
    for (const options of [{}, { maxElapsedTime: 1e6 }, { shouldResetTimeout: false }, { retries: -1 }]) {
      const scenario = { ...places[place]!, request: () => ({ timeout: 1000, 'axios-retry': options }) };
      expect([options, ...(await complaintsAbout(scenario))]).toEqual([options]);
    }
  });
});

it.each([
  'frozen',
  'sealed',
  'not extensible',
  'a Proxy that takes no member',
  'a Proxy that refuses members',
])('a config that is %s is retried like any other', async (name) => {
  const ending = await run({
    outer: (client) => client.interceptors.request.use((config) => WHOLE[name]!(config) as never),
  });
  expect([ending.attempts, ending.lines.length]).toEqual([3, 3]);
});
