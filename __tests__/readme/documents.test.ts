import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { DIFFERENCES } from '../compat/differences';
import { DOCUMENTS, readDocument, ROOT } from './markdown';

const { scripts, version, license, devDependencies } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly version: string;
  readonly license: string;
  readonly devDependencies: Readonly<Record<string, string>>;
};

/** How many characters two lines of a table have on a page 1,000 pixels wide, less what its grid takes. */
const ROW_LENGTH = 220;

const isFile = (file: string): boolean => existsSync(join(ROOT, file));

describe.each(DOCUMENTS)('%s', (file) => {
  const { links, code, shownTables } = readDocument(file);

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

  // A row of two lines can be read on a laptop; one of five is a paragraph that has lost its way.
  it('has tables that a laptop shows in two lines a row', () => {
    const long = shownTables.flat().filter((row) => row.join('').length > ROW_LENGTH);
    expect(long).toEqual([]);
  });

  it('names no npm script that does not exist', () => {
    const names = code.flatMap((text) =>
      [...text.matchAll(/npm (?:run )?([\w:]+)/g)].flatMap(([, name]) => name ?? []),
    );
    const commands = ['install', 'ci', 'pack', 'version', 'publish', 'audit', 'deprecate', 'ls', 'dedupe'];
    expect(names.filter((name) => !commands.includes(name) && !(name in scripts))).toEqual([]);
  });
});

it('docs/how-it-works.md maps every file of lib, and no other', () => {
  const map = readDocument('docs/how-it-works.md').tables.find(
    ([heading]) => heading?.[1] === 'the question',
  );
  const mapped = map?.slice(1).map(([cell]) => /^\[lib\/([^\]]+)\]\(\.\.\/lib\/\1\)$/.exec(cell ?? '')?.[1]);
  const files = readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' });
  expect(mapped?.sort()).toEqual(files.filter((file) => file.endsWith('.ts')).sort());
});

it('the guide has a row for each difference from axios-retry that is meant, and no other', () => {
  const rows = readDocument('docs/migrating.md').tables.find(([heading]) => heading?.[0] === 'difference');
  expect(rows?.slice(1).map((row) => row.map((cell) => cell.replaceAll('`', '')))).toEqual(
    Object.entries(DIFFERENCES).map(([name, { reason }]) => [name, reason]),
  );
});

it('the integrations and the test tools name the version that was tested, and there is a test for each', () => {
  const rows = ['docs/integrations.md', 'docs/testing.md'].flatMap((file) =>
    readDocument(file)
      .tables.filter(([heading]) => heading?.[0]?.startsWith('package ('))
      .flatMap((table) => table.slice(1)),
  );
  const named = rows.map(([cell = '']) =>
    [...cell.matchAll(/`(.+?)` \(([\d.]+)\)/g)].map(([, name = '', tested = '']) => {
      // Two versions of one package are installed under names of their own.
      const alias = Object.entries(devDependencies).find(([, wanted]) => wanted === `npm:${name}@${tested}`);
      return alias ? [alias[0], alias[1]] : [name, tested];
    }),
  );
  expect(named.length).toBeGreaterThan(0);
  for (const [name = '', tested] of named.flat())
    expect([name, devDependencies[name]]).toEqual([name, tested]);

  const suites = readdirSync(join(ROOT, '__tests__/interop')).filter((file) => file.endsWith('.test.ts'));
  const names = named.flatMap(([first]) => first?.[0]?.replace(/^@(\w+)\/.*/, '$1') ?? []);
  expect([...new Set(names)].map((name) => `${name}.test.ts`).sort()).toEqual(suites.sort());
});

it('what a document shows of an application stands in one that is built and run', () => {
  const fixtures = DOCUMENTS.flatMap((file) => readDocument(file).blocks).filter(
    ({ label }) => label === 'fixture',
  );
  expect(fixtures.map(({ name }) => name).sort()).toEqual([
    'nest/src/retries.ts',
    'next/lib/client.js',
    'openapi/src/client.ts',
  ]);
  for (const { name = '', text } of fixtures)
    expect(readFileSync(join(ROOT, '__tests__/matrix/fixtures', name), 'utf8')).toBe(text);
});

it('the script tags load this version', () => {
  const { text = '' } =
    readDocument('docs/integrations.md').blocks.find(({ language }) => language === 'html') ?? {};
  expect([...text.matchAll(/axios-backoff@([\w.-]+)/g)].map(([, found]) => found)).toEqual([
    version,
    version,
  ]);
});

// Before, `config.headers` has no `set()` in its types, and on 0.27 none at all.
it.each(DOCUMENTS)('the snippets of %s that need axios 1.2 say so', (file) => {
  const needy = readDocument(file).blocks.filter(({ text }) => text.includes('config.headers.set('));
  const text = readFileSync(join(ROOT, file), 'utf8');
  expect(needy.length > 0 && !text.includes('`config.headers.set()` needs axios 1.2')).toBe(false);
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
