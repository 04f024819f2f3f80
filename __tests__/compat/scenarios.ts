import type { AxiosError, AxiosRequestConfig } from 'axios';
import { AxiosHeaders } from 'axios';
import type { Scenario, Step } from './observe';

/** Longer than any test may take, in milliseconds. */
const LONG = 600_000;

const METHODS = ['get', 'head', 'options', 'put', 'delete', 'post', 'patch'];

const tell = (step: Step): string => {
  if (typeof step !== 'object') return String(step);
  return 'code' in step ? String(step.code) : `${step.status} ${JSON.stringify(step.headers ?? {})}`;
};

const scenario = (method: string, steps: readonly Step[], more: Partial<Scenario> = {}): Scenario => ({
  ...more,
  name: [method.toUpperCase(), steps.map(tell).join(', '), more.name].filter(Boolean).join(' | '),
  method,
  steps,
});

const times = (count: number, step: Step): Step[] => Array<Step>(count).fill(step);

const STATUSES: readonly Step[][] = [
  [],
  [503],
  [503, 503],
  times(3, 503),
  times(4, 503),
  [500, 502, 504],
  [429],
  [501],
  [599, 520],
  [400],
  [404],
  [408],
  [425],
  [304],
  [503, 404],
  [503, 503, 503, 404],
];

