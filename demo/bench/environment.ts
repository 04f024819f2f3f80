import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { SUBJECTS, type Subject } from './subjects';

/** Where the ratios were taken. */
export interface Environment {
  readonly node: string;
  readonly cores: number;
  readonly versions: Readonly<Partial<Record<Subject, string>>>;
}

const ROOT = resolve(__dirname, '../..');

// From the files themselves: not every package lets its package.json be imported.
function versionOf(subject: Subject): string {
  const folder = subject === 'axios-backoff' ? ROOT : resolve(ROOT, 'node_modules', subject);
  const { version } = JSON.parse(readFileSync(resolve(folder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}

export function describeEnvironment(): Environment {
  return {
    node: process.versions.node,
    cores: availableParallelism(),
    versions: Object.fromEntries(SUBJECTS.map((subject) => [subject, versionOf(subject)])),
  };
}
