import type { Backoff } from '../../../lib';
import { backoffOf, longestWaits } from './backoff';
import { collisionChance } from './collisions';
import { seeded } from './seeded';
import type { Settings } from './settings';

/** What a wait is like before one retry. Times in milliseconds. */
export interface WaitSpread {
  readonly ceiling: number;
  /** The percentiles: a tenth of the waits are shorter than `p10`, half of them than `p50`. */
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  /** The chance that two of the clients send this retry within the window. */
  readonly collision: number;
}

/** What to expect of a backoff. */
export interface Outlook {
  readonly waits: readonly WaitSpread[];
  /** Of all the waits together. */
  readonly total: { readonly mean: number; readonly p10: number; readonly p90: number };
}

const CLIENTS_DRAWN = 10_000;

/** The value that the part `fraction` of some sorted values is below. */
export const quantile = (sorted: Float64Array, fraction: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(fraction * sorted.length))] ?? NaN;

/** The waits before one retry of many clients, from those before the last one. */
const drawWaits = (backoff: Backoff, retry: number, previous: Float64Array): Float64Array =>
  previous.map((delay) => backoff(retry, undefined, delay));

/** Draws the waits of many clients, and looks at what they have in common. */
export function outlook(settings: Settings): Outlook {
  const { retries, clients, window } = settings;
  const random = seeded();
  const backoff = backoffOf(settings, random);
  let waits: Float64Array = new Float64Array(CLIENTS_DRAWN);
  let totals: Float64Array = new Float64Array(CLIENTS_DRAWN);
  const spreads = longestWaits(backoff, retries).map((ceiling, index): WaitSpread => {
    waits = drawWaits(backoff, index + 1, waits);
    totals = totals.map((total, client) => total + (waits[client] ?? 0));
    const sorted = waits.slice().sort();
    return {
      ceiling,
      p10: quantile(sorted, 0.1),
      p50: quantile(sorted, 0.5),
      p90: quantile(sorted, 0.9),
      collision: collisionChance(totals, clients, window, random),
    };
  });
  const sorted = totals.slice().sort();
  return {
    waits: spreads,
    total: {
      mean: sorted.reduce((sum, total) => sum + total, 0) / CLIENTS_DRAWN,
      p10: quantile(sorted, 0.1),
      p90: quantile(sorted, 0.9),
    },
  };
}
