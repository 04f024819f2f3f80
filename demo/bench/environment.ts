import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { PACKAGES, type Package } from './subjects';

/** Where the ratios were taken. */
export interface Environment {
  readonly node: string;
  readonly cores: number;
  readonly versions: Readonly<Partial<Record<Package, string>>>;
}

const ROOT = resolve(__dirname, '../..');

// From the files themselves: not every package lets its package.json be imported.
function versionOf(name: Package): string {
  const folder = name === 'axios-backoff' ? ROOT : resolve(ROOT, 'node_modules', name);
  const { version } = JSON.parse(readFileSync(resolve(folder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}

export function describeEnvironment(): Environment {
  return {
    node: process.versions.node,
    cores: availableParallelism(),
    versions: Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
  };
}
