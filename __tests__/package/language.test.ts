import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { newerThanES2020 } from './language';
import { copySources, run, temporaryFolder, endPrograms } from './scratch';

let folder: string;
let repository: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  repository = join(folder, 'repository');
  await copySources(repository);
  await run(repository, 'npm', 'run', 'build');
});

afterAll(() => {
  endPrograms();
  return rm(folder, { recursive: true, force: true });
});

it('each bundle is ES2020, in what it says and in what it calls', async () => {
  const files = (await readdir(join(repository, 'dist'))).filter((file) => /\.m?js$/.test(file)).sort();
  expect(files).toEqual(expect.arrayContaining(['axios-backoff.umd.js', 'index.js', 'index.mjs']));
  const found = await Promise.all(
    files.map(async (file) =>
      newerThanES2020(`dist/${file}`, await readFile(join(repository, 'dist', file), 'utf8')),
    ),
  );
  expect(found.flat()).toEqual([]);
});

it.each([
  ['class C {\n  #secret;\n}', 'a.js:2:3: Unexpected character'],
  ['a;\nb ??= 1;', 'a.js:2:5: Unexpected token'],
  ['class C { static {} }', 'a.js:1:18: Unexpected token'],
  ['export {};', "a.js:1:1: 'import' and 'export'"],
])('names the file and the place of what does not parse: %j', (code, expected) => {
  const [found] = newerThanES2020('a.js', code);
  expect(found?.slice(0, expected.length)).toBe(expected);
});

it.each([
  ['f(Object.hasOwn(a, "b"));', '.hasOwn()'],
  ['const last = () => [1, 2].at(-1);', '.at()'],
  ['a?.at(0);', '.at()'],
  ['a["at"](0);', '.at()'],
  ['"a".replaceAll("a", "b");', '.replaceAll()'],
  ['structuredClone({});', 'structuredClone()'],
  ['globalThis.structuredClone({});', 'structuredClone()'],
])('names a function that came later: %s', (code, name) => {
  const [found = '', ...more] = newerThanES2020('a.mjs', `export {};\n${code}`);
  expect(found).toMatch(/^a\.mjs:2:\d+: /);
  expect(found.endsWith(name)).toBe(true);
  expect(more).toEqual([]);
});

it.each(['a ?? b?.c', 'const at = { at: 1 }.at;', 'import("x"); 10n;', 'at(1)'])(
  'takes %j for ES2020',
  (code) => {
    expect(newerThanES2020('a.js', code)).toEqual([]);
  },
);
