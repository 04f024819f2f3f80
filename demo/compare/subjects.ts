import type { AxiosInstance, AxiosRequestConfig, AxiosResponse, AxiosStatic } from 'axios';
import { loadBuiltPackage } from '../shared/built-package';
import { requestInLoop } from './own-loop';

/** Sends one call, with whatever retries it takes. */
export type Send = (config: AxiosRequestConfig) => Promise<AxiosResponse>;

/**
 * `defaults`: as it comes. `alike`: three retries for everybody, with exponential waits; the defaults otherwise.
 */
export type Settings = 'defaults' | 'alike';

/** One way to retry. */
export interface Subject {
  readonly name: string;
  /** Gives an instance its retries. */
  readonly equip: (client: AxiosInstance, settings: Settings) => Promise<Send>;
  /** The source of a module that has only this in it, to be bundled. */
  readonly module: string;
}

const RETRIES = 3;

/** An ES module, as are the packages below, so that everybody works on one and the same copy of axios. */
export const loadAxios = async (): Promise<AxiosStatic> => (await import('axios')).default;

export const SUBJECTS: readonly Subject[] = [
  {
    name: 'axios-backoff',
    equip: async (client, settings) => {
      const { axiosRetry } = await loadBuiltPackage();
      axiosRetry(client, { log: false, ...(settings === 'alike' && { retries: RETRIES }) });
      return (config) => client.request(config);
    },
    module: "export { axiosRetry } from './dist/index.mjs';",
  },
  {
    name: 'axios-retry',
    equip: async (client, settings) => {
      const { default: axiosRetry, exponentialDelay } = await import('axios-retry');
      // Its own default is not to wait at all.
      axiosRetry(client, settings === 'alike' ? { retries: RETRIES, retryDelay: exponentialDelay } : {});
      return (config) => client.request(config);
    },
    module: "export { default } from 'axios-retry';",
  },
  {
    name: 'retry-axios',
    equip: async (client, settings) => {
      if (settings === 'alike') Object.assign(client.defaults, { raxConfig: { retry: RETRIES } });
      (await import('retry-axios')).attach(client);
      return (config) => client.request(config);
    },
    module: "export { attach } from 'retry-axios';",
  },
  {
    name: 'own loop',
    equip: (client) => Promise.resolve((config) => requestInLoop(client, config, RETRIES)),
    module: "export { requestInLoop } from './demo/compare/own-loop';",
  },
];
