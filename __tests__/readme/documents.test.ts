import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { DIFFERENCES } from '../compat/differences';
import { readDocument, ROOT } from './markdown';

const DOCUMENTS = [
  ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...readdirSync(join(ROOT, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

const { scripts, version, license, devDependencies } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly version: string;
  readonly license: string;
  readonly devDependencies: Readonly<Record<string, string>>;
};

const isFile = (file: string): boolean => existsSync(join(ROOT, file));

describe.each(DOCUMENTS)('%s', (file) => {
  const { links, code } = readDocument(file);

  it('has links that lead somewhere', () => {
    const broken = links
      .filter((link) => !link.startsWith('https://'))
      .filter((link) => {
        const [path = '', anchor] = link.split('#');
        const target = path ? normalize(join(dirname(file), path)) : file;
        if (!isFile(target)) return true;
        return anchor !== undefined && !readDocument(target).anchors.includes(anchor);
      });
    expect(broken).toEqual([]);
  });

  it('names no file of the repository that does not exist', () => {
    const files = code
      .flatMap((text) => text.split(' '))
      .filter((word) => /^(lib|demo|\.ci|__tests__)(\/|$)|^[\w.-]+\.config\.mjs$/.test(word));
    expect(files.filter((name) => !isFile(name))).toEqual([]);
  });

  it('names no npm script that does not exist', () => {
    const names = code.flatMap((text) =>
      [...text.matchAll(/npm (?:run )?([\w:]+)/g)].flatMap(([, name]) => name ?? []),
    );
    const commands = ['install', 'ci', 'ls', 'dedupe', 'pack', 'version', 'publish', 'audit', 'deprecate'];
    expect(names.filter((name) => !commands.includes(name) && !(name in scripts))).toEqual([]);
  });
});

it('CONTRIBUTING maps every file of lib, and no other', () => {
  const map = readDocument('CONTRIBUTING.md').tables.find(([heading]) => heading?.[1] === 'the question');
  const mapped = map?.slice(1).map(([cell]) => /^\[lib\/([^\]]+)\]\(lib\/\1\)$/.exec(cell ?? '')?.[1]);
  const files = readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' });
  expect(mapped?.sort()).toEqual(files.filter((file) => file.endsWith('.ts')).sort());
});

it('the guide has a row for each difference from axios-retry that is meant, and no other', () => {
  const rows = readDocument('docs/migrating.md').tables.find(([heading]) => heading?.[0] === 'difference');
  expect(rows?.slice(1).map((row) => row.map((cell) => cell.replaceAll('`', '')))).toEqual(
    Object.entries(DIFFERENCES).map(([name, { reason }]) => [name, reason]),
  );
});

it('README names the version of each package that it says it was tested with, and has a test for each', () => {
  const rows = readDocument('README.md').tables.find(([heading]) => heading?.[0]?.startsWith('package ('));
  const named = rows?.slice(1).map(([cell = '']) => [...cell.matchAll(/`(.+?)` \(([\d.]+)\)/g)]) ?? [];
  expect(named.length).toBeGreaterThan(0);
  for (const [, name = '', tested] of named.flat())
    expect([name, devDependencies[name]]).toEqual([name, tested]);

  const suites = readdirSync(join(ROOT, '__tests__/interop')).filter((file) => file.endsWith('.test.ts'));
  const names = named.map(([first]) => first?.[1]?.replace(/^@(\w+)\/.*/, '$1'));
  expect(names.map((name) => `${name ?? ''}.test.ts`).sort()).toEqual(suites.sort());
});

it('CHANGELOG has a section for what is not released, and one for the version of the package once it is', () => {
  const text = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
  const sections = [...text.matchAll(/^## \[(.+?)\]/gm)].map(([, name]) => name);
  expect(sections[0]).toBe('Unreleased');
  if (sections.length > 1) expect(sections[1]).toBe(version);
});

it('LICENSE is the one that the package names', () => {
  expect(readFileSync(join(ROOT, 'LICENSE'), 'utf8')).toMatch(new RegExp(`^${license} License\\n`));
});
