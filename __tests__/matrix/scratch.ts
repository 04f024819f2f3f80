import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../../package.json';
import { copySources, install, pack, run } from '../package/scratch';

/** Does something in a new folder, which is gone afterwards. */
export async function inScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  // Modules are known by their real place, and the temporary folder may be a link.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'axios-backoff-')));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Installs the package as it would be published, what the suite needs beside it, and some versions of axios. */
export async function installForSuite(folder: string, versionsOfAxios: readonly string[]): Promise<void> {
  // Built from a copy, since others may be reading the repository's own build.
  const sources = join(folder, 'sources');
  await copySources(sources);
  await run(sources, 'npm', 'run', 'build');
  const { tarball } = await pack(sources, folder);
  await install(folder, [
    tarball,
    `form-data@${manifest.devDependencies['form-data']}`,
    ...versionsOfAxios.map((version) => `${axiosNamed(version)}@npm:axios@${version}`),
  ]);
}

/** The name by which a version of axios is installed. */
export const axiosNamed = (version: string): string => `axios-${version}`;
