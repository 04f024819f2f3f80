import Table from 'cli-table3';
import type { Colors } from 'picocolors/types';

/** A column of a table whose rows are things of one kind. */
export interface Column<Row> {
  readonly head: string;
  readonly align: 'left' | 'right';
  readonly cell: (row: Row) => string;
}

const NO_FRAME = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid'].flatMap((side) =>
    [side, `${side}-left`, `${side}-mid`, `${side}-right`].map((char) => [char, '']),
  ),
);

/** A table without lines. */
export function plainTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  colors: Colors,
): string {
  const table = new Table({
    head: columns.map(({ head }) => colors.bold(head)),
    colAligns: columns.map(({ align }) => align),
    chars: { ...NO_FRAME, middle: '' },
    // None of the table's own colours, which know nothing of terminals.
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  });
  table.push(...rows.map((row) => columns.map(({ cell }) => cell(row))));
  return table.toString().replace(/ +$/gm, '');
}
