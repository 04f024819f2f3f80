import { mkdir, readdir, readFile } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import manifest from '../../package.json';
import { buildAndPack, run } from '../package/scratch';
import { TOOLS, type Release, type Tool } from './checks';

const ROOT = resolve(__dirname, '../..');

/** What a program prints; nothing if it fails. */
const printedBy = (program: string, ...args: string[]): Promise<string | undefined> =>
  run(ROOT, program, ...args).then(
    (printed) => printed.trim(),
    () => undefined,
  );

/** The text of each file in a folder and below it; none if there is no such folder. */
async function textsIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return new Map(
    await Promise.all(
      files.map(async (file) => [file.slice(folder.length + 1), await readFile(file, 'utf8')] as const),
    ),
  );
}

/** Runs the tools that look at the package where it was built. */
async function failuresIn(built: string): Promise<ReadonlyMap<Tool, string>> {
  const failures = new Map<Tool, string>();
  for (const tool of TOOLS) {
    await run(built, 'npm', 'run', '--silent', tool).catch((error: unknown) => {
      failures.set(tool, String(error));
    });
  }
  return failures;
}

/** Builds and packs these sources in `folder`, and looks at what comes of it, at git and at the documents. */
export async function lookAtRelease(folder: string): Promise<Release> {
  const { tarball } = await buildAndPack(folder);
  const built = join(folder, 'built');
  const unpacked = join(folder, 'unpacked');
  await mkdir(unpacked);
  await run(unpacked, 'tar', '-xzf', tarball, '--strip-components', '1');
  const changes = await printedBy('git', 'status', '--porcelain');
  return {
    manifest,
    changelog: await readFile(join(ROOT, 'CHANGELOG.md'), 'utf8'),
    head: await printedBy('git', 'rev-parse', 'HEAD'),
    changes: changes ? changes.split('\n') : [],
    tagged: await printedBy('git', 'rev-parse', '--verify', '--quiet', `v${manifest.version}^{commit}`),
    dist: await textsIn(join(ROOT, 'dist')),
    built: await textsIn(join(built, 'dist')),
    packed: await textsIn(unpacked),
    folders: [ROOT, folder, homedir(), userInfo().homedir],
    failures: await failuresIn(built),
  };
}
