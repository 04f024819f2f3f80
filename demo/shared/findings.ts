import type { Colors } from 'picocolors/types';
import { plainTable, type Column } from './plain-table';
import { count } from './text';

/** One thing that was looked at, and whether it is as it must be. */
export interface Finding {
  readonly what: string;
  readonly found: string;
  /** What it must be. */
  readonly limit: string;
  readonly isMet: boolean;
}

/** A finding whose figure must not be above a limit. One that is not a number is. */
export const atMost = (
  what: string,
  figure: number,
  limit: number,
  show: (figure: number) => string,
): Finding => ({ what, found: show(figure), limit: `at most ${show(limit)}`, isMet: figure <= limit });

const columns = (colors: Colors): readonly Column<Finding>[] => [
  { head: '', align: 'left', cell: ({ what }) => what },
  { head: 'found', align: 'right', cell: ({ found }) => found },
  { head: 'limit', align: 'right', cell: ({ limit }) => limit },
  {
    head: '',
    align: 'left',
    cell: ({ isMet }) => (isMet ? colors.green('met') : colors.red(colors.bold('MISSED'))),
  },
];

/** The findings as a table, and the verdict below it. */
export function describeFindings(findings: readonly Finding[], colors: Colors): string {
  const missed = findings.filter(({ isMet }) => !isMet);
  const verdict =
    findings.length === 0
      ? colors.red('Failed: nothing was measured.')
      : missed.length === 0
        ? colors.green(`Passed: all ${count(findings.length, 'limit')} met.`)
        : colors.red(`Failed: ${missed.length} of ${count(findings.length, 'limit')} missed.`);
  return `${plainTable(columns(colors), findings, colors)}\n\n${verdict}\n`;
}

/** The code to exit with: 0 if all is as it must be. */
export const exitCodeOf = (findings: readonly Finding[]): number =>
  findings.length > 0 && findings.every(({ isMet }) => isMet) ? 0 : 1;
