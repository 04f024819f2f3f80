import { availableParallelism } from 'node:os';
import { PACKAGES, versionOf, type Package } from '../shared/package-version';

/** Where the ratios were taken. */
export interface Environment {
  readonly node: string;
  readonly cores: number;
  readonly versions: Readonly<Partial<Record<Package, string>>>;
}

export function describeEnvironment(): Environment {
  return {
    node: process.versions.node,
    cores: availableParallelism(),
    versions: Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
  };
}
