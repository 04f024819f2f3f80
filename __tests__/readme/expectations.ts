import axios, { type AxiosError, type AxiosInstance } from 'axios';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { register } from 'prom-client';
import type winston from 'winston';
import { getRetryState } from '../../lib';
import { inFakeTime } from '../http/fake-time';
import type { Answer, FlakyApi } from './flaky-api';
import { ROOT } from './markdown';
import type { Exports } from './run-snippet';

/** What a snippet did. */
export interface Result {
  readonly api: FlakyApi;
  readonly exported: Exports;
  /** What it printed, by console.warn and the like. */
  readonly printed: Readonly<Record<'warn' | 'info' | 'error' | 'log', string[]>>;
  /** How many tests it declared. */
  readonly tests: number;
}

/** What is particular about a snippet. All others meet a server whose paths fail twice with 503. */
export interface Expectation {
  /** How the attempts at a path end, where it is not so. */
  readonly plans?: Readonly<Record<string, readonly Answer[]>>;
  /** Whether every wait is over at once. */
  readonly isHurried?: boolean;
  /** The number that each draw of chance gives; 0 makes the default waits end at once. */
  readonly chance?: number;
  readonly check: (result: Result) => Promise<void> | void;
}

type Expectations = Readonly<Record<string, Expectation>>;

const header = (api: FlakyApi, path: string, name: string): unknown[] =>
  api.received(path).map(({ headers }) => headers[name]);

const isRetried = (api: FlakyApi, path: string, method = 'GET'): void => {
  expect(api.received(path).map((request) => request.method)).toEqual([method, method, method]);
};

const isQuiet = (path: string): Expectation => ({
  check: ({ api, printed }) => {
    isRetried(api, path);
    expect(printed.warn).toEqual([]);
  },
});

/** Calls /orders with the client that a snippet exports. */
const callOrders = ({ exported }: Result): Promise<unknown> =>
  (exported.client as AxiosInstance).get('/orders').catch((error: unknown) => error);

const A_RETRY_AND_AN_END: readonly Answer[] = [503, 404];

/** A new token for the attempts after the 401, and no attempt more than it takes. */
const REFRESHED_ONCE: Expectation = {
  plans: { '/api/private': [503, 401, 503] },
  check: ({ api }) => {
    expect(header(api, '/api/private', 'authorization')).toEqual([
      'Bearer old-1',
      'Bearer old-2',
      'Bearer new-3',
      'Bearer new-4',
    ]);
  },
};

