import { atMost, type Finding } from '../shared/findings';
import { median } from '../shared/median';
import type { Sample } from './resources';

const MEGABYTE = 1024 * 1024;

/**
 * What compiled code, its feedback and the pools of Node may grow by while nothing leaks. After the warm-up it was
 * 0.2 MB in half a minute; with a colder start, up to 0.9 MB. A minute on a quiet machine is more than 10,000 calls, so
 * that a hundred bytes kept of each are found.
 */
export const NOISE = MEGABYTE;

/**
 * How much a figure has grown from the first sample to the last: the median of all slopes between two samples, which
 * no single odd sample moves.
 *
 * @see Theil–Sen estimator
 */
export function growthOf(samples: readonly number[]): number {
  const slopes = samples.flatMap((from, first) =>
    samples.slice(first + 1).map((to, distance) => (to - from) / (distance + 1)),
  );
  return median(slopes) * (samples.length - 1);
}

const megabytes = (bytes: number): string => `${(bytes / MEGABYTE).toFixed(2)} MB`;

/** Holds what a process has at the end against what it had after its warm-up, which is the first sample. */
export function judge(samples: readonly Sample[]): Finding[] {
  const [first, last] = [samples[0], samples.at(-1)];
  const counts = Object.entries(first?.counts ?? {}).map(([what, before]) => {
    const after = last?.counts[what];
    return { what, found: String(after), limit: `exactly ${before}`, isMet: after === before };
  });
  return [
    atMost('heap growth', growthOf(samples.map(({ heap }) => heap)), NOISE, megabytes),
    atMost(
      'memory growth outside the heap',
      growthOf(samples.map(({ buffers }) => buffers)),
      NOISE,
      megabytes,
    ),
    ...counts,
  ];
}
