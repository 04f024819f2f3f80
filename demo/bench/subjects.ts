import type { AxiosAdapter, AxiosError, AxiosInstance, AxiosRequestConfig, AxiosStatic } from 'axios';
import { setTimeout as wait } from 'node:timers/promises';
import type * as AxiosRetry from 'axios-retry';
import type * as RetryAxios from 'retry-axios';
import { loadBuiltPackage } from '../shared/built-package';
import { PACKAGES } from '../shared/package-version';

/**
 * What is compared: beside the packages, axios with two interceptors that do nothing, which no plugin can undercut, and
 * a loop around axios as people write it by hand.
 */
export const SUBJECTS = [...PACKAGES, 'empty interceptors', 'hand-written loop'] as const;
export type Subject = (typeof SUBJECTS)[number];

/** The settings that are the same for all. */
export interface Settings {
  readonly retries: number;
  /** The wait before each retry, in milliseconds. */
  readonly delay: number;
  /** Whether this plugin also has a budget and a pacer. The others know of none. */
  readonly isGuarded?: boolean;
}

/** What sends calls. */
export interface Client {
  get(url: string, config?: AxiosRequestConfig): Promise<unknown>;
}

// All by import(), so that everyone is measured as an ES module, on one and the same copy of axios.
export const loadAxios = async (): Promise<AxiosStatic> => (await import('axios')).default;
const loadAxiosRetry = (): Promise<typeof AxiosRetry> => import('axios-retry');
const loadRetryAxios = (): Promise<typeof RetryAxios> => import('retry-axios');

/** An axios instance of its own with one of the plugins. Nobody logs, listens to hooks or has a timeout. */
export async function makeClient(
  subject: Subject,
  { retries, delay, isGuarded = false }: Settings,
  defaults: { readonly adapter?: AxiosAdapter; readonly baseURL?: string; readonly httpAgent?: unknown },
): Promise<Client> {
  const axios = await loadAxios();
  const client = axios.create(defaults);
  switch (subject) {
    case 'axios':
      break;
    case 'axios-backoff': {
      const { axiosRetry, retryBudget, retryPacer } = await loadBuiltPackage();
      const guards = isGuarded ? { budget: retryBudget(), pacer: retryPacer() } : {};
      axiosRetry(client, { retries, retryDelay: delay, log: false, ...guards });
      break;
    }
    case 'axios-retry':
      (await loadAxiosRetry()).default(client, { retries, retryDelay: () => delay });
      break;
    case 'retry-axios':
      Object.assign(client.defaults, {
        raxConfig: { retry: retries, retryDelay: delay, backoffType: 'static' },
      });
      (await loadRetryAxios()).attach(client);
      break;
    case 'empty interceptors':
      client.interceptors.request.use((config) => config, undefined, { synchronous: true });
      client.interceptors.response.use((response) => response);
      break;
    case 'hand-written loop':
      return { get: (url, config) => getInLoop(client, { retries, delay }, url, config) };
  }
  return client;
}

/** Retries a server's errors, as people do it without a plugin. */
async function getInLoop(
  client: AxiosInstance,
  { retries, delay }: Settings,
  url: string,
  config?: AxiosRequestConfig,
): Promise<unknown> {
  for (let retry = 1; ; retry++) {
    try {
      return await client.get(url, config);
    } catch (error) {
      const { response } = error as AxiosError;
      if (!response || response.status < 500 || retry > retries) throw error;
      await wait(delay);
    }
  }
}
