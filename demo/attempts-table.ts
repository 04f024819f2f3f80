import Table from 'cli-table3';
import type { Colors } from 'picocolors/types';
import type { Attempt } from './client';
import { duration } from './text';

const BAR_LENGTH = 10;

/** A wait as a part of its ceiling. */
function bar({ wait, ceiling }: Attempt, colors: Colors): string {
  const filled = ceiling > 0 ? Math.round((BAR_LENGTH * wait) / ceiling) : BAR_LENGTH;
  return colors.cyan('█'.repeat(filled)) + colors.dim('░'.repeat(BAR_LENGTH - filled));
}

interface Column {
  readonly head: string;
  readonly align: 'left' | 'right';
  readonly cell: (attempt: Attempt) => string;
}

/** Cells about the wait before an attempt, of which the first has none. */
const afterTheFirst =
  (cell: Column['cell']): Column['cell'] =>
  (attempt) =>
    attempt.attempt > 1 ? cell(attempt) : '';

const time = (milliseconds: number | undefined): string =>
  milliseconds === undefined ? '' : duration(milliseconds);

function columnsFor(attempts: readonly Attempt[], colors: Colors): Column[] {
  const asked: Column = { head: 'asked', align: 'right', cell: ({ retryAfter }) => time(retryAfter) };
  const isAsked = attempts.some(({ retryAfter }) => retryAfter !== undefined);
  return [
    { head: '#', align: 'right', cell: ({ attempt }) => String(attempt) },
    { head: 'wait before', align: 'right', cell: afterTheFirst(({ wait }) => duration(wait)) },
    ...(isAsked ? [asked] : []),
    { head: 'ceiling', align: 'right', cell: afterTheFirst(({ ceiling }) => duration(ceiling)) },
    { head: '', align: 'left', cell: afterTheFirst((attempt) => bar(attempt, colors)) },
    {
      head: 'outcome',
      align: 'left',
      cell: ({ ok, outcome }) => (ok ? colors.green : colors.red)(outcome),
    },
    { head: 'took', align: 'right', cell: (attempt) => time(attempt.duration) },
  ];
}

const NO_FRAME = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid'].flatMap((side) =>
    [side, `${side}-left`, `${side}-mid`, `${side}-right`].map((char) => [char, '']),
  ),
);

/** The attempts of a call, one a row. */
export function attemptsTable(attempts: readonly Attempt[], colors: Colors): string {
  const columns = columnsFor(attempts, colors);
  const table = new Table({
    head: columns.map(({ head }) => colors.bold(head)),
    colAligns: columns.map(({ align }) => align),
    chars: { ...NO_FRAME, middle: '' },
    // None of the table's own colours, which know nothing of terminals.
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  });
  table.push(...attempts.map((attempt) => columns.map(({ cell }) => cell(attempt))));
  return table.toString().replace(/ +$/gm, '');
}
