import axios from 'axios';
import { createClient } from 'redis';
import { loadBuiltPackage, loadBuiltRedis } from '../shared/built-package';
import { beginningOf, callsOf, type Scenario } from '../simulate/scenario';

// One process of a fleet, which fleet.ts starts. It makes each call of the scenario that is its turn.

/** What a process is told. */
export interface Task {
  readonly scenario: Scenario;
  /** Which of the processes it is, from 0. */
  readonly index: number;
  /** The server. */
  readonly url: string;
  /** The Redis that its fleet shares. Absent: it has a pacer of its own. */
  readonly redis?: { readonly url: string; readonly prefix: string };
}

/** What it says: that it is ready, and how each call has ended. */
export type Said = 'ready' | { readonly duration: number; readonly isLost: boolean };

const say = (said: Said): void => {
  process.send?.(said);
};

async function makePacer({ redis }: Task) {
  if (!redis) return (await loadBuiltPackage()).retryPacer();
  const [{ redisPacer }, client] = await Promise.all([
    loadBuiltRedis(),
    createClient({ url: redis.url })
      .on('error', () => undefined)
      .connect(),
  ]);
  return redisPacer(client, { prefix: redis.prefix });
}

async function prepare(task: Task): Promise<() => void> {
  const { scenario, index, url } = task;
  const { processes, retries, initialDelay, maxDelay, timeout } = scenario;
  const { axiosRetry, exponentialBackoff } = await loadBuiltPackage();
  const client = axios.create({ baseURL: url, timeout });
  const retryDelay = exponentialBackoff({ initialDelay, maxDelay });
  axiosRetry(client, { retries, retryDelay, log: false, pacer: await makePacer(task) });

  const call = async (): Promise<void> => {
    const startedAt = performance.now();
    const isLost = await client.get('/orders').then(
      () => false,
      () => true,
    );
    say({ duration: performance.now() - startedAt, isLost });
  };
  return () => {
    for (let number = index; number < callsOf(scenario); number += processes)
      setTimeout(() => void call(), beginningOf(scenario, number));
  };
}

// The parent ends it, or has ended itself.
process.on('disconnect', () => process.exit());
process.once('message', (task: Task) => {
  prepare(task).then(
    (begin) => {
      process.once('message', begin);
      say('ready');
    },
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
