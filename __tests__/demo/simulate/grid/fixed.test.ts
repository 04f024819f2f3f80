import axios from 'axios';
import * as axiosRetry from 'axios-retry';
import { lowerBound } from '../../../../demo/simulate/bound';
import { figuresOf, type Figures } from '../../../../demo/simulate/figures';
import { runFleet } from '../../../../demo/simulate/fleet';
import { FIXED } from '../../../../demo/simulate/grid/fixed';
import { judge } from '../../../../demo/simulate/grid/judge';
import type { Scenario } from '../../../../demo/simulate/scenario';
import { STRATEGIES } from '../../../../demo/simulate/strategies';
import * as axiosBackoff from '../../../../lib';

const LIBRARIES = { axios, axiosBackoff, axiosRetry };
const SEEDS = [1, 2, 3];

async function run(scenario: Scenario, strategy: 'full' | 'pacer'): Promise<Figures[]> {
  const figures: Figures[] = [];
  // One after the other: the virtual time is everyone's.
  for (const seed of SEEDS) {
    const seeded = { ...scenario, seed };
    const recording = await runFleet(seeded, STRATEGIES[strategy], LIBRARIES);
    figures.push(figuresOf(recording, lowerBound(seeded), seeded));
  }
  return figures;
}

it('there are twelve, of each kind that the grid has', () => {
  expect(FIXED).toHaveLength(12);
  expect(new Set(FIXED.map(({ kind }) => kind)).size).toBe(6);
});

it.each(FIXED)('a pacer is not worse than full jitter in scenario $number, $kind', async ({ scenario }) => {
  const runs = { full: await run(scenario, 'full'), pacer: await run(scenario, 'pacer') };
  expect(judge(scenario, runs)).toEqual([]);
});

it('a pacer does nothing at all where only single answers fail', async () => {
  const noise = FIXED.find(({ kind }) => kind === 'noise');
  if (!noise) throw new Error('no noise');
  expect(await run(noise.scenario, 'pacer')).toEqual(await run(noise.scenario, 'full'));
});
