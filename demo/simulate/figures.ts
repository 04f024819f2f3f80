import type { Bound } from './bound';
import type { Recording } from './recording';
import { TENTH, troubleEnd, type Scenario } from './scenario';

const SECOND = 1000 / TENTH;

/** How a strategy did. Times in milliseconds. Where there is nothing to tell, `undefined`. */
export interface Figures {
  readonly attemptsPerCall: number;
  /** The most attempts within a second after the outage ÷ what the server can take in a second. */
  readonly peak: number;
  /** When the last attempt that failed was sent, since the end of the outage. */
  readonly lastFailure?: number;
  /** When all calls were done, since the end of the outage. */
  readonly done: number;
  /** The same ÷ the lower bound. */
  readonly doneToBound?: number;
  /** How many calls failed in the end. */
  readonly lost: number;
  /** Percentiles of how long the calls took, the lost ones too. */
  readonly p50: number;
  readonly p99: number;
}

/** The value that a part of sorted numbers does not exceed (nearest rank); NaN for none. */
export function percentile(sorted: ArrayLike<number>, part: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? NaN;
}

/** The most that one second held, wherever it began, from counts of each tenth of a second. */
export function busiestSecond(tenths: readonly number[]): number {
  let busiest = 0;
  let second = 0;
  for (const [tenth, count] of tenths.entries()) {
    second += count - (tenths[tenth - SECOND] ?? 0);
    busiest = Math.max(busiest, second);
  }
  return busiest;
}

/** What a recording comes to. */
export function figuresOf(recording: Recording, bound: Bound, scenario: Scenario): Figures {
  const { attempts, durations, lastFailure, lost, end } = recording;
  const from = troubleEnd(scenario);
  const after = attempts.slice(Math.ceil(from / TENTH));
  const sorted = durations.slice().sort();
  return {
    attemptsPerCall: attempts.reduce((sum, count) => sum + count, 0) / durations.length,
    peak: busiestSecond(after) / scenario.capacity,
    lastFailure: lastFailure >= from ? lastFailure - from : undefined,
    done: end - from,
    doneToBound: bound.end > from ? (end - from) / (bound.end - from) : undefined,
    lost,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
  };
}
