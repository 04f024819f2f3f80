import Table from 'cli-table3';
import { folderOf, isMissed, type Mutant } from './mutants';

/** A mutant that no test can notice, or none should, and why. It is known by its text, which outlives its line. */
export interface Explained extends Pick<Mutant, 'file' | 'mutator' | 'from' | 'to'> {
  readonly why: string;
}

/** The folders in which a survivor has to be explained, and the part of their mutants that has to be found. */
const STRICT = ['lib/call', 'lib/axios', 'lib/delay'];
const STRICT_GOAL = 0.92;
const GOAL = 0.85;

const FOUND = new Set<Mutant['status']>(['Killed', 'Timeout']);

const isSame = (a: Explained | Mutant, b: Mutant): boolean =>
  (['file', 'mutator', 'from', 'to'] as const).every((name) => a[name] === b[name]);

/** Whether one of the entries explains a mutant. */
export const isExplained = (entries: readonly Explained[], mutant: Mutant): boolean =>
  entries.some((entry) => isSame(entry, mutant));

const percent = (part: number): string => `${(Math.floor(part * 1000) / 10).toFixed(1)} %`;

export interface Verdict {
  readonly report: string;
  readonly isGood: boolean;
}

const shown = ({ file, line, mutator, from, to, status }: Mutant): string =>
  `${file}:${line} ${mutator}${status === 'NoCoverage' ? ', which no test runs' : ''}\n  - ${from}\n  + ${to}`;

interface Score {
  readonly folder: string;
  readonly found: number;
  readonly missed: number;
  readonly goal: number;
}

function scores(mutants: readonly Mutant[]): Score[] {
  const folders = [...new Set(mutants.map(({ file }) => folderOf(file)))].sort();
  return folders.map((folder) => {
    const own = mutants.filter(({ file }) => folderOf(file) === folder);
    return {
      folder,
      found: own.filter(({ status }) => FOUND.has(status)).length,
      missed: own.filter(isMissed).length,
      goal: STRICT.includes(folder) ? STRICT_GOAL : GOAL,
    };
  });
}

const partOf = ({ found, missed }: Score): number => (found + missed ? found / (found + missed) : 1);

function tableOf(rows: readonly Score[]): string {
  const table = new Table({
    head: ['', 'mutants', 'survived', 'found', 'goal'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const row of rows) {
    table.push([row.folder, row.found + row.missed, row.missed, percent(partOf(row)), percent(row.goal)]);
  }
  return table.toString();
}

interface JudgeOptions {
  /** Whether only some files were tried: then the figure of a folder says little, and its survivors count. */
  readonly isPart?: boolean | undefined;
}

/** Says what survived, and whether that is little enough. */
export function judge(
  mutants: readonly Mutant[],
  explained: readonly Explained[],
  { isPart = false }: JudgeOptions = {},
): Verdict {
  const survivors = mutants.filter(isMissed);
  const unknown = survivors.filter((mutant) => !isExplained(explained, mutant));
  const unexplained = unknown.filter(({ file }) => STRICT.includes(folderOf(file)));
  const rows = scores(mutants);
  const below = rows.filter((row) => partOf(row) < row.goal && !(isPart && STRICT.includes(row.folder)));
  // Only of what was tried in this run.
  const stale = explained.filter((entry) =>
    mutants.some((mutant) => isSame(entry, mutant) && FOUND.has(mutant.status)),
  );
  const parts = [
    ...unknown.map(shown),
    tableOf(rows),
    ...below.map((row) => `FAILED: ${row.folder} is below its goal`),
    ...(unexplained.length
      ? [
          `FAILED: ${unexplained.length} survivors in ${STRICT.join(', ')} are not explained in survivors.json`,
        ]
      : []),
    ...stale.map(
      (entry) => `A test finds this one now: take it out of survivors.json\n${JSON.stringify(entry)}`,
    ),
  ];
  return { report: `${parts.join('\n\n')}\n`, isGood: !below.length && !unexplained.length };
}
