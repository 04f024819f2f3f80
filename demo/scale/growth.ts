import { atMost, type Finding } from '../shared/findings';
import { median } from '../shared/median';

/** One more than four times as long would be for sure: caches and collections are not linear themselves. */
export const MOST = 6;

/** What one round cost. */
export interface Cost {
  /** Processor time, in milliseconds. */
  readonly time: number;
  /** How many entries of lists of listeners or interceptors were looked at. The same on every machine. */
  readonly steps?: number;
}

/** The costs of `n` and of `4n`, round by round. */
export interface Rounds {
  readonly few: readonly Cost[];
  readonly many: readonly Cost[];
}

/**
 * Measures `n` and `4n` by turns, so that what slows the machine down slows both. The first round is not counted: the
 * compiler is still at work in it.
 */
export async function takeRounds(
  rounds: number,
  n: number,
  measure: (size: number) => Cost | Promise<Cost>,
): Promise<Rounds> {
  const few: Cost[] = [];
  const many: Cost[] = [];
  for (let round = 0; round <= rounds; round++) {
    const costs = [await measure(n), await measure(4 * n)] as const;
    if (round === 0) continue;
    few.push(costs[0]);
    many.push(costs[1]);
  }
  return { few, many };
}

const ratio = (figure: number): string => `${figure.toFixed(2)} ×`;

/** How much more 4n cost than n. */
export function judgeGrowth(what: string, { few, many }: Rounds): Finding[] {
  const times = few.map(({ time }, round) => (many[round]?.time ?? NaN) / time);
  const steps = few.flatMap((cost, round) => (cost.steps ? (many[round]?.steps ?? NaN) / cost.steps : []));
  return [
    atMost(`${what}: time, 4n ÷ n`, median(times), MOST, ratio),
    ...(steps.length ? [atMost(`${what}: steps, 4n ÷ n`, median(steps), MOST, ratio)] : []),
  ];
}
