import type { AxiosAdapter, AxiosInstance, AxiosStatic } from 'axios';
import type * as AxiosRetry from 'axios-retry';
import type * as RetryAxios from 'retry-axios';
import type * as AxiosBackoff from '../../lib';

/** What is compared: axios with nothing, with this plugin and with two others. */
export const SUBJECTS = ['axios', 'axios-backoff', 'axios-retry', 'retry-axios'] as const;
export type Subject = (typeof SUBJECTS)[number];

/** The settings that are the same for all. */
export interface Settings {
  readonly retries: number;
  /** The wait before each retry, in milliseconds. */
  readonly delay: number;
  /** Whether this plugin also has a budget and a pacer. The others know of none. */
  readonly isGuarded?: boolean;
}

// Found by the package's own name, and so through its "exports": the built bundle, as users get it. The name is not
// written into the import() because the types of the bundle are there only after a build.
const OURS = 'axios-backoff' as string;

// All by import(), so that everyone is measured as an ES module, on one and the same copy of axios.
export const loadAxios = async (): Promise<AxiosStatic> => (await import('axios')).default;
const loadOurs = (): Promise<typeof AxiosBackoff> => import(OURS) as Promise<typeof AxiosBackoff>;
const loadAxiosRetry = (): Promise<typeof AxiosRetry> => import('axios-retry');
const loadRetryAxios = (): Promise<typeof RetryAxios> => import('retry-axios');

/** An axios instance of its own with one of the plugins. Nobody logs, listens to hooks or has a timeout. */
export async function makeClient(
  subject: Subject,
  adapter: AxiosAdapter,
  { retries, delay, isGuarded = false }: Settings,
): Promise<AxiosInstance> {
  const axios = await loadAxios();
  const client = axios.create({ adapter });
  switch (subject) {
    case 'axios':
      break;
    case 'axios-backoff': {
      const { axiosRetry, retryBudget, retryPacer } = await loadOurs();
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
  }
  return client;
}
