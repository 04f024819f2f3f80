import { execFile } from 'node:child_process';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../..');

/** Runs a program to its end and returns what it printed; when it fails, the error tells what it printed. */
export function run(cwd: string, program: string, ...args: string[]): Promise<string> {
  return new Promise((done, fail) => {
    execFile(program, args, { cwd, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      if (error) fail(new Error(`${[program, ...args].join(' ')}\n${stdout}${stderr}`));
      else done(stdout);
    });
  });
}

/** Does something in a new folder, which is gone afterwards. */
export async function inScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  // Modules are known by their real place, and the temporary folder may be a link.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'axios-backoff-')));
  try {
    await writeFile(join(folder, 'package.json'), '{ "private": true }');
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Installs packages into a folder; a name before `@npm:` is the one that it gets there. */
export async function install(folder: string, packages: readonly string[]): Promise<void> {
  // Without the peers of what is installed: which axios there is must be known.
  const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps'];
  await run(folder, 'npm', 'install', ...flags, ...packages);
}

/** Builds the package, packs it as it would be published, and installs that. */
export async function installOwnPackage(folder: string): Promise<void> {
  await run(ROOT, 'npm', 'run', 'build');
  const printed = await run(ROOT, 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', folder);
  const [packed] = JSON.parse(printed) as [{ readonly filename: string }];
  await install(folder, [join(folder, packed.filename)]);
}
