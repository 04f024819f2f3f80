// What stands in code that was written for axios-retry 4. The type check of this repository compiles it against the
// real axios-retry; the alias test runs it with that, and then against the packed package under its name.
import axios, { AxiosError, AxiosRequestConfig, AxiosResponse } from 'axios';
import axiosRetry, {
  AxiosRetry,
  DEFAULT_OPTIONS,
  exponentialDelay,
  IAxiosRetryConfig,
  IAxiosRetryConfigExtended,
  IAxiosRetryReturn,
  isNetworkError,
  isNetworkOrIdempotentRequestError,
  isRetryableError,
  isSafeRequestError,
  linearDelay,
  namespace,
  retryAfter,
} from 'axios-retry';

/** Calls a server that fails `/thrice` three times and any other address once. */
export async function run(baseURL: string): Promise<Record<string, unknown>> {
  const hooks: string[] = [];
  const options: IAxiosRetryConfig = {
    retries: 2,
    retryDelay: (retryCount, error) => axiosRetry.exponentialDelay(retryCount, error, 1),
    retryCondition: (error: AxiosError) =>
      isNetworkOrIdempotentRequestError(error) || error.response?.status === 409,
    onRetry: (retryCount: number, error: AxiosError, config: AxiosRequestConfig) => {
      hooks.push(`${retryCount} ${String(error.response?.status)} ${String(config.url)}`);
    },
    onMaxRetryTimesExceeded: async (error, retryCount) => {
      await Promise.resolve();
      hooks.push(`${retryCount} too many for ${String(error.config?.url)}`);
    },
    validateResponse: null,
  };
  options.shouldResetTimeout = true;

  const client = axios.create({ baseURL });
  const installed: IAxiosRetryReturn = axiosRetry(client, options);
  const response = await client.get('/thrice', { 'axios-retry': { retries: 5 } });
  const state = response.config['axios-retry'] as IAxiosRetryConfigExtended;

  const other = axios.create({ baseURL });
  const install: AxiosRetry = axiosRetry;
  install(other, { ...DEFAULT_OPTIONS, retries: 1, retryDelay: linearDelay(1) });
  const failed = await other.get('/other/thrice').catch((error: unknown) => error as AxiosError);

  const validated = axios.create({ baseURL });
  axiosRetry(validated, {
    retryDelay: axiosRetry.linearDelay(1),
    validateResponse: ({ status }: AxiosResponse) => status === 503,
  });
  const accepted = await validated.get('/accepted');

  // eslint-disable-next-line @typescript-eslint/unbound-method -- a method only in the types of axios-retry
  axiosRetry(axios, { retryCondition: axiosRetry.isRetryableError, retryDelay: () => 1 });
  const posted = await axios.post(`${baseURL}/posted`, { a: 1 });

  const error = new AxiosError('x', 'ECONNRESET', response.config);
  return {
    hooks,
    ids: [installed.requestInterceptorId, installed.responseInterceptorId],
    state: [state.retries, state.retryCount, typeof state.lastRequestTime],
    failed: failed instanceof AxiosError && failed.response?.status,
    accepted: accepted.status,
    posted: posted.config[namespace]?.retryCount,
    verdicts: [isNetworkError, isRetryableError, isSafeRequestError].map((condition) => condition(error)),
    statics: [
      axiosRetry.isNetworkError === isNetworkError,
      axiosRetry.isSafeRequestError === isSafeRequestError,
      axiosRetry.isIdempotentRequestError(error),
    ],
    waits: [retryAfter(error), exponentialDelay(2, error) >= 400, linearDelay()(2, error)],
  };
}

/** Never called: the compiler must turn down what stands in it. */
export function wrong(): void {
  // @ts-expect-error -- a word is no number of retries
  const options: IAxiosRetryConfig = { retries: 'three' };
  axiosRetry(axios, options);
  // @ts-expect-error -- nor is it one in a request
  void axios.get('/x', { 'axios-retry': { retries: 'three' } });
}
