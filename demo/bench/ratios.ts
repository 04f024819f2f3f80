import type { Subject } from './subjects';
import type { Figures } from './turns';

/** A ratio to the baseline, by round. */
export type RoundRatios = Partial<Record<Subject, number>>;

/** What all rounds together say. */
export interface Ratio {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** The middle of some numbers, or the mean of the two that are there; NaN for none. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? NaN : (low + high) / 2;
}

/**
 * The ratios of one round. Each figure is divided by the baseline's of the same turn, which was taken a moment before
 * or after: what slowed the machine down just then is in both.
 */
export function ratiosOf(figures: Figures, baseline: Subject): RoundRatios {
  const ratios: RoundRatios = {};
  for (const [subject, own] of Object.entries(figures) as [Subject, number[]][]) {
    if (subject === baseline) continue;
    ratios[subject] = median(own.map((figure, turn) => figure / (figures[baseline]?.[turn] ?? NaN)));
  }
  return ratios;
}

/** The ratio of one subject over all rounds. */
export function summarize(ratios: readonly number[]): Ratio {
  return { median: median(ratios), lowest: Math.min(...ratios), highest: Math.max(...ratios) };
}
