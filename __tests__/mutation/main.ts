/**
 * Tries the suites that run in this process on mutants of the plugin.
 *
 * `npm run mutation` takes all of `lib`, `-- lib/delay lib/call/loop.ts` takes a part, `-- --changed` takes the files
 * that a change touches.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { changedFiles } from './changed';
import { tryMutants } from './mutants';
import { isExplained, judge, type Explained } from './verdict';

const ROOT = join(__dirname, '../..');

// What a quarter of an hour is enough for on two slow cores, even if many mutants need all suites.
const MOST_LINES = 350;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** The changed files for which there is time. */
function changed(): string[] {
  let left = MOST_LINES;
  const [taken, leftOut]: [string[], string[]] = [[], []];
  for (const { file } of changedFiles(ROOT)) {
    left -= readFileSync(join(ROOT, file), 'utf8').split('\n').length;
    (left >= 0 || !taken.length ? taken : leftOut).push(file);
  }
  if (leftOut.length) say(`Left out, since it would take too long: ${leftOut.join(', ')}`);
  return taken;
}

/** The files in a folder, or the one file. */
const filesIn = (path: string): string[] =>
  path.endsWith('.ts')
    ? [path]
    : readdirSync(join(ROOT, path), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => join(path, name));

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      changed: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  process.chdir(ROOT);
  const files = values.changed ? changed() : (positionals.length ? positionals : ['lib']).flatMap(filesIn);
  if (!files.length) {
    say('Nothing in lib has changed.');
    return;
  }
  const explained = JSON.parse(readFileSync(join(__dirname, 'survivors.json'), 'utf8')) as Explained[];
  const mutants = await tryMutants(ROOT, files, (mutant) => isExplained(explained, mutant));
  const { report, isGood } = judge(mutants, explained, {
    isPart: files.some((file) => values.changed ?? positionals.includes(file)),
  });
  say(report);
  if (!isGood) process.exitCode = 1;
}

void main();
