import { lowerBound } from '../bound';
import { figuresOf, type Figures } from '../figures';
import { runFleet } from '../fleet';
import { loadLibraries } from '../libraries';
import { STRATEGIES } from '../strategies';
import type { Job } from './pool';

/** Simulates one strategy. One at a time in each thread: the virtual time is everyone's in it. */
export async function simulateOne({ scenario, strategy }: Job): Promise<Figures> {
  // Nobody looks at the stacks of some million errors.
  process.setSourceMapsEnabled(false);
  Error.stackTraceLimit = 0;
  const recording = await runFleet(scenario, STRATEGIES[strategy], await loadLibraries());
  return figuresOf(recording, lowerBound(scenario), scenario);
}
