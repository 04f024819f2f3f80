import { markdownTable } from '../shared/markdown-table';
import { count } from '../shared/text';
import type { Environment } from './environment';
import type { Summary } from './ratios';
import type { Result } from './rounds';
import { SUBJECTS, type Subject } from './subjects';

const OURS: Subject = 'axios-backoff';

const NOTHING = '–';

// All that is printed has three decimals, and the target is held against the same three: none is missed by less.
const DECIMALS = 3;
const rounded = (number: number): number => Number(number.toFixed(DECIMALS));

/** From fewer rounds nobody can tell a target that was missed from a machine that was busy. */
const ROUNDS_FOR_VERDICT = 3;

/** Whether this package is as quick or as small as it should be; `undefined` without a goal, or from too few rounds. */
export function meetsTarget(
  { measurement: { target }, ratios }: Result,
  rounds: number,
): boolean | undefined {
  if (target === undefined || rounds < ROUNDS_FOR_VERDICT) return undefined;
  const own = ratios[OURS];
  return own !== undefined && rounded(own.median) <= target;
}

function cellOf(summary: Summary | undefined, decimals: number): string {
  if (!summary) return NOTHING;
  const { median, lowest, highest } = summary;
  const [middle, from, to] = [median, lowest, highest].map((number) => number.toFixed(decimals));
  return `${middle} (${from}–${to})`;
}

function ratioCell(subject: Subject, { measurement, ratios }: Result): string {
  return subject === measurement.baseline ? '1' : cellOf(ratios[subject], DECIMALS);
}

function targetCell(result: Result, rounds: number): string {
  const { target } = result.measurement;
  if (target === undefined) return NOTHING;
  const isMet = meetsTarget(result, rounds);
  const verdict = isMet === undefined ? '' : isMet ? ': met' : ': **missed**';
  return `at most ${target}${verdict}`;
}

/** Those of whom something is to be said, this package first. */
const columnsOf = (
  results: readonly Result[],
  isSaid: (subject: Subject, result: Result) => boolean,
): Subject[] =>
  SUBJECTS.filter((subject) => results.some((result) => isSaid(subject, result))).sort(
    (a, b) => Number(b === OURS) - Number(a === OURS),
  );

function ratioTable(results: readonly Result[], rounds: number): string {
  const columns = columnsOf(results, (subject, result) => ratioCell(subject, result) !== NOTHING);
  const rows = results.map((result) => [
    result.measurement.title,
    ...columns.map((subject) => ratioCell(subject, result)),
    targetCell(result, rounds),
  ]);
  return markdownTable([['median (lowest–highest)', ...columns, `target for ${OURS}`], ...rows]);
}

function figureTable(results: readonly Result[]): string {
  const columns = columnsOf(results, (subject, { figures }) => figures[subject] !== undefined);
  const rows = results.map(({ measurement: { title, unit }, figures }) => [
    title,
    unit,
    ...columns.map((subject) => cellOf(figures[subject], unit === 'µs' ? 1 : 0)),
  ]);
  return markdownTable([['absolute figures', 'unit', ...columns], ...rows]);
}

/** The ratios as Markdown, ready for the README, and the figures that they were made of. */
export function markdownReport(results: readonly Result[], rounds: number, environment: Environment): string {
  const { node, cores, versions } = environment;
  const noVerdict =
    rounds < ROUNDS_FOR_VERDICT
      ? ` No verdict on the targets: it takes ${ROUNDS_FOR_VERDICT} rounds to tell a miss from noise.`
      : '';
  const names = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    ratioTable(results, rounds),
    '',
    `Ratios to the column that has 1, over ${count(rounds, 'round')}; lower is better.${noVerdict} Node ${node}, ${names.join(', ')}, ${count(cores, 'core')}.`,
    '',
    figureTable(results),
    '',
  ].join('\n');
}

/** The same as one JSON document. */
export function jsonReport(results: readonly Result[], rounds: number, environment: Environment): string {
  const document = {
    environment,
    rounds,
    measurements: results.map((result) => {
      const { name, title, unit, baseline, target } = result.measurement;
      const { ratios, figures } = result;
      return { name, title, unit, baseline, target, met: meetsTarget(result, rounds), ratios, figures };
    }),
  };
  const replacer = (_key: string, value: unknown): unknown =>
    typeof value === 'number' ? rounded(value) : value;
  return `${JSON.stringify(document, replacer, 2)}\n`;
}
