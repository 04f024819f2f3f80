import axios, { type AxiosError, type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { axiosRetry, type RetryOptions } from '../../lib';
import { closeServers } from './scripted-server';

export * from './scripted-server';

/** The adapters of axios that reach a server from Node. */
export const ADAPTERS = ['http', 'fetch'] as const;
export type Adapter = (typeof ADAPTERS)[number];

afterEach(closeServers);

/** Two retries, hardly any wait, no log. */
export const QUICK: RetryOptions = { retries: 2, retryDelay: 1, log: false };

/** An axios instance with the plugin. */
export function clientFor(
  adapter: Adapter,
  options: RetryOptions = {},
  config: AxiosRequestConfig = {},
): AxiosInstance {
  // A proxy that the machine's environment names must not come between.
  const client = axios.create({ adapter, proxy: false, ...config });
  axiosRetry(client, { ...QUICK, ...options });
  return client;
}

/** The error that a call rejects with. */
export async function errorOf(call: Promise<unknown>): Promise<AxiosError> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  if (!outcome) throw new Error('The call should have failed');
  return outcome.error as AxiosError;
}
