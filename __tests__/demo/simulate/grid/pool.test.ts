import { join } from 'node:path';
import { drawScenarios } from '../../../../demo/simulate/grid/draw';
import { runGrid } from '../../../../demo/simulate/grid/pool';

const DRAWN = drawScenarios(3, 1);

/** Runs three scenarios with three seeds on two threads that do what a file says. */
const run = (file: string, onRun: () => void = () => undefined): ReturnType<typeof runGrid> =>
  runGrid(DRAWN, 3, 2, onRun, join(__dirname, 'workers', file));

describe('the pool of the grid', () => {
  it('runs each scenario with each seed and both strategies, and tells of each run', async () => {
    let told = 0;
    const runs = await run('figures.cjs', () => told++);
    const expected = (strategy: string, index: number): object[] =>
      [1, 2, 3].map((seed) => ({ strategy, seed, rate: DRAWN[index]?.scenario.rate }));
    expect(runs).toEqual(
      DRAWN.map((_, index) => ({ full: expected('full', index), pacer: expected('pacer', index) })),
    );
    expect(told).toBe(2 * 3 * DRAWN.length);
  });

  it.each([
    ['throws.cjs', 'no such scenario'],
    ['exits.cjs', 'code: 7'],
    ['cannot-load.cjs', 'no program'],
    ['exits-at-once.cjs', 'code: 8'],
  ])('ends with the error of a worker: %s', async (file, message) => {
    await expect(run(file)).rejects.toThrow(message);
  });
});
