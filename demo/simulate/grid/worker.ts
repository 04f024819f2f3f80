import type { Figures } from '../figures';
import { loadLibraries } from '../libraries';
import { simulate } from '../simulation';
import { STRATEGIES } from '../strategies';
import type { Job } from './pool';

/** Simulates one strategy in a thread of the pool. */
export async function simulateOne({ scenario, strategy }: Job): Promise<Figures> {
  // Nobody looks at the stacks of some million errors.
  process.setSourceMapsEnabled(false);
  Error.stackTraceLimit = 0;
  return (await simulate(scenario, STRATEGIES[strategy], await loadLibraries())).figures;
}
