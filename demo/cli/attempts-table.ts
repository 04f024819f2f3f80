import type { Colors } from 'picocolors/types';
import type { Attempt } from './client';
import { plainTable, type Column } from '../shared/plain-table';
import { duration } from '../shared/text';

const BAR_LENGTH = 10;

/** A wait as a part of its ceiling. */
function bar({ wait, ceiling }: Attempt, colors: Colors): string {
  const filled = ceiling > 0 ? Math.round((BAR_LENGTH * wait) / ceiling) : BAR_LENGTH;
  return colors.cyan('█'.repeat(filled)) + colors.dim('░'.repeat(BAR_LENGTH - filled));
}

/** Cells about the wait before an attempt, of which the first has none. */
const afterTheFirst =
  (cell: Column<Attempt>['cell']): Column<Attempt>['cell'] =>
  (attempt) =>
    attempt.attempt > 1 ? cell(attempt) : '';

const time = (milliseconds: number | undefined): string =>
  milliseconds === undefined ? '' : duration(milliseconds);

function columnsFor(attempts: readonly Attempt[], colors: Colors): Column<Attempt>[] {
  const asked: Column<Attempt> = {
    head: 'asked',
    align: 'right',
    cell: ({ retryAfter }) => time(retryAfter),
  };
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

/** The attempts of a call, one a row. */
export const attemptsTable = (attempts: readonly Attempt[], colors: Colors): string =>
  plainTable(columnsFor(attempts, colors), attempts, colors);
