import { count } from '../shared/text';
import type { SoakOptions } from './options';
import type { Tally } from './load';

/** What was sent, and what became of it. */
export function describeLoad(
  { calls, succeeded, retries, stopped, kinds }: Tally,
  { seconds, seed, leak }: SoakOptions,
): string {
  const reasons = [...stopped].sort(([, a], [, b]) => b - a).map(([reason, number]) => `${number} ${reason}`);
  return [
    `${seconds} s, seed ${seed}${leak === undefined ? '' : `, with injected leaks of ${leak.join(', ')}`}: ` +
      `${count(calls, 'call')} of ${count(kinds.size, 'kind')}, ${count(retries, 'retry', 'retries')}.`,
    `${succeeded} succeeded. The rest, by stop reason: ${reasons.join(', ')}.`,
    '',
  ].join('\n');
}
