import { describeEnvironment } from './environment';
import { parseBenchOptions, type BenchOptions } from './options';
import { jsonReport, markdownReport } from './report';
import { measureRounds } from './rounds';
import { runCommand } from '../shared/run-command';

/** Measures, and prints the ratios. A target that is missed is no failure: the machine may be busy. */
async function bench({ rounds, only, json }: BenchOptions): Promise<number> {
  const { stdout, stderr } = process;
  const results = await measureRounds(rounds, only, (round) => {
    stderr.write(`Round ${round} of ${rounds}\n`);
  });
  const report = json ? jsonReport : markdownReport;
  stdout.write(report(results, rounds, describeEnvironment()));
  return 0;
}

runCommand(parseBenchOptions(process.argv.slice(2)), bench);