const README: Expectations = {
  use: {
    check: ({ api, printed }) => {
      isRetried(api, '/api/orders');
      expect(printed.warn).toHaveLength(2);
      expect(printed.warn[1]).toMatch(/\/orders failed: 503 Service Unavailable\. Retry 2 of 10 in/);
    },
  },
  onion: {
    check: ({ api, printed }) => {
      expect(header(api, '/api/orders', 'authorization')).toEqual([
        'Bearer old-1',
        'Bearer old-2',
        'Bearer old-3',
      ]);
      expect(printed.error).toEqual([]);
    },
  },
  'retry-condition': {
    plans: { '/api/orders/7': [409, 409] },
    check: ({ api }) => {
      isRetried(api, '/api/orders/7', 'PATCH');
      expect(api.received('/api/orders/7').map(({ body }) => body)).toEqual(Array(3).fill('{"paid":true}'));
    },
  },
  backoff: {
    check: ({ api, printed }) => {
      isRetried(api, '/api/orders');
      expect(printed.warn[0]).toContain('Retry 1 of 10 in 100 ms (up to 200 ms)');
      expect(printed.warn[1]).toContain('Retry 2 of 10 in 200 ms (up to 400 ms)');
    },
  },
  'delay-function': {
    check: ({ api, printed }) => {
      isRetried(api, '/api/orders');
      expect(printed.warn[0]).toContain('Retry 1 of 10 in 50 ms,');
      expect(printed.warn[1]).toContain('Retry 2 of 10 in 100 ms,');
    },
  },
  override: {
    check: ({ api, printed }) => {
      isRetried(api, '/api/search');
      isRetried(api, '/api/prices', 'POST');
      expect(printed.warn.filter((line) => /search.*Retry \d of 2 /.test(line))).toHaveLength(2);
    },
  },
  'log-function': {
    plans: { '/api/orders': [503] },
    check: ({ api, printed }) => {
      expect(printed).toEqual({
        info: [`${api.origin}/api/orders: wait 0 ms`],
        warn: [],
        error: [],
        log: [],
      });
    },
  },
  hooks: {
    check: ({ api, printed }) => {
      expect(api.received('/api/orders')).toHaveLength(2);
      // The other data centre, which fails twice as well.
      isRetried(api, '/backup/orders');
      expect(printed.error).toEqual([]);
    },
  },
  state: {
    check: ({ api, printed }) => {
      isRetried(api, '/api/orders/7');
      expect(printed.log.join()).toMatch(/^2 retries in \d+ ms/);
    },
  },
  cancellation: {
    // Every wait is nearly as long as it can be, so the call is still in its first one when it is cancelled.
    plans: { '/api/orders': [] },
    chance: 0.99,
    check: ({ api, printed }) => {
      expect(api.received('/api/report')).toHaveLength(1);
      expect(printed.log).toEqual(['Stopped.']);
    },
  },
  overload: {
    check: ({ api }) => {
      isRetried(api, '/api/orders');
    },
  },
  'circuit-breaker': {
    plans: { '/api/orders': Array<Answer>(20).fill(503) },
    check: async (result) => {
      expect(getRetryState(await callOrders(result))).toMatchObject({ retryCount: 9, stopReason: 'budget' });
      expect(result.api.received('/api/orders')).toHaveLength(10);
      // Whoever comes next is not retried at all, until something succeeds.
      expect(getRetryState(await callOrders(result))?.stopReason).toBe('budget');
      expect(result.api.received('/api/orders')).toHaveLength(11);
    },
  },
  'stream-upload': {
    check: ({ api }) => {
      isRetried(api, '/api/files/package.json', 'PUT');
      const file = readFileSync(join(ROOT, 'package.json'), 'utf8');
      expect(api.received('/api/files/package.json').map(({ body }) => body)).toEqual([file, file, file]);
    },
  },
  'form-upload': {
    check: ({ api }) => {
      isRetried(api, '/api/files', 'PUT');
      const file = readFileSync(join(ROOT, 'package.json'), 'utf8');
      for (const { headers, body } of api.received('/api/files')) {
        const boundary = headers['content-type']?.split('boundary=')[1];
        expect(boundary).toMatch(/^-+\w+$/);
        expect(body.startsWith(`--${boundary}\r\n`)).toBe(true);
        expect(body.endsWith(`\r\n${file}\r\n--${boundary}--\r\n`)).toBe(true);
      }
    },
  },
  refresh: REFRESHED_ONCE,
  'refresh-by-retry': REFRESHED_ONCE,
  'token-per-attempt': {
    check: ({ api }) => {
      expect(header(api, '/api/orders', 'authorization')).toEqual([
        'Bearer old-1',
        'Bearer old-2',
        'Bearer old-3',
      ]);
      expect(header(api, '/api/orders', 'x-retry-count')).toEqual(['0', '1', '2']);
    },
  },
  'idempotency-key': { check: oneKeyForTheCall },
  'idempotency-key-for-all': { check: oneKeyForTheCall },
  pino: {
    plans: { '/api/orders': A_RETRY_AND_AN_END },
    check: async (snippet) => {
      const written: unknown[] = [];
      // pino writes past the console; its own symbol leads to where.
      Reflect.set(snippet.exported.logger as object, pino.symbols.streamSym, {
        write: (line: string) => written.push(JSON.parse(line)),
      });
      await callOrders(snippet);
      expect(written).toMatchObject([
        {
          level: 40,
          msg: expect.stringContaining('Retry 1 of 10'),
          type: 'retry',
          status: 503,
          retryCount: 1,
        },
        {
          level: 50,
          msg: expect.stringContaining('Gave up after 1 retry'),
          type: 'giveUp',
          reason: 'notRetryable',
        },
      ]);
    },
  },
  winston: {
    plans: { '/api/orders': A_RETRY_AND_AN_END },
    check: async (snippet) => {
      const logger = snippet.exported.logger as winston.Logger;
      const written: unknown[] = [];
      for (const transport of logger.transports) transport.silent = true;
      logger.on('data', (entry) => written.push(entry));
      await callOrders(snippet);
      expect(written).toMatchObject([
        {
          level: 'warn',
          message: expect.stringContaining('Retry 1 of 10'),
          event: { type: 'retry', status: 503 },
        },
        {
          level: 'error',
          message: expect.stringContaining('Gave up after 1 retry'),
          event: { type: 'giveUp', reason: 'notRetryable' },
        },
      ]);
    },
  },
  silence: {
    check: ({ api, printed }) => {
      isRetried(api, '/api/quiet');
      // The snippet above it is not silent.
      expect(printed.warn.filter((line) => line.includes('/orders'))).toHaveLength(2);
      expect(printed.warn.filter((line) => line.includes('/quiet'))).toEqual([]);
    },
  },
  'fake-timers': {
    // Its own expectations say the rest: the tests of a snippet are run before this.
    check: ({ tests }) => {
      expect(tests).toBe(1);
    },
  },
  cap: {
    plans: { '/api/orders': [503, 'hang'], '/api/slow': ['hang'] },
    check: async ({ api, exported, printed }) => {
      const client = exported.client as AxiosInstance;
      // A hundredth of the snippet's figure, so that the test need not wait half a minute.
      client.defaults['axios-retry'] = { maxElapsedTime: 300 };
      const failureAt = (path: string): Promise<AxiosError> =>
        client.get(path).then(
          () => Promise.reject(new Error(`${path} should have failed`)),
          (error: unknown) => error as AxiosError,
        );
      // In fake time, which stands still while an attempt is under way that does not hang.
      const { adapter } = client.defaults;
      let inFlight = 0;
      client.defaults.adapter = async (config) => {
        inFlight++;
        try {
          return await axios.getAdapter(adapter)(config);
        } finally {
          inFlight--;
        }
      };
      const hanging = (): number =>
        Math.max(api.received('/api/orders').length - 1, 0) + api.received('/api/slow').length;
      const [later, first] = await inFakeTime(
        () => Promise.all([failureAt('/orders'), failureAt('/slow')]),
        () => inFlight === hanging(),
      );
      expect(later.response?.status).toBe(503);
      expect(getRetryState(later)?.stopReason).toBe('maxElapsedTime');
      expect(first.message).toBe('maxElapsedTime of 300 ms exceeded');
      expect(first.code).toBe('ECONNABORTED');
      expect(printed.warn).toHaveLength(2);
      expect(printed.warn[1]).not.toContain('not an axios error');
    },
  },
  entry: isQuiet('/api/orders'),
};

