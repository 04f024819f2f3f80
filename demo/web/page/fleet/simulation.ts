import axios from 'axios';
import * as axiosRetry from 'axios-retry';
import type { Figures } from '../../../simulate/figures';
import * as axiosBackoff from '../../../simulate/ours';
import type { Scenario } from '../../../simulate/scenario';
import { simulate } from '../../../simulate/simulation';
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

/** Simulates one strategy with the code of `npm run simulate`. One at a time, because it replaces the clock. */
export async function simulateTraced({ id, scenario, strategy }: FleetJob): Promise<FleetRun> {
  const trace = emptyTrace();
  const libraries = { axios, axiosBackoff, axiosRetry };
  const traces = traced(STRATEGIES[strategy], trace);
  const { recording, figures } = await simulate(scenario, traces, libraries);
  return { id, strategy, figures, trace, end: recording.end };
}
