import type { AxiosInstance } from 'axios';
import { atMost, type Finding } from '../shared/findings';
import { heapUsed } from '../shared/heap';
import { processorTime } from '../shared/processor-time';
import { judgeGrowth, takeRounds, type Cost } from './growth';
import { succeed, type Subject } from './subject';

/** Counts how often an interceptor is looked at in the lists of an instance. */
function countReads({ interceptors }: AxiosInstance): () => number {
  let reads = 0;
  for (const manager of [interceptors.request, interceptors.response] as { handlers?: unknown[] }[]) {
    manager.handlers = new Proxy(manager.handlers ?? [], {
      get: (list, key, receiver) => {
        if (typeof key === 'string' && /^\d+$/.test(key)) reads++;
        return Reflect.get(list, key, receiver) as unknown;
      },
    });
  }
  return () => reads;
}

function install({ axios, plugin }: Subject, n: number, client = axios.create({ adapter: succeed })): object {
  for (let i = 0; i < n; i++) plugin.axiosRetry(client);
  return client;
}

function installTimes(subject: Subject, n: number): Cost {
  globalThis.gc?.();
  const before = processorTime();
  install(subject, n);
  const time = processorTime() - before;
  // Fewer, because counting takes longer than installing.
  const counted = n / 4;
  const client = subject.axios.create({ adapter: succeed });
  const reads = countReads(client);
  install(subject, counted, client);
  return { time, steps: counted + reads() };
}

export interface InstallingSizes {
  /** How often it is installed; also measured with a quarter of it. */
  readonly installs: number;
  readonly rounds: number;
}

// Measured: 1.2 kB. Four thousand that know each other take 37 kB each.
const MOST_BYTES = 4096;

/** Whether to install the plugin many times on one instance takes linear time, and memory. */
export async function checkInstalling(
  subject: Subject,
  { installs, rounds }: InstallingSizes,
): Promise<Finding[]> {
  const costs = await takeRounds(rounds, installs / 4, (n) => installTimes(subject, n));
  const before = heapUsed();
  const client = install(subject, installs);
  const bytes = (heapUsed() - before) / installs;
  // Used once more, so that it is not collected before the heap is looked at.
  if (!('defaults' in client)) throw new Error('It is not an instance.');
  return [
    ...judgeGrowth('installing on one instance', costs),
    atMost('heap per installation', bytes, MOST_BYTES, (figure) => `${Math.round(figure)} bytes`),
  ];
}
