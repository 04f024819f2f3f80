import { resolve } from 'node:path';
import { Piscina } from 'piscina';
import type { Figures } from '../figures';
import type { Drawn } from './draw';
import type { Runs } from './judge';

/** What a worker is given: a scenario, of which it simulates one seed with one strategy. */
export interface Job {
  readonly scenario: Drawn['scenario'];
  readonly strategy: keyof Runs;
}

// In plain JavaScript, which loads the file of TypeScript that does the work.
const FILE = resolve(__dirname, 'worker.cjs');

/**
 * Simulates scenarios in some threads, each with both strategies and with some seeds.
 *
 * @param onRun is told of each run that has ended.
 * @param worker the file that does the work.
 */
export async function runGrid(
  scenarios: readonly Drawn[],
  seeds: number,
  workers: number,
  onRun: () => void,
  worker = FILE,
): Promise<Runs[]> {
  const pool = new Piscina<Job, Figures>({ filename: worker, minThreads: 1, maxThreads: workers });
  // What a worker does without a job, or after another has failed, would end the process.
  const failure = new Promise<never>((_resolve, reject) => pool.on('error', reject));
  try {
    const run = async (scenario: Drawn['scenario'], strategy: keyof Runs): Promise<Figures> => {
      const figures = await pool.run({ scenario, strategy });
      onRun();
      return figures;
    };
    const all = Promise.all(
      scenarios.map(async ({ scenario }) => {
        const seeded = Array.from({ length: seeds }, (_, index) => ({ ...scenario, seed: index + 1 }));
        const [full, pacer] = await Promise.all([
          Promise.all(seeded.map((one) => run(one, 'full'))),
          Promise.all(seeded.map((one) => run(one, 'pacer'))),
        ]);
        return { full, pacer };
      }),
    );
    return await Promise.race([all, failure]);
  } finally {
    await pool.destroy();
  }
}
