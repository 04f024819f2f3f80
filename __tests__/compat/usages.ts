/* eslint-disable @typescript-eslint/unbound-method -- methods only in the types of axios-retry */
import axios, {
  type AxiosError,
  type AxiosHeaders,
  type AxiosInstance,
  type AxiosRequestConfig,
} from 'axios';
import type { Observation, Scenario } from './observe';

/** A way in which public code uses axios-retry. */
export interface Usage extends Omit<Scenario, 'name' | 'isPlain'> {
  /** What this package does otherwise, on purpose: what shows it, and how it looks with each; with the preset as with the entry. */
  readonly difference?: {
    readonly look: (observation: Observation) => unknown;
    readonly theirs: unknown;
    readonly ours: unknown;
    /** With the preset, where that is not the entry. */
    readonly preset?: unknown;
  };
}

/** In milliseconds. */
const LONG = 600_000;

const get = (steps: Usage['steps'], more: Partial<Usage> = {}): Usage => ({ method: 'get', steps, ...more });
const post = (steps: Usage['steps'], more: Partial<Usage> = {}): Usage => ({
  method: 'post',
  steps,
  ...more,
});

const always = Array<number>(12).fill(503);

/** Sets a token as it comes from a refresh. */
function setToken(config: AxiosRequestConfig | undefined, token: string): void {
  Object.assign(config?.headers ?? {}, { Authorization: `Bearer ${token}` });
}

const refreshed = async (): Promise<string> => Promise.resolve('new');

const withToken = { headers: { Authorization: 'Bearer old' } };

/** Calls, and says what a `catch` reads of the state. */
const stateInCatch = (client: AxiosInstance, request: AxiosRequestConfig): Promise<unknown> =>
  client.request(request).catch((error: unknown) => {
    const { config, response } = error as AxiosError;
    const { retryCount, retries } = config?.['axios-retry'] ?? {};
    return `${String(response?.status)} after ${String(retryCount)} of ${String(retries)}`;
  });