const CODES = [
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EAI_AGAIN', 'ENOTFOUND', 'ENETUNREACH', 'EHOSTUNREACH'],
  ...['ECONNABORTED', 'ETIMEDOUT', 'ERR_NETWORK', 'ERR_BAD_RESPONSE', 'ERR_BAD_REQUEST'],
  ...['ERR_FR_TOO_MANY_REDIRECTS', 'CERT_HAS_EXPIRED', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ...['ERR_TLS_CERT_ALTNAME_INVALID', undefined],
];

type MadeOptions = NonNullable<Scenario['options']>;

/** Options by what they are about. Each is played with several sequences and methods. */
const OPTIONS: Readonly<Record<string, MadeOptions>> = {
  'no retries': () => ({ retries: 0 }),
  'one retry': () => ({ retries: 1 }),
  'five retries': () => ({ retries: 5 }),
  'no end of retries': () => ({ retries: Infinity }),
  isNetworkError: ({ isNetworkError }) => ({ retryCondition: isNetworkError }),
  isRetryableError: ({ isRetryableError }) => ({ retryCondition: isRetryableError }),
  isSafeRequestError: ({ isSafeRequestError }) => ({ retryCondition: isSafeRequestError }),
  isIdempotentRequestError: ({ isIdempotentRequestError }) => ({ retryCondition: isIdempotentRequestError }),
  'the default and more': ({ isNetworkOrIdempotentRequestError }) => ({
    retryCondition: (error) =>
      isNetworkOrIdempotentRequestError(error) || (error.response?.status ?? 0) >= 400,
  }),
  'a condition of always': () => ({ retryCondition: () => true }),
  'a condition of never': () => ({ retryCondition: () => false }),
  'a condition that promises true': () => ({ retryCondition: () => Promise.resolve(true) }),
  'a condition that promises false': () => ({ retryCondition: () => Promise.resolve(false) }),
  'a condition that rejects': () => ({ retryCondition: () => Promise.reject(new Error('condition')) }),
  'a delay of none': () => ({ retryDelay: () => 0 }),
  'a negative delay': () => ({ retryDelay: () => -1 }),
  'a delay by the number': () => ({ retryDelay: (retryCount) => retryCount }),
  exponentialDelay: ({ exponentialDelay }) => ({
    retryDelay: (retryCount, error) => exponentialDelay(retryCount, error, 0.5),
  }),
  'exponentialDelay with what it is given': ({ exponentialDelay }) => ({
    retryDelay: (...args) => exponentialDelay(...args) / 100,
  }),
  linearDelay: ({ linearDelay }) => ({ retryDelay: linearDelay(1) }),
  'a timeout for each attempt': () => ({ shouldResetTimeout: true }),
  'a slow onRetry': () => ({ onRetry: () => new Promise((resolve) => setTimeout(resolve, 2)) }),
  'an onRetry that throws': () => ({
    onRetry: () => {
      throw new Error('onRetry');
    },
  }),
  'an onRetry that rejects later': () => ({
    onRetry: (retryCount) => (retryCount > 1 ? Promise.reject(new Error('onRetry')) : undefined),
  }),
  'an onMaxRetryTimesExceeded that throws': () => ({
    retries: 1,
    onMaxRetryTimesExceeded: () => {
      throw new Error('onMax');
    },
  }),
  'an onMaxRetryTimesExceeded that rejects': () => ({
    retries: 1,
    onMaxRetryTimesExceeded: () => Promise.reject(new Error('onMax')),
  }),
  'validateResponse of null': () => ({ validateResponse: null }),
  'validateResponse as validateStatus': () => ({ validateResponse: ({ status }) => status < 300 }),
  'validateResponse that takes all': () => ({ validateResponse: () => true }),
  'validateResponse that takes 404': () => ({ validateResponse: ({ status }) => status === 404 }),
  'validateResponse by the body, retried': () => ({
    validateResponse: ({ data }: { data: { is?: number } }) => data.is === 404,
    retryCondition: () => true,
  }),
};

/** What onRetry does to the config, and what the server should then see of it. */
const CHANGES: Readonly<Record<string, (config: AxiosRequestConfig, retryCount: number) => void>> = {
  'another url': (config) => (config.url = '/elsewhere'),
  'a url that grows': (config) => (config.url = `${String(config.url)}/again`),
  'params by the number': (config, retryCount) => (config.params = { retryCount }),
  'a header': (config) => {
    (config.headers as unknown as AxiosHeaders).set('X-Token', 'new');
  },
  'a header by assignment': (config, retryCount) => {
    Object.assign(config.headers ?? {}, { 'X-Try': String(retryCount) });
  },
  'new headers': (config) => (config.headers = new AxiosHeaders({ 'X-Only': 'this', Accept: 'text/plain' })),
  'a text as body': (config) => {
    if (config.method !== 'get') config.data = '{"b":2}';
  },
  'a timeout': (config) => (config.timeout = LONG),
  'a change at the second retry only': (config, retryCount) => {
    if (retryCount === 2) config.url = '/second';
  },
  'another method': (config) => {
    if (config.method === 'get') config.method = 'head';
  },
};

const SEQUENCES: readonly (readonly [method: string, steps: readonly Step[]])[] = [
  ['get', [503, 503]],
  ['get', times(6, 503)],
  ['get', [404]],
  ['post', [503]],
];

const isRejection = (error: AxiosError): boolean => error.response?.status === 404;

/** The table: sequences of outcomes × methods × options × errors. */
export const SCENARIOS: readonly Scenario[] = [
  // The defaults, status by status.
  ...STATUSES.flatMap((steps) => METHODS.map((method) => scenario(method, steps))),

  // Errors without an answer, once and until there are no retries left.
  ...METHODS.flatMap((method) => [
    scenario(method, ['reset']),
    scenario(method, [503, 'reset']),
    scenario(method, times(5, 'reset')),
  ]),
  ...CODES.flatMap((code) =>
    ['get', 'put', 'post'].flatMap((method) => [
      scenario(method, [{ code }]),
      scenario(method, times(5, { code })),
    ]),
  ),

  // Options of the installation, and of the request.
  ...Object.entries(OPTIONS).flatMap(([name, options]) =>
    SEQUENCES.map(([method, steps]) =>
      scenario(method, name === 'no end of retries' ? steps.slice(0, 5) : steps, { name, options }),
    ),
  ),
  ...SEQUENCES.flatMap(([method, steps]) => [
    scenario(method, steps, { name: 'retries of the request', request: { 'axios-retry': { retries: 1 } } }),
    scenario(method, steps, {
      name: 'hooks of the request go before',
      options: () => ({ retries: 2, onRetry: () => undefined, retryCondition: () => false }),
      request: { 'axios-retry': { retryCondition: () => true, onRetry: () => undefined } },
    }),
    scenario(method, steps, {
      name: 'validateResponse of the request',
      request: { 'axios-retry': { validateResponse: ({ status }) => status === 404 } },
    }),
    scenario(method, steps, { name: 'a validateStatus', request: { validateStatus: (code) => code < 500 } }),
    scenario(method, steps, { name: 'no validateStatus', request: { validateStatus: null } }),
  ]),

  // What onRetry changes is sent.
  ...Object.entries(CHANGES).flatMap(([name, change]) =>
    ['get', 'put'].map((method) =>
      scenario(method, [503, 503], {
        name: `onRetry sets ${name}`,
        options: () => ({
          onRetry: (retryCount, _error, config) => {
            change(config, retryCount);
          },
        }),
        request: { headers: { 'X-Token': 'old' }, params: { q: 1 } },
      }),
    ),
  ),

  // Bodies that can be read more than once.
  ...Object.entries<unknown>({
    text: 'plain',
    JSON: '{"a":1}',
    query: new URLSearchParams({ a: '1', b: '2' }),
    buffer: Buffer.from('bytes'),
    list: [1, 2, 3],
    nothing: undefined,
  }).map(([name, data]) => scenario('put', [503, 503], { name: `a body: ${name}`, request: { data } })),

  // `timeout` is for the whole call, unless it is reset.
  ...[false, true].flatMap((shouldResetTimeout) => [
    scenario('get', ['hang'], {
      name: `timeout, reset ${shouldResetTimeout}`,
      options: () => ({ shouldResetTimeout }),
      request: { timeout: LONG },
    }),
    scenario('get', [503, 'hang'], {
      name: `timeout after a retry, reset ${shouldResetTimeout}`,
      options: () => ({ shouldResetTimeout, retryDelay: () => LONG / 4 }),
      request: { timeout: LONG },
    }),
    scenario('get', ['hang', 'hang'], {
      name: `timeouts retried, reset ${shouldResetTimeout}`,
      options: () => ({ shouldResetTimeout, retryCondition: () => true, retries: 1 }),
      request: { timeout: LONG },
    }),
    ...['get', 'put', 'post'].map((method) =>
      scenario(method, times(4, 503), {
        name: `what is left of the timeout, reset ${shouldResetTimeout}`,
        options: () => ({ shouldResetTimeout, retryDelay: () => 10 }),
        request: { timeout: LONG },
      }),
    ),
    scenario('get', [503, 503], {
      name: `no timeout, reset ${shouldResetTimeout}`,
      options: () => ({ shouldResetTimeout, retryDelay: () => 2 }),
    }),
    scenario('get', [503, 503], {
      name: `a timeout shorter than the wait, reset ${shouldResetTimeout}`,
      options: () => ({ shouldResetTimeout, retryDelay: () => LONG + 10 }),
      request: { timeout: LONG },
    }),
  ]),

  // What the server asks for.
  ...['0', '0.01', 'soon', 'Tue, 01 Jan 2019 00:00:00 GMT'].flatMap((asked) =>
    ['get', 'post'].map((method) =>
      scenario(method, times(2, { status: 503, headers: { 'retry-after': asked } })),
    ),
  ),

  // Interceptors that change nothing, before and after the plugin.
  ...(['inner', 'outer'] as const).map((side) =>
    scenario('get', [503, 404], {
      name: `${side} interceptors`,
      [side]: (client: Parameters<NonNullable<Scenario['inner']>>[0]) => {
        client.interceptors.request.use((config) => config);
        client.interceptors.response.use((response) => response);
      },
      options: () => ({ retryCondition: (error) => !isRejection(error) }),
    }),
  ),
];
