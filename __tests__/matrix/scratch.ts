import { rm } from 'node:fs/promises';
import manifest from '../../package.json';
import { buildAndPack, install, temporaryFolder } from '../package/scratch';

/** Does something in a new folder, which is gone afterwards. */
export async function inScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await temporaryFolder();
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Installs the package as it would be published, what the suite needs beside it, and some versions of axios. */
export async function installForSuite(folder: string, versionsOfAxios: readonly string[]): Promise<void> {
  const { tarball } = await buildAndPack(folder);
  await install(folder, [
    tarball,
    `form-data@${manifest.devDependencies['form-data']}`,
    ...versionsOfAxios.map((version) => `${axiosNamed(version)}@npm:axios@${version}`),
  ]);
}

/** The name by which a version of axios is installed. */
export const axiosNamed = (version: string): string => `axios-${version}`;
