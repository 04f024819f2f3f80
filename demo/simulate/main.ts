import { writeFile } from 'node:fs/promises';
import colors from 'picocolors';
import { runCommand } from '../shared/run-command';
import { lowerBound } from './bound';
import { parseSimulateOptions, type SimulateOptions } from './options';
import { startProgress } from './progress';
import { heading, jsonReport, table } from './report';
import { simulate } from './workers';

/** Simulates, and prints how the strategies did. */
async function main({ scenario, strategies, json, plot }: SimulateOptions): Promise<number> {
  const { stdout, stderr } = process;
  if (!json) stdout.write(heading(scenario, colors));
  const progress = startProgress(scenario, strategies.length, stderr);
  const results = await simulate(scenario, strategies, progress.callsEnded).finally(progress.stop);

  const bound = lowerBound(scenario);
  stdout.write(json ? jsonReport(results, bound, scenario) : table(results, bound, scenario, colors));
  if (plot !== undefined) {
    // The charting library takes longer to load than all the rest.
    const { drawPlot } = await import('./plot');
    await writeFile(plot, drawPlot(results, scenario));
  }
  return 0;
}

runCommand(parseSimulateOptions(process.argv.slice(2)), main);
