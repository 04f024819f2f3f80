import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Figures } from './figures';
import type { Scenario } from './scenario';
import type { AnyStrategyName } from './all-strategies';

/** What a worker is given. */
export interface Job {
  readonly scenario: Scenario;
  readonly strategy: AnyStrategyName;
}

/** What became of a strategy. */
export interface Result {
  readonly strategy: AnyStrategyName;
  readonly figures: Figures;
  /** How many attempts were sent in each tenth of a second. */
  readonly attempts: readonly number[];
  /** How many of those failed. */
  readonly failures: readonly number[];
}

/** What a worker says: that so many more calls have ended, and at last the result. */
export type Message = { readonly ended: number } | { readonly result: Result };

const FILE = resolve(__dirname, 'worker.ts');

// Room for a million calls that are asleep, and for what lives no longer than an attempt.
const MEMORY = { maxOldGenerationSizeMb: 8192, maxYoungGenerationSizeMb: 192 };

/** Simulates one strategy in a thread of its own, because it replaces the clock there. */
function simulateApart(job: Job, onEnded: (calls: number) => void): Promise<Result> {
  return new Promise((done, fail) => {
    const worker = new Worker(FILE, {
      workerData: job,
      // By require: with an import, Node refuses a thread that begins with a file of TypeScript.
      execArgv: ['--require', 'tsx/cjs'],
      resourceLimits: MEMORY,
    });
    worker.on('message', (message: Message) => {
      if ('result' in message) done(message.result);
      else onEnded(message.ended);
    });
    worker.on('error', fail);
    worker.on('exit', (code) => {
      fail(new Error(`The simulation of '${job.strategy}' ended with code ${code} and without a result.`));
    });
  });
}

/**
 * Simulates strategies, as many at once as there are processors.
 *
 * @param onEnded is told of calls that have ended, of whatever strategy.
 * @returns the results in the order of the strategies.
 */
export async function simulate(
  scenario: Scenario,
  strategies: readonly AnyStrategyName[],
  onEnded: (calls: number) => void,
): Promise<Result[]> {
  const results: Result[] = [];
  const jobs = strategies.entries();
  const work = async (): Promise<void> => {
    // All workers take from the same list.
    for (const [index, strategy] of jobs)
      results[index] = await simulateApart({ scenario, strategy }, onEnded);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return results;
}
