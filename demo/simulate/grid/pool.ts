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
 * Simulates scenarios in as many threads as there are processors, each with both strategies and with some seeds.
 *
 * @param onRun is told of each run that has ended.
 */
export async function runGrid(
  scenarios: readonly Drawn[],
  seeds: number,
  workers: number,
  onRun: () => void,
): Promise<Runs[]> {
  const pool = new Piscina<Job, Figures>({ filename: FILE, minThreads: 1, maxThreads: workers });
  try {
    const run = async (scenario: Drawn['scenario'], strategy: keyof Runs): Promise<Figures> => {
      const figures = await pool.run({ scenario, strategy });
      onRun();
      return figures;
    };
    return await Promise.all(
      scenarios.map(async ({ scenario }) => {
        const seeded = Array.from({ length: seeds }, (_, index) => ({ ...scenario, seed: index + 1 }));
        const [full, pacer] = await Promise.all([
          Promise.all(seeded.map((one) => run(one, 'full'))),
          Promise.all(seeded.map((one) => run(one, 'pacer'))),
        ]);
        return { full, pacer };
      }),
    );
  } finally {
    await pool.destroy();
  }
}
