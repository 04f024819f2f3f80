import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import axios, { AxiosError, type AxiosInstance, type AxiosResponse } from 'axios';
import ts from 'typescript';
import {
  axiosRetry,
  exponentialBackoff,
  getRetryState,
  retryBudget,
  retryGuard,
  retryPacer,
  type RetryOptions,
} from '../../lib';
import { DEFAULTS } from '../../lib/options/options';

// Some thousand calls; only a hang takes as long as this.
jest.setTimeout(600_000);

const LIB = join(__dirname, '../../lib');

/** Every name that `lib` reads from anything: `a.name`, `const { name } = a`, `a['name']`, `f(a, 'name')`. */
function namesReadIn(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(join(LIB, file), 'utf8'), ts.ScriptTarget.ES2022);
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) names.push(node.name.text);
    if (ts.isBindingElement(node)) {
      const name = node.propertyName ?? node.name;
      if (ts.isIdentifier(name) || ts.isStringLiteral(name)) names.push(name.text);
    }
    if (ts.isElementAccessExpression(node) && ts.isStringLiteral(node.argumentExpression)) {
      names.push(node.argumentExpression.text);
    }
    if (ts.isCallExpression(node)) {
      for (const argument of node.arguments) if (ts.isStringLiteral(argument)) names.push(argument.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

const NAMES = [
  ...new Set([
    ...(readdirSync(LIB, { recursive: true }) as string[])
      .filter((file) => file.endsWith('.ts'))
      .flatMap(namesReadIn),
    ...Object.keys(DEFAULTS),
    'axios-retry',
    'idempotency-key',
  ]),
]
  // With a `then` there, each `await` in the world takes each object for a promise.
  .filter((name) => !(name in Object.prototype) && name !== 'then')
  .sort();

type Value = readonly [kind: string, make: () => unknown];

/** Whatever is read there does harm, for one of these at least. */
const VALUES: readonly Value[] = [
  ['true', () => true],
  ['a number', () => 1],
  ['a text', () => 'connect'],
  ['a function', () => () => true],
  [
    'an object',
    () => ({ aborted: true, reason: 'r', 'idempotency-key': 'k', retries: 0, a: { retries: 0 }, length: 1 }),
  ],
];

interface Scenario {
  readonly method: 'get' | 'post';
  /** The status of each answer, or 0 for a connection that is lost; the last of them for all that follow. */
  readonly answers: readonly number[];
  readonly data?: () => unknown;
  readonly options?: () => RetryOptions;
  readonly request?: object;
}

const QUIET = { retries: 2, retryDelay: 0, log: false } as const;

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a success': { method: 'get', answers: [200] },
  'a success after two failures': { method: 'get', answers: [503, 503, 200] },
  'a failure': { method: 'get', answers: [503] },
  'a lost POST': { method: 'post', answers: [0], data: () => ({ a: [1] }) },
  'an order that fails': { method: 'post', answers: [503], data: () => ({ a: [1] }) },
  'a body that may be sent twice': {
    method: 'post',
    answers: [503, 200],
    data: () => ({ a: [1] }),
    request: { 'axios-retry': { idempotent: true } },
  },
  'guards, a backoff and a limit': {
    method: 'get',
    answers: [503, 503, 200],
    options: () => ({
      budget: retryBudget(),
      pacer: retryPacer({ failures: 100 }),
      retryDelay: exponentialBackoff({ initialDelay: 0 }),
      maxElapsedTime: 60_000,
    }),
  },
  'guards of one own, and hooks': {
    method: 'get',
    answers: [503, 200],
    options: () => ({
      budget: retryGuard({}),
      onRetry: () => undefined,
      onGiveUp: () => undefined,
      validateResponse: null,
    }),
  },
};

/** All that can be seen of a call from outside. */
async function outcomeOf(
  { method, answers, data, options, request }: Scenario,
  { isPlain, hasPlugin }: { isPlain: boolean; hasPlugin: boolean },
): Promise<string> {
  const seen: unknown[] = [];
  try {
    const client: AxiosInstance = axios.create({
      adapter: (config) => {
        const status = answers[Math.min(seen.length, answers.length - 1)] ?? 0;
        const { method: sentMethod, url, data: body, timeout } = config;
        seen.push([sentMethod, url, body, timeout, Object.entries(config.headers)]);
        const response = { status, statusText: '', data: 'x', headers: {}, config };
        if (status === 200) return Promise.resolve(response as AxiosResponse);
        const error = new AxiosError('failed', status ? 'ERR_BAD_RESPONSE' : 'ECONNRESET', config, {});
        return Promise.reject(status ? Object.assign(error, { response }) : error);
      },
    });
    if (hasPlugin) axiosRetry(client, { ...QUIET, ...options?.() });
    // As in axios before 1.21, and after an interceptor that spreads what it gets.
    if (isPlain) client.interceptors.request.use((config) => ({ ...config }));
    const outcome: unknown = await client
      .request({ method, url: 'https://h.example/a', data: data?.(), ...request })
      .catch((error: unknown) => error);
    // A good answer has no message of its own, and an old error no status.
    const [message, status] = ['message', 'status'].map(
      (member) => Object.getOwnPropertyDescriptor(outcome, member)?.value as unknown,
    );
    const { retryCount, stopReason, attempts } = getRetryState(outcome) ?? {};
    seen.push(message, status, retryCount, stopReason, attempts?.length);
  } catch (error) {
    seen.push('threw', String(error));
  }
  return JSON.stringify(seen);
}

/** Does the work while these names are on `Object.prototype`, each with a value of its own. */
async function planting<T>(
  names: readonly string[],
  valueOf: (name: string) => Value,
  work: () => Promise<T>,
): Promise<T> {
  // Made before any is there, since a descriptor would inherit them.
  const planted = names.map((name) => {
    const [, make] = valueOf(name);
    const flags = { value: make(), configurable: true, writable: true, enumerable: false };
    return [name, Object.assign(Object.create(null) as object, flags)] as const;
  });
  try {
    for (const [name, descriptor] of planted) Object.defineProperty(Object.prototype, name, descriptor);
    return await work();
  } finally {
    for (const name of names) Reflect.deleteProperty(Object.prototype, name);
  }
}

const GROUP = 8;
/** The names that have changed an outcome, so that they are planted alone from then on. */
const alone = new Set<string>();

/** All names, in groups, since most change nothing: to plant one takes longer than a call. */
function groupsOfNames(): string[][] {
  const groups = [...alone].map((name) => [name]);
  const others = NAMES.filter((name) => !alone.has(name));
  while (others.length) groups.push(others.splice(0, GROUP));
  return groups;
}

it('finds the names that lib reads', () => {
  expect(NAMES).toEqual(
    expect.arrayContaining([
      ...Object.keys(DEFAULTS),
      ...[
        'signal',
        'cancelToken',
        'data',
        'adapter',
        'headers',
        'transitional',
        'env',
        'timeout',
        'method',
        'url',
      ],
      ...['pipe', 'getReader', 'destroy', 'readableDidRead', 'common', 'ratio', 'probeDelay', 'initialDelay'],
    ]),
  );
});

const ABSENT: Omit<Scenario, 'method' | 'answers'> = {
  data: undefined,
  options: undefined,
  request: undefined,
};

describe.each(Object.entries(SCENARIOS).map((entry, index) => [...entry, index] as const))(
  '%s',
  (_name, given, index) => {
    const scenario = { ...ABSENT, ...given };

    it.each([false, true])('takes nothing from Object.prototype (a plain config: %s)', async (isPlain) => {
      const differences: string[] = [];
      const outcome = (hasPlugin: boolean): Promise<string> => outcomeOf(scenario, { isPlain, hasPlugin });
      const clean = await outcome(true);
      const bareClean = await outcome(false);
      // Each name meets each value, though not in each scenario: that would take minutes.
      const valueOf = (name: string): Value =>
        VALUES[(NAMES.indexOf(name) + index + Number(isPlain)) % VALUES.length]!;
      const check = async (names: readonly string[]): Promise<void> => {
        const planted = await planting(names, valueOf, () => outcome(true));
        if (planted === clean) return;
        if (names.length > 1) {
          for (const name of names) await check([name]);
          return;
        }
        const [name] = names as [string];
        alone.add(name);
        // The plugin can't fix what axios itself takes from there.
        const bare = await planting(names, valueOf, () => outcome(false));
        if (bare === bareClean) differences.push(`${name} = ${valueOf(name)[0]}: ${planted}`);
      };
      for (const names of groupsOfNames()) await check(names);
      expect(differences).toEqual([]);
    });
  },
);
