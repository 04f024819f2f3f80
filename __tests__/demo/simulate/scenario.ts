import type { Scenario } from '../../../demo/simulate/scenario';

/** A server that nothing is wrong with, and calls that it can bear. */
export const CALM: Scenario = {
  processes: 1,
  rate: 140,
  duration: 30_000,
  warmUp: 0,
  batch: 0,
  retries: 10,
  initialDelay: 1000,
  maxDelay: 60_000,
  timeout: 10_000,
  capacity: 200,
  latency: 50,
  queue: 0,
  refusalCost: 0,
  outages: [],
  outageMode: 'status',
  rateWindow: 10_000,
  errorRate: 0,
  seed: 1,
};

/** The outage that the command simulates by default. */
export const OUTAGE: Scenario = { ...CALM, outages: [{ from: 0, to: 20_000 }] };
