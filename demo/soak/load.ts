import type { AxiosRequestConfig, AxiosStatic } from 'axios';
import { destroy, KINDS } from './kinds';
import type { Client, Plugin } from './clients';

/** What became of calls. */
export interface Tally {
  calls: number;
  succeeded: number;
  retries: number;
  /** Of those that failed, by the reason that they stopped for. */
  readonly stopped: Map<string, number>;
  /** The kinds of call that were sent. */
  readonly kinds: Set<string>;
}

export interface LoadOptions {
  readonly axios: AxiosStatic;
  readonly plugin: Plugin;
  readonly clients: readonly Client[];
  /** What all calls can be cancelled by, and none is. */
  readonly shared: readonly AxiosRequestConfig[];
  readonly concurrency: number;
  readonly random: () => number;
}

/** How long a call may take after the load has ended, in milliseconds. */
const PATIENCE = 30_000;

export class Load {
  readonly tally: Tally = { calls: 0, succeeded: 0, retries: 0, stopped: new Map(), kinds: new Set() };
  private underWay = 0;

  constructor(private readonly options: LoadOptions) {}

  /** Sends calls for so many milliseconds, and returns how many of them have not ended long after. */
  async lap(milliseconds: number): Promise<number> {
    const end = performance.now() + milliseconds;
    const work = async (): Promise<void> => {
      while (performance.now() < end) await this.call();
    };
    const all = Promise.all(Array.from({ length: this.options.concurrency }, work));
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise((resolve) => {
      timer = setTimeout(resolve, milliseconds + PATIENCE);
    });
    await Promise.race([all, patience]);
    clearTimeout(timer);
    return this.underWay;
  }

  private one<T>(list: readonly T[]): T {
    return list[Math.floor(this.options.random() * list.length)] as T;
  }

  private async call(): Promise<void> {
    const { axios, plugin, clients, shared } = this.options;
    const { tally } = this;
    const [name, kind] = this.one(Object.entries(KINDS));
    tally.kinds.add(name);
    const id = tally.calls++;
    this.underWay++;
    try {
      const answer = await kind({ axios, plugin, client: this.one(clients), id, shared: this.one(shared) });
      tally.succeeded++;
      tally.retries += plugin.getRetryState(answer)?.retryCount ?? 0;
    } catch (error) {
      if (axios.isAxiosError(error)) destroy(error.response?.data);
      const state = plugin.getRetryState(error);
      const reason = state?.stopReason ?? 'none';
      tally.retries += state?.retryCount ?? 0;
      tally.stopped.set(reason, (tally.stopped.get(reason) ?? 0) + 1);
    } finally {
      this.underWay--;
    }
  }
}
