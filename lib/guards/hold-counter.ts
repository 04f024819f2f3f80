import type { AxiosRequestConfig } from 'axios';
import { originOf } from '../axios/origin';
import type { Guard } from '../options/guard-brand';
import { duration } from '../time/duration';
import { PerKey } from './per-key';

// In milliseconds.
const MINUTE = 60_000;
const LONGEST_ORIGIN = 200;

/** The origin of a request, as the log shows it. */
export const shownOrigin = (config: AxiosRequestConfig): string => originOf(config).slice(0, LONGEST_ORIGIN);

/**
 * Counts the retries that a pacer holds back: for each key at most one line a minute. The line names the
 * origin, because a key of the caller's own may hold a secret.
 */
export function holdCounter(
  key: (config: AxiosRequestConfig) => string,
): NonNullable<Guard['rules']['heldBack']> {
  const counts = new PerKey(key, () => ({ calls: 0, skipped: 0, since: 0, reportedAt: -Infinity }), MINUTE);
  return (call, config, skippedByCall, isOver) => {
    const count = counts.of(config);
    const now = performance.now();
    if (isOver) count.calls--;
    else {
      if (skippedByCall === 1) count.calls++;
      if (!count.skipped++) count.since = now;
    }
    const { skipped, since } = count;
    // After the last such call there may be nothing more to count.
    const isDue = isOver ? count.calls < 1 && now - count.reportedAt >= MINUTE : now - since >= MINUTE;
    if (!isDue || !skipped) return undefined;
    Object.assign(count, { skipped: 0, reportedAt: now });
    const url = shownOrigin(config);
    const elapsed = now - since;
    const line = `The pacer held back ${skipped} ${skipped === 1 ? 'retry' : 'retries'} to ${url || 'its server'} within ${duration(elapsed)}.`;
    return [line, { type: 'hold', call, url, skipped, elapsed }];
  };
}
