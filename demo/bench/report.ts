import { count } from '../shared/text';
import type { Environment } from './environment';
import type { Measurement } from './measurements';
import type { Ratio } from './ratios';
import type { Result } from './rounds';
import type { Subject } from './subjects';

const OURS: Subject = 'axios-backoff';
const COLUMNS: readonly Subject[] = [OURS, 'axios-retry', 'retry-axios'];

// All that is printed has three decimals, and the target is held against the same three: none is missed by less.
const DECIMALS = 3;
const rounded = (number: number): number => Number(number.toFixed(DECIMALS));

/** Whether this package is as quick or as small as it should be. */
export function meetsTarget({ measurement, ratios }: Result): boolean {
  const own = ratios[OURS];
  return own !== undefined && rounded(own.median) <= measurement.target;
}

function ratioCell({ median, lowest, highest }: Ratio): string {
  const [middle, from, to] = [median, lowest, highest].map((number) => number.toFixed(DECIMALS));
  return `${middle} (${from}–${to})`;
}

function cellOf(subject: Subject, { baseline }: Measurement, ratio: Ratio | undefined): string {
  if (subject === baseline) return '1';
  return ratio ? ratioCell(ratio) : '–';
}

function targetCell(result: Result): string {
  return `at most ${result.measurement.target}: ${meetsTarget(result) ? 'met' : '**missed**'}`;
}

/** Lays out a Markdown table as prettier does, so that it can stand in a document that is checked. */
function table([head = [], ...body]: readonly (readonly string[])[]): string {
  const rows = [head, ...body];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const pad = (row: readonly string[]): string =>
    line(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
  return [pad(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(pad)].join('\n');
}

/** The ratios as Markdown, ready for the README. */
export function markdownReport(results: readonly Result[], rounds: number, environment: Environment): string {
  const { node, cores, versions } = environment;
  const rows = results.map((result) => {
    const { measurement, ratios } = result;
    const figures = COLUMNS.map((subject) => cellOf(subject, measurement, ratios[subject]));
    return [measurement.title, ...figures, targetCell(result)];
  });
  const names = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    table([['median (lowest–highest)', ...COLUMNS, `target for ${OURS}`], ...rows]),
    '',
    `Ratios over ${count(rounds, 'round')}; less is better. Node ${node}, ${names.join(', ')}, ${count(cores, 'core')}.`,
    '',
  ].join('\n');
}

/** The same as one JSON document. */
export function jsonReport(results: readonly Result[], rounds: number, environment: Environment): string {
  const document = {
    environment,
    rounds,
    measurements: results.map((result) => {
      const { title, baseline, target } = result.measurement;
      return { title, baseline, target, met: meetsTarget(result), ratios: result.ratios };
    }),
  };
  const replacer = (_key: string, value: unknown): unknown =>
    typeof value === 'number' ? rounded(value) : value;
  return `${JSON.stringify(document, replacer, 2)}\n`;
}
