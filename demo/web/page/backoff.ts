import { exponentialBackoff, type Backoff } from '../../../lib';
import { JITTERS } from './jitters';
import type { Settings } from './settings';

/** The backoff that the settings ask for. */
export const backoffOf = (
  { initialDelay, multiplier, maxDelay, jitter }: Settings,
  random?: () => number,
): Backoff =>
  exponentialBackoff({ initialDelay, multiplier, maxDelay, jitter: JITTERS[jitter].jitter, random });

/** The longest wait before each retry. A decorrelated one is the longest after the longest. */
export function longestWaits(backoff: Backoff, retries: number): number[] {
  const waits: number[] = [];
  for (let retry = 1; retry <= retries; retry++) waits.push(backoff.ceiling(retry, waits.at(-1)));
  return waits;
}
