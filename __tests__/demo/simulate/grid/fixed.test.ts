import axios from 'axios';
import * as axiosRetry from 'axios-retry';
import type { Figures } from '../../../../demo/simulate/figures';
import { KINDS } from '../../../../demo/simulate/grid/draw';
import { FIXED } from '../../../../demo/simulate/grid/fixed';
import { judge } from '../../../../demo/simulate/grid/judge';
import type { Scenario } from '../../../../demo/simulate/scenario';
import { simulate } from '../../../../demo/simulate/simulation';
import { STRATEGIES } from '../../../../demo/simulate/strategies';
import * as axiosBackoff from '../../../../demo/simulate/ours';

const LIBRARIES = { axios, axiosBackoff, axiosRetry };
const SEEDS = [1, 2, 3];

async function run(scenario: Scenario, strategy: 'full' | 'pacer'): Promise<Figures[]> {
  const figures: Figures[] = [];
  // One after the other: a simulation replaces the clock.
  for (const seed of SEEDS) {
    figures.push((await simulate({ ...scenario, seed }, STRATEGIES[strategy], LIBRARIES)).figures);
  }
  return figures;
}

it('there are thirteen, of each kind that the grid has', () => {
  expect(FIXED).toHaveLength(13);
  expect(new Set(FIXED.map(({ kind }) => kind))).toEqual(new Set(KINDS));
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