export const USAGES: Readonly<Record<string, Usage>> = {
  'no options at all': get([503, 503, 503]),
  'no options, and no end of failures': get(always),
  'no options, a POST': post([503]),
  'an empty object': get(always, { options: () => ({}) }),
  'retries alone': get(always, { options: () => ({ retries: 5 }) }),
  'retries that may be undefined': get(always, {
    options: () => ({ retries: undefined }),
    difference: { look: ({ sends }) => sends.length, theirs: 1, ours: 4, preset: 11 },
  }),
  'shouldResetTimeout that may be undefined': get(always, {
    options: () => ({ shouldResetTimeout: undefined, retryDelay: () => 10 }),
    request: { timeout: LONG },
    difference: { look: ({ sends }) => sends[1]?.timeout, theirs: 'rest', ours: 'rest', preset: 'whole' },
  }),
  'the defaults spread, and one changed': get(always, {
    options: ({ DEFAULT_OPTIONS }) => ({ ...DEFAULT_OPTIONS, retries: 1 }),
  }),
  'onRetry that edits config.headers': get([503, 503], {
    request: withToken,
    options: () => ({
      onRetry: async (_retryCount, _error, config) => {
        setToken(config, await refreshed());
      },
    }),
  }),
  'onRetry that calls config.headers.set()': get([503, 503], {
    request: withToken,
    options: () => ({
      onRetry: (retryCount, _error, config) => {
        (config.headers as AxiosHeaders).set('X-Retry', String(retryCount));
      },
    }),
  }),
  'onRetry that edits error.config.headers': get([503, 503], {
    request: withToken,
    options: () => ({
      onRetry: async (_retryCount, { config }) => {
        setToken(config, await refreshed());
      },
    }),
  }),
  'a retryCondition that sets a token on error.config': get([401, 401], {
    request: withToken,
    options: () => ({
      retryCondition: async ({ config, response }) => {
        if (response?.status !== 401) return false;
        setToken(config, await refreshed());
        return true;
      },
    }),
  }),
  'a retryDelay that sets a header on error.config': get([503], {
    options: () => ({
      retryDelay: (retryCount, { config }) => {
        config?.headers.set('X-Retry', String(retryCount));
        return 1;
      },
    }),
  }),
  'onRetry that changes error.config.params in place': get([503, 503], {
    request: { params: { page: 1 } },
    options: () => ({
      onRetry: (_retryCount, { config }) => {
        (config?.params as { page: number }).page++;
      },
    }),
  }),
  'onRetry that goes to another server': get([503], {
    options: () => ({
      onRetry: (_retryCount, _error, config) => {
        config.url = `${String(config.url)}?mirror=2`;
      },
    }),
  }),
  'onRetry that parses config.data': post([503], {
    options: ({ isRetryableError }, note) => ({
      retryCondition: isRetryableError,
      onRetry: (_retryCount, _error, config) => {
        note(String((JSON.parse(config.data as string) as { a: number }).a));
      },
    }),
    difference: {
      look: ({ notes, outcome }) => [notes, outcome.rejected ?? outcome.status],
      theirs: [['1'], 200],
      ours: [[], expect.stringMatching(/^SyntaxError/)],
    },
  }),
  'onRetry that logs': get([503, 503], {
    options: (_functions, note) => ({
      onRetry: (retryCount, error, config) => {
        note(`${retryCount} ${error.message} ${String(config.method)} ${String(config.url)}`);
      },
    }),
  }),
  'an async condition': post([503, 409], {
    options: () => ({
      retryCondition: async ({ response }) => {
        await Promise.resolve();
        return response?.status === 503;
      },
    }),
  }),
  'the default condition || one status more': get([404, 503], {
    options: ({ isNetworkOrIdempotentRequestError }) => ({
      retryCondition: (error) => isNetworkOrIdempotentRequestError(error) || error.response?.status === 404,
    }),
  }),
  'the default condition || timeouts': get([{ code: 'ECONNABORTED' }, { code: 'ECONNRESET' }], {
    options: ({ default: axiosRetry }) => ({
      retryCondition: (error) =>
        axiosRetry.isNetworkOrIdempotentRequestError(error) || error.code === 'ECONNABORTED',
    }),
  }),
  'isNetworkError || isRetryableError': post(['reset', 503], {
    options: ({ isNetworkError, isRetryableError }) => ({
      retryCondition: (error) => isNetworkError(error) || isRetryableError(error),
    }),
  }),
  'axiosRetry.isRetryableError': post([503, 429], {
    options: ({ default: { isRetryableError } }) => ({ retryCondition: isRetryableError }),
  }),
  'axiosRetry.isSafeRequestError': get([503], {
    options: ({ default: { isSafeRequestError } }) => ({ retryCondition: isSafeRequestError }),
  }),
  'axiosRetry.exponentialDelay itself': get([503, 503], {
    isTimed: true,
    options: ({ default: { exponentialDelay } }) => ({ retryDelay: exponentialDelay }),
  }),
  'exponentialDelay with three arguments': get([503, 503], {
    isTimed: true,
    options: ({ exponentialDelay }) => ({
      retryDelay: (retryCount, error) => exponentialDelay(retryCount, error, 1000),
    }),
  }),
  'exponentialDelay with one argument': get([503, 503], {
    isTimed: true,
    options: ({ exponentialDelay }) => ({ retryDelay: (retryCount) => exponentialDelay(retryCount) }),
  }),
  'linearDelay()': get([503, 503], {
    isTimed: true,
    options: ({ linearDelay }) => ({ retryDelay: linearDelay() }),
  }),
  'a delay by the number': get([503, 503], {
    isTimed: true,
    options: () => ({ retryDelay: (retryCount) => retryCount * 1000 }),
  }),
  'retries of one request': get(always, { request: { 'axios-retry': { retries: 5 } } }),
  'no retries for one request': get(always, { request: { 'axios-retry': { retries: 0 } } }),
  'a condition of one request': post([503], {
    request: { 'axios-retry': { retryCondition: () => true } },
  }),
  'shouldResetTimeout: true': get(['hang', 503], {
    request: { timeout: LONG },
    options: ({ isNetworkOrIdempotentRequestError }) => ({
      shouldResetTimeout: true,
      retryCondition: (error) => isNetworkOrIdempotentRequestError(error) || error.code === 'ECONNABORTED',
    }),
  }),
  onMaxRetryTimesExceeded: get(always, {
    options: (_functions, note) => ({
      retries: 2,
      onMaxRetryTimesExceeded: async (error, retryCount) => {
        await Promise.resolve();
        note(`${retryCount} ${error.message}`);
      },
    }),
  }),
  validateResponse: get([404, 503], {
    options: () => ({ validateResponse: ({ status }) => status < 400, retryCondition: () => true }),
  }),
  'the state in a catch': get(always, { act: stateInCatch }),
  'the state of a success, by the namespace': get([503], {
    act: async (client, request) => {
      const { config } = await client.request(request);
      return config['axios-retry']?.retryCount;
    },
  }),
  'an interceptor before it that counts retries in a header': get([503, 503], {
    inner: (client) => {
      client.interceptors.request.use((config) => {
        config.headers.set('X-Retry', String(config['axios-retry']?.retryCount ?? 0));
        return config;
      });
    },
  }),
  'an interceptor after it that unwraps the answer': get([503, 503], {
    outer: (client, note) => {
      client.interceptors.response.use((response) => {
        note('unwrapped');
        return response;
      });
    },
    difference: {
      look: ({ notes }) => notes.length,
      theirs: 3,
      ours: 1,
    },
  }),
  'an interceptor after it that counts errors': get(always, {
    options: () => ({ retries: 1 }),
    outer: (client, note) => {
      client.interceptors.response.use(null, (error: unknown) => {
        note(String(axios.isAxiosError(error) && error.response?.status));
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- passed on as it came
        return Promise.reject(error);
      });
    },
    difference: { look: ({ notes }) => notes, theirs: ['503', '503'], ours: ['503'] },
  }),
};
