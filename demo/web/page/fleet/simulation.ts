import axios from 'axios';
import * as axiosRetry from 'axios-retry';
import {
  axiosRetry as axiosBackoffRetry,
  decorrelatedJitter,
  equalJitter,
  exponentialBackoff,
  fullJitter,
  noJitter,
  proportionalJitter,
  retryBudget,
  retryPacer,
} from '../../../../lib';
import { redisPacer } from '../../../../lib/redis';
import type { Libraries } from '../../../simulate/libraries';
import type { Figures } from '../../../simulate/figures';
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

// Named one by one, so that the bundle holds nothing else.
const libraries: Libraries = {
  axios,
  axiosRetry,
  axiosBackoff: {
    axiosRetry: axiosBackoffRetry,
    decorrelatedJitter,
    equalJitter,
    exponentialBackoff,
    fullJitter,
    noJitter,
    proportionalJitter,
    retryBudget,
    retryPacer,
  },
  axiosBackoffRedis: { redisPacer },
};

/** Simulates one strategy with the code of `npm run simulate`. One at a time, because it replaces the clock. */
export async function simulateTraced({ id, scenario, strategy }: FleetJob): Promise<FleetRun> {
  const trace = emptyTrace();
  const traces = traced(STRATEGIES[strategy], trace);
  const { recording, figures } = await simulate(scenario, traces, libraries);
  return { id, strategy, figures, trace, end: recording.end };
}
