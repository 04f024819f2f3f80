import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** What is measured and compared: axios alone, this package and two others. */
export const PACKAGES = ['axios', 'axios-backoff', 'axios-retry', 'retry-axios'] as const;
export type Package = (typeof PACKAGES)[number];

export const ROOT = resolve(__dirname, '../..');

/** The installed version of a package. Read from its file, since not every package exports its package.json. */
export function versionOf(name: Package): string {
  const folder = name === 'axios-backoff' ? ROOT : resolve(ROOT, 'node_modules', name);
  const { version } = JSON.parse(readFileSync(resolve(folder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
