import { Agent } from 'node:http';
import type { AxiosInstance, AxiosStatic } from 'axios';
import type * as AxiosBackoff from '../../lib';

export type Plugin = typeof AxiosBackoff;

export const ADAPTERS = ['http', 'fetch'] as const;

/** One way to send calls. */
export interface Client {
  readonly adapter: (typeof ADAPTERS)[number];
  readonly agent: Agent;
  readonly instance: AxiosInstance;
  /** Makes another instance like it, without the plugin. */
  readonly sibling: () => AxiosInstance;
}

/** The same options for all, with waits so short that there are many retries. */
export const optionsOf = (plugin: Plugin): AxiosBackoff.RetryOptions => ({
  retries: 4,
  retryDelay: plugin.exponentialBackoff({ initialDelay: 5, maxDelay: 40 }),
  log: () => undefined,
});

/** A client for each adapter, with connections that are kept alive and without. */
export function makeClients(axios: AxiosStatic, plugin: Plugin, port: number): Client[] {
  const guards = { budget: plugin.retryBudget({ minPerSecond: 1000 }), pacer: plugin.retryPacer() };
  return ADAPTERS.flatMap((adapter) =>
    [true, false].map((keepAlive) => {
      const agent = new Agent({ keepAlive });
      const sibling = (): AxiosInstance =>
        axios.create({
          adapter,
          baseURL: `http://127.0.0.1:${port}`,
          httpAgent: agent,
          proxy: false,
          // Fetch has no agents, and its connections are kept alive unless the server closes them.
          headers: keepAlive ? {} : { 'x-connection': 'close' },
        });
      const instance = sibling();
      plugin.axiosRetry(instance, { ...optionsOf(plugin), ...guards });
      return { adapter, agent, instance, sibling };
    }),
  );
}