const LOGGING: Expectations = {
  'prom-client': {
    check: async (snippet) => {
      const { api, printed } = snippet;
      isRetried(api, '/api/orders');
      expect(printed.warn.at(-1)).toContain('recovered after 2 retries');
      api.plan('/api/orders', 503, 404);
      await callOrders(snippet);
      expect(await register.getSingleMetricAsString('http_client_retried_calls_total')).toBe(
        [
          '# HELP http_client_retried_calls_total Calls that were retried, by how they ended',
          '# TYPE http_client_retried_calls_total counter',
          'http_client_retried_calls_total{outcome="recovered"} 1',
          'http_client_retried_calls_total{outcome="notRetryable"} 1',
        ].join('\n'),
      );
    },
  },
};

const MIGRATING: Expectations = {
  'axios-retry-entry': isQuiet('/api/orders'),
  'axios-retry-preset': {
    plans: { '/api/orders': [503, 429] },
    ...isQuiet('/api/orders'),
  },
  'axios-retry-modern': {
    check: ({ api, printed }) => {
      isRetried(api, '/api/orders');
      expect(printed.warn[1]).toContain('Retry 2 of 5 in');
    },
  },
  'retry-axios': {
    plans: { '/api/orders': [501, 429] },
    check: ({ api, printed }) => {
      isRetried(api, '/api/orders');
      expect(printed.warn[1]).toContain('Retry 2 of 5 in');
      expect(printed.log).toEqual(['1', '2']);
    },
  },
  'axios-retryer': {
    plans: { '/api/orders': [408, 599] },
    check: ({ api, printed }) => {
      isRetried(api, '/api/orders');
      expect(printed.log).toEqual(['/orders', '/orders']);
    },
  },
  loop: {
    check: ({ api, printed }) => {
      isRetried(api, '/api/orders');
      expect(printed.warn[1]).toContain('Retry 2 of 2 in 200 ms,');
    },
  },
  interceptor: {
    check: ({ api }) => {
      isRetried(api, '/api/orders/7', 'PUT');
    },
  },
};

