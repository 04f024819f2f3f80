import axios from 'axios';
import * as axiosRetry from 'axios-retry';
import * as axiosBackoff from '../../../../lib';
import { lowerBound } from '../../../simulate/bound';
import { figuresOf, type Figures } from '../../../simulate/figures';
import { runFleet } from '../../../simulate/fleet';
import type { Scenario } from '../../../simulate/scenario';
import { STRATEGIES, type StrategyName } from '../../../simulate/strategies';
import { emptyTrace, traced, type Trace } from './trace';

/** What the page asks its worker for. */
export interface FleetJob {
  readonly id: number;
  readonly scenario: Scenario;
  readonly strategy: StrategyName;
}

/** What became of it. */
export interface FleetRun {
  readonly id: number;
  readonly strategy: StrategyName;
  readonly figures: Figures;
  readonly trace: Trace;
  /** When the last call ended. */
  readonly end: number;
}

/** Simulates one strategy as `npm run simulate` does, with its own code. The virtual time is everyone's meanwhile. */
export async function simulateTraced({ id, scenario, strategy }: FleetJob): Promise<FleetRun> {
  const trace = emptyTrace();
  const libraries = { axios, axiosBackoff, axiosRetry };
  const recording = await runFleet(scenario, traced(STRATEGIES[strategy], trace), libraries);
  const figures = figuresOf(recording, lowerBound(scenario), scenario);
  return { id, strategy, figures, trace, end: recording.end };
}
