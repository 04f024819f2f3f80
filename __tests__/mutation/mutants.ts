import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MutantResult, PartialStrykerOptions } from '@stryker-mutator/api/core';

/** A mutant, and what became of it. */
export interface Mutant {
  /** Its path from the root, such as `lib/call/loop.ts`. */
  readonly file: string;
  /** As Stryker takes it. */
  readonly range: string;
  readonly line: number;
  /** What kind of change it is, such as `ConditionalExpression`. */
  readonly mutator: string;
  /** The text that it replaces, and the one in its place, in short. */
  readonly from: string;
  readonly to: string;
  readonly status: MutantResult['status'];
}

const CONCURRENCY = Number(process.env.MUTATION_CONCURRENCY ?? 2);

// A busy machine takes long, and what hangs is ended by Jest sooner. In milliseconds.
const PATIENCE = 30_000;

const OPTIONS: PartialStrykerOptions = {
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  coverageAnalysis: 'perTest',
  // What runs only when a file is loaded, such as a table, costs a run of all tests for each mutant.
  ignoreStatic: true,
  // Outside the project, where Jest and ESLint would come across the copy.
  tempDirName: join(tmpdir(), `axios-backoff-mutation-${process.pid}`),
  ignorePatterns: ['/coverage', '/dist'],
  timeoutMS: PATIENCE,
  dryRunTimeoutMinutes: 30,
  reporters: ['progress-append-only'],
  jest: {
    configFile: 'package.json',
    enableFindRelatedTests: false,
    config: {
      testMatch: ['<rootDir>/__tests__/mutation/all.mutation.ts'],
      testEnvironment: './__tests__/mutation/environment.cjs',
      coverageThreshold: undefined,
    },
  },
};

const MISSED = new Set<Mutant['status']>(['Survived', 'NoCoverage']);

/** Whether no test has found it. */
export const isMissed = ({ status }: Mutant): boolean => MISSED.has(status);

/** The folder of a file, such as `lib/call`; `lib` for one that is in none. */
export const folderOf = (file: string): string => file.split('/').slice(0, -1).slice(0, 2).join('/');

/** A text in one line, or its beginning. */
const inShort = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 100 ? `${line.slice(0, 100)} …` : line;
};

// Lines and columns begin with 1.
function textAt({ fileName, location: { start, end } }: MutantResult): string {
  const lines = readFileSync(fileName, 'utf8')
    .split('\n')
    .slice(start.line - 1, end.line);
  const last = lines.length - 1;
  lines[last] = lines[last]?.slice(0, end.column - 1) ?? '';
  lines[0] = lines[0]?.slice(start.column - 1) ?? '';
  return lines.join('\n');
}

function mutantOf(root: string, result: MutantResult): Mutant {
  const { fileName, location, mutatorName, replacement, status } = result;
  const file = fileName.slice(root.length + 1);
  const { start, end } = location;
  return {
    file,
    range: `${file}:${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`,
    line: start.line,
    mutator: mutatorName,
    from: inShort(textAt(result)),
    to: inShort(replacement),
    status,
  };
}

/** Tries the suites in a folder of `__tests__` on mutants. */
async function trySuites(root: string, suites: string, mutate: readonly string[]): Promise<Mutant[]> {
  // Few programs, and always the same.
  Object.assign(process.env, { MODEL_RUNS: '150', MODEL_SEED: '1', MUTATION_SUITES: suites });
  const { Stryker } = await import('@stryker-mutator/core');
  const stryker = new Stryker({ ...OPTIONS, mutate: [...mutate], concurrency: CONCURRENCY });
  const results = await stryker.runMutationTest();
  return results.map((result) => mutantOf(root, result));
}

/**
 * Tries the tests on mutants of files of the plugin: first those that mirror the folder, and then all on what they
 * have missed, but for what is explained, since most mutants are found by the nearest tests in a tenth of the time.
 */
export async function tryMutants(
  root: string,
  files: readonly string[],
  isExplained: (mutant: Mutant) => boolean,
): Promise<Mutant[]> {
  const all: Mutant[] = [];
  for (const folder of new Set(files.map(folderOf))) {
    const room = folder.replace(/^lib\/?/, '');
    const suites = [`unit/${room}`, room].find((name) => existsSync(join(root, '__tests__', name))) ?? 'unit';
    all.push(
      ...(await trySuites(
        root,
        suites,
        files.filter((file) => folderOf(file) === folder),
      )),
    );
  }
  const missed = all.filter((mutant) => isMissed(mutant) && !isExplained(mutant));
  if (!missed.length) return all;
  const again = await trySuites(
    root,
    '',
    missed.map(({ range }) => range),
  );
  return all.map(
    (mutant) => again.find((other) => other.range === mutant.range && other.to === mutant.to) ?? mutant,
  );
}
