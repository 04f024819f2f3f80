// What a user of the package writes in TypeScript, without a value of axios: old versions give an ES module another
// default than their types say. The matrix of types puts each form of import in place of those of '../../lib'.
import axiosRetry, {
  axiosRetryV4,
  exponentialBackoff,
  getRetryState,
  isNetworkError,
  retryBudget,
} from '../../lib';
import type { LogEvent, RetryInstallation, RetryOptions, RetryState } from '../../lib';
import type { AxiosError, AxiosInstance, AxiosRequestConfig, AxiosResponse } from 'axios';

export async function run(client: AxiosInstance): Promise<RetryState | undefined> {
  const options: RetryOptions = {
    retries: 2,
    retryDelay: exponentialBackoff({ initialDelay: 2 }),
    retryCondition: (error: AxiosError<{ code: string }>) =>
      isNetworkError(error) || error.response?.data.code === 'busy',
    validateResponse: ({ status }: AxiosResponse<{ done: boolean }>) => status < 300,
    onRetry: (retryCount: number, error, config) => {
      config.params = { retryCount, last: error.config?.url };
    },
    budget: retryBudget({ ratio: 0.1 }),
    log: (_message: string, event: LogEvent) => event.type,
  };
  const installation: RetryInstallation = axiosRetry(client, { ...axiosRetryV4, ...options });
  const config: AxiosRequestConfig = { 'axios-retry': { retries: 5 }, 'axios-backoff': false };
  const response = await client.get<string>('/orders', config);
  const used: number | undefined = response.config['axios-retry']?.retryCount;
  installation.eject();
  return used === undefined ? undefined : getRetryState(response);
}

export function wrong(client: AxiosInstance): void {
  // @ts-expect-error -- a word is no number of retries
  axiosRetry(client, { retries: 'three' });
  // @ts-expect-error -- nor is it one in a request
  void client.get('/x', { 'axios-retry': { retries: 'three' } });
  // @ts-expect-error -- a client of another make has no interceptors
  axiosRetry({ request: () => undefined });
}
