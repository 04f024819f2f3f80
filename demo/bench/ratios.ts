import { median } from '../shared/median';
import type { Subject } from './subjects';
import type { Figures } from './turns';

/** A number for each subject. */
export type BySubject<T = number> = Partial<Record<Subject, T>>;

/** What all rounds together say. */
export interface Summary {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/**
 * The ratios of one round. Each figure is divided by the baseline's of the same turn, which was taken a moment before
 * or after: what slowed the machine down just then is in both.
 */
export function ratiosOf(figures: Figures, baseline: Subject): BySubject {
  const ratios: BySubject = {};
  for (const [subject, own] of Object.entries(figures) as [Subject, number[]][]) {
    if (subject === baseline) continue;
    ratios[subject] = median(own.map((figure, turn) => figure / (figures[baseline]?.[turn] ?? NaN)));
  }
  return ratios;
}

/** The figures of one round themselves. */
export const mediansOf = (figures: Figures): BySubject =>
  Object.fromEntries(Object.entries(figures).map(([subject, own]) => [subject, median(own)]));

/** The figures of one subject over all rounds. */
export function summarize(numbers: readonly number[]): Summary {
  return { median: median(numbers), lowest: Math.min(...numbers), highest: Math.max(...numbers) };
}

/** The same for all subjects. */
export function summarizeAll(rounds: readonly BySubject[]): BySubject<Summary> {
  const subjects = Object.keys(rounds[0] ?? {}) as Subject[];
  return Object.fromEntries(
    subjects.map((subject) => [subject, summarize(rounds.map((round) => round[subject] ?? NaN))]),
  );
}