/** Addresses of all kinds, as the plugin shows them, each with something in its path that must not be seen. */
const ADDRESSES: Readonly<Record<string, string>> = {
  'https://api.example.com/reset/s3cret': 'https://api.example.com/…',
  'https://api.example.com:8443/s3cret': 'https://api.example.com:8443/…',
  'HTTP://[::1]:80/s3cret': 'HTTP://[::1]:80/…',
  'https://api.example.com': 'https://api.example.com/…',
  'https://***/s3cret': 'https://***/…',
  'https://api.example.com\\s3cret': 'https://api.example.com/…',
  'https:\\\\api.example.com\\s3cret': '/…',
  'https:/api.example.com/s3cret': '/…',
  'https:///s3cret': '/…',
  '//api.example.com/s3cret': '/…',
  '/reset/s3cret': '/…',
  'reset/s3cret': '/…',
  'ftp://api.example.com/s3cret': '/…',
  'app:s3cret': '/…',
  '': '/…',
};

const SECURITY: Expectations = {
  untrusted: {
    plans: { '/api/later': [[503, { 'retry-after': '21' }]] },
    check: async ({ api, exported, printed }) => {
      const client = exported.client as AxiosInstance;
      const stopReason = async (path: string): Promise<unknown> =>
        getRetryState(await client.get(path).catch((error: unknown) => error))?.stopReason;
      expect(await stopReason('/later')).toBe('maxRetryAfter');
      expect(api.received('/api/later')).toHaveLength(1);
      // A hundred retries are left for any number of calls, and one for five.
      api.plan('/api/down', ...Array<Answer>(500).fill(503));
      const reasons = await Promise.all(Array.from({ length: 20 }, () => stopReason('/down')));
      expect(reasons).toContain('budget');
      expect(api.received('/api/down').length).toBeLessThanOrEqual(20 + 4 + 100);
      expect(printed.warn.join()).toContain('(budget)');
    },
  },
  'hide-paths': {
    check: async ({ api, exported, printed }) => {
      isRetried(api, '/api/reset/s3cret');
      const place = `GET ${api.origin}/…`;
      expect(printed.warn).toEqual([
        expect.stringContaining(`${place} failed: 503 Service Unavailable. Retry 1`),
        expect.stringContaining(`${place} failed: 503 Service Unavailable. Retry 2`),
        expect.stringContaining(`${place} recovered after 2 retries`),
      ]);
      expect(printed.warn.join()).not.toContain('s3cret');
      const withoutPath = exported.withoutPath as (url: string) => string;
      for (const [url, shown] of Object.entries(ADDRESSES))
        expect([url, withoutPath(url)]).toEqual([url, shown]);
      // A path that stands in the name of the method as well, and one that means something to `replace`.
      for (const url of ['E', '$&']) {
        printed.warn.length = 0;
        await (exported.client as AxiosInstance)
          .get(url, {
            baseURL: '',
            adapter: (config) => Promise.reject(new axios.AxiosError('lost', 'ECONNRESET', config)),
          })
          .catch(() => undefined);
        expect(printed.warn.length).toBeGreaterThan(2);
        for (const line of printed.warn) expect(line).toMatch(/^GET \/… failed: /);
      }
    },
  },
};

const waits = ({ printed }: Result): unknown[] =>
  printed.warn.map((line) => /Retry \d+ of \d+ in ([\d.]+ \w+)/.exec(line)?.[1]);

const methodsAt = ({ api }: Result, path: string): string[] => api.received(path).map(({ method }) => method);

const THROTTLED: Answer = [
  200,
  {},
  { errors: [{ message: 'slow down', extensions: { code: 'THROTTLED' } }] },
];

