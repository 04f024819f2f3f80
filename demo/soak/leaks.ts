import { connect } from 'node:net';
import type { AxiosInstance } from 'axios';

/** What a leak can get at. */
export interface Leaky {
  readonly client: AxiosInstance;
  readonly port: number;
  readonly signal: AbortSignal;
}

const EVERY = 50;

const kept: unknown[] = [];

/** Faults that a retry plugin could have, each as an action for one call in fifty. Memory: 16 kB a call. */
export const LEAKS = {
  heap: () => kept.push(new Array(100_000).fill(kept.length)),
  buffers: () => kept.push(Buffer.alloc(800_000)),
  sockets: ({ port }: Leaky) => kept.push(connect(port, '127.0.0.1').on('error', () => undefined)),
  timers: () => setTimeout(() => undefined, 3_600_000),
  'unreferenced timers': () => setTimeout(() => undefined, 3_600_000).unref(),
  listeners: ({ signal }: Leaky) => {
    signal.addEventListener('abort', () => undefined);
  },
  'process listeners': () => process.on('SIGUSR2', () => undefined),
} as const satisfies Record<string, (leaky: Leaky) => unknown>;

export type Leak = keyof typeof LEAKS;

/** Gives a client such a fault. */
export function leak(name: Leak, leaky: Leaky): void {
  let calls = 0;
  leaky.client.interceptors.request.use((config) => {
    if (calls++ % EVERY === 0) LEAKS[name](leaky);
    return config;
  });
}
