import { spawn } from 'node:child_process';
import type { CaseResult } from '../behaviour/harness';
import type { SuiteReport } from '../behaviour/main';

/** How the suite went in one place: its report, or why there is none. */
export interface SuiteRun {
  /** The version of axios, or the runtime. */
  readonly where: string;
  readonly results: readonly CaseResult[];
  /** Why there are no results, if there are none. */
  readonly failure?: string;
}

// The suite takes a few seconds; each of its cases has a limit of its own.
const TIME_LIMIT = 1_200_000;

/**
 * Runs the suite in a process of its own.
 *
 * @param name gives the run its name, from what the suite has reported.
 */
export function runSuite(
  name: (report?: SuiteReport) => string,
  folder: string,
  program: string,
  args: readonly string[],
): Promise<SuiteRun> {
  return new Promise((done) => {
    const child = spawn(program, args, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: TIME_LIMIT,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    const fail = (failure: string): void => {
      done({ where: name(), results: [], failure });
    };
    child.on('error', ({ message }) => {
      fail(message);
    });
    child.on('close', (exitCode, signal) => {
      try {
        const report = JSON.parse(stdout) as SuiteReport;
        done({ where: name(report), results: report.results });
      } catch {
        fail(`ended with ${signal ?? `exit code ${String(exitCode)}`}, without a report: ${stdout}${stderr}`);
      }
    });
  });
}
