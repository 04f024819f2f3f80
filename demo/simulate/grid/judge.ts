import { median } from '../../shared/median';
import { lowerBound, type Bound } from '../bound';
import type { Figures } from '../figures';
import { callsOf, type Scenario } from '../scenario';

/** How both did, seed by seed. */
export interface Runs {
  readonly full: readonly Figures[];
  readonly pacer: readonly Figures[];
}

/** A target that the pacer has missed. */
export interface Miss {
  readonly what: 'attempts' | 'done' | 'peak' | 'lost' | 'storm';
  /** The median of the pacer. */
  readonly is: number;
  /** What it may be at most. */
  readonly limit: number;
}

const ATTEMPTS = 1.05;
const STORM = 2.5;
const HALVED = 0.6;
const CROWD = 20;
// What a process finds out by itself, such as that the server is still down, costs a few attempts above the floor.
const FLOOR = 1.1;

/** The most attempts per call that are left of a storm. */
function stormLimit(full: number, bound: Bound, scenario: Scenario): number | undefined {
  const { processes } = scenario;
  const inTrouble = (bound.attemptsPerCall - 1) * callsOf(scenario);
  if (full <= STORM || inTrouble / processes < CROWD) return undefined;
  return Math.max(HALVED * full, FLOOR * bound.attemptsPerCall);
}

/** What the pacer has missed in a scenario, if anything. */
export function judge(scenario: Scenario, { full, pacer }: Runs): Miss[] {
  const of = (runs: readonly Figures[], what: keyof Figures): number[] => runs.map((run) => run[what] ?? 0);
  /** No worse, by the median of the seeds, beyond full jitter's own spread. */
  const worst = (what: keyof Figures, least = 0): number => {
    const figures = of(full, what);
    return Math.max(least, median(figures)) + Math.max(...figures) - Math.min(...figures);
  };
  const attempts = median(of(full, 'attemptsPerCall'));
  const limits = {
    attempts: ['attemptsPerCall', ATTEMPTS * attempts],
    done: ['done', worst('done')],
    peak: ['peak', worst('peak', 1)],
    lost: ['lost', worst('lost')],
    storm: ['attemptsPerCall', stormLimit(attempts, lowerBound(scenario), scenario) ?? Infinity],
  } as const;
  return Object.entries(limits).flatMap(([what, [figure, limit]]) => {
    const is = median(of(pacer, figure));
    return is > limit ? [{ what: what as Miss['what'], is, limit }] : [];
  });
}
