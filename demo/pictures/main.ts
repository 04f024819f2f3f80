import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ROOT } from '../shared/package-version';
import { parseSimulateOptions } from '../simulate/options';
import { drawPlot } from '../simulate/plot';
import type { Scenario } from '../simulate/scenario';
import { simulate, type Result } from '../simulate/workers';
import { drawFleet } from './fleet-picture';
import { canTakePictures, takePictures } from './playground-pictures';
import { THEMES } from '../shared/themes';

type Draw = (results: readonly Result[], scenario: Scenario) => string;

/** A run of `npm run simulate`, and the pictures that are drawn of it. */
interface Run {
  readonly args: string;
  readonly pictures: Readonly<Record<string, Draw>>;
}

const RUNS: readonly Run[] = [
  {
    args: '--processes 50 --outage 10-30 --duration 60 --strategies full,pacer',
    pictures: {
      'docs/images/fleet-light.svg': (...run) => drawFleet(...run, THEMES.light),
      'docs/images/fleet-dark.svg': (...run) => drawFleet(...run, THEMES.dark),
    },
  },
  {
    args: '--strategies axios-retry,full,budget,pacer',
    pictures: { 'docs/overload-one-process.svg': drawPlot },
  },
  {
    args: '--processes 50 --strategies axios-retry,full,budget,pacer',
    pictures: { 'docs/overload-fifty-processes.svg': drawPlot },
  },
  {
    args: '--processes 50 --strategies full,pacer,shared',
    pictures: { 'docs/overload-shared-pacer.svg': drawPlot },
  },
];

/** Without the styles that echarts has for a mouse, and the numbers in them that count all pictures of a process. */
const still = (svg: string): string =>
  svg
    .replace(/<style >[^]*?<\/style>\n/, '')
    .replaceAll(/ class="zr\d+-cls-\d+"/g, '')
    .replaceAll(/\bzr\d+-/g, 'zr-');

/** Draws every picture of the documents anew. Those of the playground need Chromium: without it, they stay as they are. */
async function main(): Promise<void> {
  for (const { args, pictures } of RUNS) {
    const parsed = parseSimulateOptions(args.split(' ').filter(Boolean));
    if (!('options' in parsed)) throw new Error(parsed.stderr);
    const { scenario, strategies } = parsed.options;
    const results = await simulate(scenario, strategies, () => undefined);
    for (const [file, draw] of Object.entries(pictures)) {
      await writeFile(resolve(ROOT, file), still(draw(results, scenario)));
      console.log(file);
    }
  }
  if (canTakePictures()) await takePictures(ROOT, console.log);
  else console.error('The pictures of the playground are left as they are: they need Chromium.');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
