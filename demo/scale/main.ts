import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import colors from 'picocolors';
import { describeFindings, exitCodeOf, type Finding } from '../shared/findings';
import { runCommand } from '../shared/run-command';
import { parseScaleOptions, type ScaleOptions } from './options';

const ROOT = resolve(__dirname, '../..');
const CHILD = resolve(__dirname, 'measure.ts');

const run = promisify(execFile);

async function checkApart(name: string): Promise<Finding[]> {
  process.stderr.write(`Checking ${name}\n`);
  const { stdout } = await run(process.execPath, ['--expose-gc', '--import', 'tsx', CHILD, name], {
    cwd: ROOT,
  });
  return JSON.parse(stdout) as Finding[];
}

/** Checks, as many at once as there are processors: only processor time is measured. */
async function main({ only }: ScaleOptions): Promise<number> {
  const results: Finding[][] = [];
  const checks = only.entries();
  const work = async (): Promise<void> => {
    // All take from the same list.
    for (const [index, name] of checks) results[index] = await checkApart(name);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  const findings = results.flat();
  process.stdout.write(describeFindings(findings, colors));
  return exitCodeOf(findings);
}

runCommand(parseScaleOptions(process.argv.slice(2)), main);
