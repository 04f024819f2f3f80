import { Presets, SingleBar } from 'cli-progress';
import colors from 'picocolors';
import { runCommand } from '../../shared/run-command';
import { drawScenarios } from './draw';
import { judge } from './judge';
import { parseGridOptions, type GridOptions } from './options';
import { runGrid } from './pool';
import { exitCodeOf, missedOf, missReport, summary } from './report';

/** Simulates the grid, and prints what the pacer has missed. */
async function main({ scenarios, seeds, grid, workers }: GridOptions): Promise<number> {
  const drawn = drawScenarios(scenarios, grid);
  const bar = new SingleBar(
    {
      format: '{bar} {value} of {total} runs, {eta_formatted} left',
      clearOnComplete: true,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  bar.start(2 * seeds * drawn.length, 0);
  const runs = await runGrid(drawn, seeds, workers, () => {
    bar.increment();
  }).finally(() => {
    bar.stop();
  });
  const judged = drawn.flatMap((one, index) => {
    const own = runs[index];
    return own ? [{ ...one, runs: own, misses: judge(one.scenario, own) }] : [];
  });
  for (const one of missedOf(judged)) process.stdout.write(`${missReport(one, colors)}\n`);
  process.stdout.write(summary(judged));
  return exitCodeOf(judged);
}

runCommand(parseGridOptions(process.argv.slice(2)), main);
