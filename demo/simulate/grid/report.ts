import type { Colors } from 'picocolors/types';
import { plainTable, type Column } from '../../shared/plain-table';
import { median } from '../../shared/median';
import { count } from '../../shared/text';
import type { Figures } from '../figures';
import { heading } from '../report';
import type { Drawn } from './draw';
import type { Miss, Runs } from './judge';

/** A scenario, how both strategies did, and what the pacer has missed. */
export interface Judged extends Drawn {
  readonly runs: Runs;
  readonly misses: readonly Miss[];
}

const medianOf = (runs: readonly Figures[], figure: keyof Figures): number =>
  median(runs.map((run) => run[figure] ?? 0));

interface Row {
  readonly label: string;
  readonly runs: readonly Figures[];
}

const column = (head: string, cell: (runs: readonly Figures[]) => string): Column<Row> => ({
  head,
  align: 'right',
  cell: ({ runs }) => cell(runs),
});

/** A median, and from where to where the seeds go. */
const spread =
  (figure: keyof Figures, factor = 1, decimals = 2) =>
  (runs: readonly Figures[]): string => {
    const values = runs.map((run) => (run[figure] ?? 0) * factor);
    const text = [median(values), Math.min(...values), Math.max(...values)].map((value) =>
      value.toFixed(decimals),
    );
    return `${text[0]} (${text[1]}–${text[2]})`;
  };

const COLUMNS: readonly Column<Row>[] = [
  { head: '', align: 'left', cell: ({ label }) => label },
  column('attempts', spread('attemptsPerCall')),
  column('peak', spread('peak')),
  column('done, s', spread('done', 0.001, 1)),
  column('lost', spread('lost', 1, 0)),
];

const WORDS: Readonly<Record<Miss['what'], string>> = {
  attempts: 'more attempts',
  done: 'done later',
  peak: 'a higher peak',
  lost: 'more calls lost',
  storm: 'the storm is not halved',
};

const missText = ({ what, is, limit }: Miss): string =>
  `${WORDS[what]}: ${is.toFixed(2)}, at most ${limit.toFixed(2)}`;

/** What has been missed in a scenario, with all figures. */
export function missReport({ number, kind, scenario, runs, misses }: Judged, colors: Colors): string {
  const rows = [
    { label: 'full jitter', runs: runs.full },
    { label: 'with a pacer', runs: runs.pacer },
  ];
  return [
    `${colors.bold(`Scenario ${number}, ${kind}`)}: ${misses.map(missText).join('; ')}`,
    heading(scenario, colors).trimEnd(),
    plainTable(COLUMNS, rows, colors),
    '',
  ].join('\n');
}

// At most so many of all scenarios may miss a target.
const MOST_MISSES = 1 / 30;

export const missedOf = (judged: readonly Judged[]): Judged[] =>
  judged.filter(({ misses }) => misses.length > 0);

/** What the command exits with. */
export const exitCodeOf = (judged: readonly Judged[]): 0 | 1 =>
  missedOf(judged).length > MOST_MISSES * judged.length ? 1 : 0;

/** How it went on the whole. */
export function summary(judged: readonly Judged[]): string {
  const ratio = (figure: keyof Figures): string => {
    const ratios = judged.map(({ runs }) => medianOf(runs.pacer, figure) / medianOf(runs.full, figure));
    return (ratios.reduce((sum, one) => sum + one, 0) / ratios.length).toFixed(2);
  };
  return (
    `${count(judged.length, 'scenario')}, ${missedOf(judged).length} missed. ` +
    `On average the pacer needs ${ratio('attemptsPerCall')} × the attempts of full jitter, and is done after ${ratio('done')} × the time.\n`
  );
}
