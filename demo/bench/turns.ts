import type { Subject } from './subjects';

/** Some work for one subject, long enough that the clock's own cost does not count. */
export type Work = () => Promise<void>;

/** What each subject took, turn by turn: microseconds of one call or retry, or bytes of one call. */
export type Figures = Partial<Record<Subject, number[]>>;

export interface TurnOptions {
  /** How many turns everybody gets. */
  readonly turns: number;
  /** How many turns before that are not counted: the compiler is still at work in them. */
  readonly warmup: number;
  /** The clock, in milliseconds. */
  readonly now: () => number;
  /** How many calls or retries a piece of work is. */
  readonly size: number;
}

/** Makes the subjects work by turns, so that whatever slows the machine down slows all of them. */
export async function takeTurns(
  works: ReadonlyMap<Subject, Work>,
  { turns, warmup, now, size }: TurnOptions,
): Promise<Figures> {
  // Not at the top: Jest, which reads the names of the measurements, can't load this ES module.
  const { Bench } = await import('tinybench');
  const figures: Figures = {};
  for (let turn = -warmup; turn < turns; turn++) {
    // A turn is one run of everybody's work. Many in a row would be nearer to tinybench's ways, but further apart.
    const bench = new Bench({ now, time: 0, iterations: 1, warmup: false, throws: true });
    for (const [subject, work] of rotated([...works], turn + warmup))
      bench.add(subject, work, { async: true });
    await bench.run();
    if (turn < 0) continue;
    for (const { name, result } of bench.tasks) {
      if (result.state !== 'completed') throw new Error(`${name} was not measured.`);
      (figures[name as Subject] ??= []).push((result.latency.mean * 1000) / size);
    }
  }
  return figures;
}

/** The list with another one first each turn: nobody always has the same one's garbage to collect. */
function rotated<T>(list: readonly T[], turn: number): T[] {
  const first = turn % list.length;
  return [...list.slice(first), ...list.slice(0, first)];
}

export const wallTime = (): number => performance.now();
