import { execFile, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, realpath, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import type { Project } from './forms';

const ROOT = resolve(__dirname, '../..');

/** What is no source: another program may be writing it at this moment. */
const NOT_SOURCES = ['.git', ...readFileSync(join(ROOT, '.gitignore'), 'utf8').trim().split('\n')].map(
  (line) => (line.startsWith('*') ? line.slice(1) : `/${line.replace(/\/$/, '')}`),
);

/** The environment of programs whose output a test reads. Jest asks its workers for colors where it prints in color. */
export const withoutColors = (): NodeJS.ProcessEnv => ({
  ...process.env,
  FORCE_COLOR: undefined,
  NO_COLOR: '1',
});

const running = new Set<ChildProcess>();

/** Ends what a test that failed half-way has left running. npm passes the signal on to its own children. */
export function endPrograms(): void {
  for (const child of running) child.kill();
}

/** Runs a program to its end and returns what it printed; when it fails, the error tells what it printed. */
export function run(cwd: string, program: string, ...args: string[]): Promise<string> {
  return new Promise((done, fail) => {
    const options = { cwd, env: withoutColors(), maxBuffer: 2 ** 24 };
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      running.delete(child);
      if (error) fail(new Error(`${[program, ...args].join(' ')}\n${stdout}${stderr}`, { cause: error }));
      else done(stdout);
    });
    running.add(child);
  });
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** Copies the repository, so that a build of the copy leaves alone the one that others may be reading. */
export async function copySources(folder: string): Promise<void> {
  await cp(ROOT, folder, {
    recursive: true,
    filter: (file) => !NOT_SOURCES.some((end) => `/${relative(ROOT, file)}`.endsWith(end)),
  });
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');
}

/** Makes an empty folder. Node and the compilers go by the real place of a module, and the usual one may be a link. */
export const temporaryFolder = async (): Promise<string> =>
  realpath(await mkdtemp(join(tmpdir(), 'axios-backoff-')));

/** Packs the package that stands in `source` into `folder`. */
async function pack(
  source: string,
  folder: string,
): Promise<{ readonly tarball: string; readonly files: string[] }> {
  const printed = await run(source, 'npm', 'pack', '--json', '--pack-destination', folder);
  const [packed] = JSON.parse(printed) as [{ filename: string; files: { path: string }[] }];
  return { tarball: join(folder, packed.filename), files: packed.files.map(({ path }) => path).sort() };
}

/** Builds a copy of the repository in `folder`, and packs it into a tarball beside that. */
export async function buildAndPack(folder: string): ReturnType<typeof pack> {
  const source = join(folder, 'built');
  await copySources(source);
  await run(source, 'npm', 'run', 'build');
  return pack(source, folder);
}

/** Installs packages for what stands in `folder` and below. */
export async function install(folder: string, packages: readonly string[]): Promise<void> {
  await write(join(folder, 'package.json'), '{ "private": true }');
  const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  await run(folder, 'npm', 'install', ...flags, '--prefix', folder, ...packages);
}

// Calls what each compiled file exports, and prints what that returns, by file.
const RUNNER = `
  const [origin, ...files] = process.argv.slice(2);
  // Recoveries go to the console as well, but what is printed here is JSON.
  console.info = console.error;
  const reports = {};
  for (const file of files) {
    const { run } = await import('./' + file);
    reports[file] = await run(origin + '/' + file);
  }
  console.log(JSON.stringify(reports));
`;

/** Compiles a project with full checks of all typings, then runs each of its files against the server. */
export async function compileAndRun(
  folder: string,
  { compiler, type, options, files }: Project,
  origin: string,
): Promise<Record<string, unknown>> {
  const compilerOptions = {
    target: 'ES2022',
    lib: ['ES2022', 'DOM'],
    types: [],
    strict: true,
    skipLibCheck: false,
    rootDir: 'src',
    outDir: 'out',
    ...options,
  };
  await write(join(folder, 'package.json'), JSON.stringify({ type }));
  await write(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  for (const [file, text] of Object.entries(files)) await write(join(folder, 'src', file), text);
  await run(folder, 'node', join(folder, '../node_modules', compiler, 'bin/tsc'), '-p', folder);

  await write(join(folder, 'out/runner.mjs'), RUNNER);
  const compiled = Object.keys(files).map((file) => file.replace(/ts$/, 'js'));
  const printed = await run(join(folder, 'out'), 'node', 'runner.mjs', origin, ...compiled);
  return JSON.parse(printed) as Record<string, unknown>;
}
