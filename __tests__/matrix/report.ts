import Table from 'cli-table3';
import type { CaseResult } from '../behaviour/harness';
import type { SuiteRun } from './run-suite';

const count = ({ results }: SuiteRun, outcome: CaseResult['outcome']): number =>
  results.filter((result) => result.outcome === outcome).length;

const rowOf = (run: SuiteRun): string[] => [
  run.where,
  ...(run.failure === undefined
    ? (['passed', 'failed', 'not possible'] as const).map((outcome) => String(count(run, outcome)))
    : ['–', 'did not run', '–']),
];

function tableOf(heading: string, runs: readonly SuiteRun[]): string {
  const table = new Table({
    head: [heading, 'passed', 'failed', 'not possible'],
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  table.push(...runs.map(rowOf));
  return table.toString();
}

const indent = (text: string): string => text.trimEnd().replace(/^/gm, '    ');

/** Each reason why a case was not possible, with the places and the cases. */
function impossibilities(runs: readonly SuiteRun[]): string[] {
  const byReason = new Map<string, { readonly places: Set<string>; readonly cases: Set<string> }>();
  for (const { where, results } of runs) {
    for (const { name, outcome, detail = '' } of results) {
      if (outcome !== 'not possible') continue;
      const entry = byReason.get(detail) ?? { places: new Set(), cases: new Set() };
      byReason.set(detail, entry);
      entry.places.add(where);
      entry.cases.add(name);
    }
  }
  return [...byReason].map(
    ([reason, { places, cases }]) =>
      `Not possible ${reason}\n    ${cases.size === 1 ? '1 case' : `${cases.size} cases`} on ${[...places].join(', ')}`,
  );
}

const failures = (runs: readonly SuiteRun[]): string[] =>
  runs.flatMap(({ where, results, failure }) => [
    ...(failure === undefined ? [] : [`${where} did not run:\n${indent(failure)}`]),
    ...results
      .filter(({ outcome }) => outcome === 'failed')
      .map(({ name, detail = '' }) => `FAILED on ${where}: ${name}\n${indent(detail)}`),
  ]);

/** What is printed in the end: the table, and below it the reasons for all that has not passed. */
export const reportOf = (heading: string, runs: readonly SuiteRun[]): string =>
  `${[tableOf(heading, runs), ...impossibilities(runs), ...failures(runs)].join('\n\n')}\n`;

/** 1 where a case has failed, or the suite could not be run. */
export const exitCodeOf = (runs: readonly SuiteRun[]): number =>
  runs.every((run) => run.failure === undefined && count(run, 'failed') === 0) ? 0 : 1;
