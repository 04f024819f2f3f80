import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import lock from '../../package-lock.json';
import manifest from '../../package.json';
import { readDocument, ROOT } from '../readme/markdown';
import { deadLinks } from '../release/checks';
import { run } from './scratch';

/** What npm would pack; `dist` only where it has been built. */
async function packedFiles(): Promise<string[]> {
  const printed = await run(ROOT, 'npm', 'pack', '--json', '--dry-run', '--ignore-scripts');
  const [{ files }] = JSON.parse(printed) as [{ files: { path: string }[] }];
  return files.map(({ path }) => path);
}

/** The files that a document links to. */
const linkedFrom = (document: string): string[] =>
  readDocument(document)
    .links.filter((link) => !/^(https:|#)/.test(link))
    .map((link) => join(dirname(document), link.replace(/#.*/, '')));

const isDocument = (file: string): boolean => file.endsWith('.md');

describe('the documents in the package', () => {
  it('are those that the README leads to, and no others: no link is broken, and nothing is unreachable', async () => {
    const packed = (await packedFiles()).filter((file) => !/^(dist|axios-retry|redis)\//.test(file));
    const reached = new Set(['README.md', 'package.json']);
    for (const file of reached)
      if (isDocument(file)) for (const target of linkedFrom(file)) reached.add(target);
    expect(packed.sort()).toEqual([...reached].sort());
  });

  it('have no dead link, on the page of the registry either', async () => {
    const files = await packedFiles();
    const packed = new Map(
      files.map((file) => [file, isDocument(file) ? readFileSync(join(ROOT, file), 'utf8') : '']),
    );
    expect(deadLinks(packed)).toEqual([]);
  });
});

describe('the keywords', () => {
  it('are words that people search for, each once', () => {
    const { keywords } = manifest;
    expect([...new Set(keywords)]).toEqual(keywords);
    expect(keywords.filter((word) => !/^[a-z\d]+(-[a-z\d]+)*$/.test(word))).toEqual([]);
    for (const word of ['axios', 'axios-retry', 'retry', 'exponential-backoff', 'rate-limit', '429', '503'])
      expect(keywords).toContain(word);
  });
});

/** npm runs these where a package is installed, from the registry or from a repository. */
const INSTALL_SCRIPTS = [
  'preinstall',
  'install',
  'postinstall',
  'preprepare',
  'prepare',
  'postprepare',
  'prepack',
];

describe('installing the package', () => {
  it('runs nothing', async () => {
    expect(Object.keys(manifest.scripts).filter((name) => INSTALL_SCRIPTS.includes(name))).toEqual([]);
    // npm compiles a package with one of these, and needs no script for it.
    expect(await packedFiles()).not.toContain('binding.gyp');
    expect(manifest).not.toHaveProperty('gypfile');
    // A command that a package brings lies in the path of the scripts beside it.
    expect(manifest).not.toHaveProperty('bin');
  });
});

interface Entry {
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly version?: string;
  readonly hasInstallScript?: boolean;
}

describe('the lock file', () => {
  const entries = Object.entries(lock.packages as Readonly<Record<string, Entry>>).filter(([path]) => path);

  it('pins every package to the content of a version in the npm registry', () => {
    // Without `resolved`, npm asks the registry that is configured, and the hash decides.
    const loose = entries.filter(
      ([path, { integrity, resolved, link, version }]) =>
        !path.startsWith('node_modules/') ||
        !/^sha512-[\w+/]{86}==$/.test(integrity ?? '') ||
        !/^\d+\.\d+\.\d+/.test(version ?? '') ||
        link === true ||
        !(resolved ?? 'https://registry.npmjs.org/').startsWith('https://registry.npmjs.org/'),
    );
    expect(loose).toEqual([]);
    expect(entries.length).toBeGreaterThan(100);
  });

  it('asks for exact versions, from no other place', () => {
    const loose = Object.entries(manifest.devDependencies).filter(
      ([, wanted]) => !/^(npm:[\w-]+@)?\d+\.\d+\.\d+$/.test(wanted),
    );
    expect(loose).toEqual([]);
  });

  it('holds no package with an install script but those that are known', () => {
    const names = entries.filter(([, entry]) => entry.hasInstallScript).map(([path]) => path);
    expect(names).toEqual([
      'node_modules/@parcel/watcher',
      'node_modules/esbuild',
      'node_modules/msw',
      'node_modules/vite/node_modules/esbuild',
    ]);
  });
});
