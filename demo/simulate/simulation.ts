import { lowerBound } from './bound';
import { figuresOf, type Figures } from './figures';
import { runFleet } from './fleet';
import type { Libraries } from './libraries';
import type { Recording } from './recording';
import type { Scenario } from './scenario';
import type { Strategy } from './strategies';

/** What came of a simulation. */
export interface Simulated {
  readonly recording: Recording;
  readonly figures: Figures;
}

/**
 * Simulates one strategy. One at a time in each thread, because it replaces the clock there.
 *
 * @param onEnd is called for each call that has ended.
 */
export async function simulate(
  scenario: Scenario,
  strategy: Strategy,
  libraries: Libraries,
  onEnd?: () => void,
): Promise<Simulated> {
  const recording = await runFleet(scenario, strategy, libraries, onEnd);
  return { recording, figures: figuresOf(recording, lowerBound(scenario), scenario) };
}
