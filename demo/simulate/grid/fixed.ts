import { CALM, type Scenario } from '../scenario';
import type { Drawn, Kind } from './draw';

/** Small enough to be simulated in a moment. */
const WELL: Scenario = { ...CALM, rate: 14, duration: 12_000, capacity: 20 };

const DOWN = { outages: [{ from: 0, to: 8000 }] };

const SCENARIOS: readonly (readonly [Kind, Partial<Scenario>])[] = [
  ['outage', DOWN],
  ['outage', { ...DOWN, processes: 5, warmUp: 10_000 }],
  ['outage', { ...DOWN, outageMode: 'refuse', retries: 5, latency: 300 }],
  ['outage', { ...DOWN, retries: 6, refusalCost: 0.2 }],
  ['outage', { ...DOWN, processes: 40, errorRate: 0.05 }],
  [
    'outages',
    {
      outages: [
        { from: 0, to: 5000 },
        { from: 8000, to: 11_000 },
      ],
      duration: 16_000,
    },
  ],
  ['brown-out', { brownOut: { from: 0, to: 9000 }, rate: 16 }],
  ['brown-out', { brownOut: { from: 0, to: 9000 }, rate: 16, queue: 40 }],
  ['limiter', { rateLimit: 13, rateWindow: 3000 }],
  ['limiter', { rateLimit: 12, rateWindow: 1000, latency: 1000, processes: 3 }],
  ['batch', { batch: 200, rate: 1, processes: 3 }],
  ['noise', { errorRate: 0.05, duration: 30_000 }],
  ['outage with Retry-After', { ...DOWN, outageRetryAfter: 2 }],
];

/** Thirteen small scenarios that stand for the grid: they take seconds. */
export const FIXED: readonly Drawn[] = SCENARIOS.map(([kind, more], index) => ({
  number: index + 1,
  kind,
  scenario: { ...WELL, ...more },
}));
