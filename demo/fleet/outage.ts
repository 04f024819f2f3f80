import { CALM, type Scenario } from '../simulate/scenario';

/** The outage of the demo: the same for real processes and in the simulator. */
export const outageFor = (processes: number, seed = 1): Scenario => ({
  ...CALM,
  processes,
  rate: 40,
  duration: 12_000,
  capacity: 60,
  outages: [{ from: 2000, to: 9000 }],
  seed,
});
