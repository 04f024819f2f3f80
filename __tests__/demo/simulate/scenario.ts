import { CALM, type Scenario } from '../../../demo/simulate/scenario';

export { CALM };

/** The outage that the command simulates by default. */
export const OUTAGE: Scenario = { ...CALM, outages: [{ from: 0, to: 20_000 }] };