const RECIPES: Expectations = {
  github: {
    isHurried: true,
    plans: {
      '/api/repos': [
        // By the clock of the server, which is years behind.
        [
          403,
          {
            date: 'Thu, 01 Jan 2015 00:00:00 GMT',
            'x-ratelimit-remaining': '0',
            'x-ratelimit-reset': '1420070700',
          },
          { message: 'API rate limit exceeded' },
        ],
      ],
      '/api/search': [
        [
          403,
          { 'retry-after': '30', 'x-ratelimit-remaining': '14' },
          { message: 'You have exceeded a secondary rate limit' },
        ],
        [
          429,
          { 'x-ratelimit-remaining': '14', 'x-ratelimit-reset': '99999' },
          { message: 'You have exceeded a secondary rate limit' },
        ],
      ],
    },
    check: (result) => {
      expect(waits(result)).toEqual(['300 s', '30 s', '60 s']);
      expect(methodsAt(result, '/api/repos')).toHaveLength(2);
      expect(methodsAt(result, '/api/search')).toHaveLength(3);
    },
  },
  'should-retry': {
    plans: {
      '/api/charges': [[409, { 'stripe-should-retry': 'true' }], [402, { 'x-should-retry': 'true' }], 503],
    },
    check: (result) => {
      expect(methodsAt(result, '/api/charges')).toEqual(Array(4).fill('POST'));
    },
  },
  'retry-after-in-body': {
    isHurried: true,
    plans: { '/api/messages': [[429, {}, { retry_after: 64.57, global: false }]] },
    check: (result) => {
      expect(waits(result)).toEqual(['64.6 s']);
    },
  },
  'errors-in-200': {
    plans: {
      '/api/graphql': [THROTTLED, THROTTLED],
      '/api/rpc': [[200, {}, { error: { code: -32005, message: 'limit exceeded' } }]],
    },
    check: (result) => {
      isRetried(result.api, '/api/graphql', 'POST');
      expect(methodsAt(result, '/api/rpc')).toEqual(['POST', 'POST']);
    },
  },
  polling: {
    plans: { '/api/reports/7': [202, 202, 500, 202] },
    check: (result) => {
      expect(methodsAt(result, '/api/reports/7')).toHaveLength(5);
      expect(result.printed.warn).toEqual([]);
    },
  },
  'stale-socket': {
    plans: { '/api/health': [], '/api/orders': ['reset'] },
    check: (result) => {
      expect(methodsAt(result, '/api/orders')).toEqual(['POST', 'POST']);
    },
  },
  'data-centre': {
    check: (result) => {
      // In turn.
      expect(methodsAt(result, '/api/stock')).toHaveLength(3);
      expect(methodsAt(result, '/backup/stock')).toHaveLength(2);
    },
  },
  'limits-by-kind': {
    plans: { '/api/orders': [429, 429, 429, 'reset', 429, 429, 'reset', 'reset'] },
    check: async (result) => {
      expect(getRetryState(await callOrders(result))).toMatchObject({
        retryCount: 7,
        stopReason: 'retryCondition',
      });
    },
  },
  'last-response': {
    plans: { '/api/stock': [503, 503, 503] },
    check: ({ printed }) => {
      expect(printed.log).toEqual(['503 retries']);
    },
  },
  switch: {
    plans: { '/api/orders': [503, 503, 503] },
    check: async (result) => {
      const setRetries = result.exported.setRetries as (value: boolean) => void;
      setRetries(false);
      expect(getRetryState(await callOrders(result))).toMatchObject({
        retryCount: 0,
        stopReason: 'retryCondition',
      });
      setRetries(true);
      expect(getRetryState(await callOrders(result))).toMatchObject({ retryCount: 2, stopReason: undefined });
    },
  },
};

export const EXPECTATIONS = {
  'README.md': README,
  'docs/logging.md': LOGGING,
  'docs/recipes.md': RECIPES,
  'docs/migrating.md': MIGRATING,
  'docs/security.md': SECURITY,
} as const;

function oneKeyForTheCall({ api }: Result): void {
  isRetried(api, '/api/payments', 'POST');
  const keys = header(api, '/api/payments', 'idempotency-key');
  expect(keys[0]).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  expect(new Set(keys).size).toBe(1);
}
