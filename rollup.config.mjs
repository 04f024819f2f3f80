import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, URL } from 'node:url';
import terser from '@rollup/plugin-terser';
import { dts } from 'rollup-plugin-dts';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

// A build that fails must not leave the files of an older one to be packed.
for (const folder of ['dist', 'compiled'])
  rmSync(new URL(folder, import.meta.url), { recursive: true, force: true });

// Once for all bundles: a compiler for each would take most of the time. A type error fails the build here.
const tsc = fileURLToPath(new URL('node_modules/typescript/bin/tsc', import.meta.url));
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' });

// The entries for those who get one value instead of a module, by require() or a script tag.
const callableOf = (name) => fileURLToPath(new URL(`callable-${name}.js`, import.meta.url));

/** Makes that value: the default function, which carries every named export. */
const callableEntry = (name) => ({
  name: 'callable-entry',
  resolveId: (id) => (id === callableOf(name) ? id : null),
  load: (id) =>
    id === callableOf(name)
      ? `import axiosRetry, * as exported from './compiled/${name}.js';
         export default Object.assign(axiosRetry, exported);`
      : null,
});

/** What is passed on from the main types gets imported and exported apart: a namespace can't do both in one. */
const passOn = (_all, imported, from, passedOn, rest) => {
  const names = new Set([...imported.split(', '), ...passedOn.split(', ')]);
  return `import { ${[...names].join(', ')} } ${from}${rest}${passedOn}, `;
};

/** Makes its types: what the module exports, in a namespace that merges with the default function. */
const callableTypes = () => ({
  name: 'callable-types',
  renderChunk(given) {
    const code = given.replace(
      /^import \{ (.*) \} (from .*\n)export \{ (.*) \} from .*\n([^]*\nexport \{ )/,
      passOn,
    );
    const end = code.indexOf('\nexport {');
    if (end < 0) this.error('The types do not end in a list of exports.');
    const exported = code.slice(end).trimEnd().replaceAll('\n', '\n    ');
    return `${code.slice(0, end)}\ndeclare namespace axiosRetry {${exported}\n}\n\nexport = axiosRetry;\n`;
  },
});

/** What the main bundle exports, so that one that stands beside it need not have it as well. */
const inMain = [
  'index',
  'axios/origin',
  'delay/backoff',
  'delay/jitter',
  'guards/budget',
  'guards/guard',
  'guards/pacer',
  'types',
].map((module) => fileURLToPath(new URL(`compiled/${module}`, import.meta.url)));

/** Leaves the main bundle out of one that stands beside it. */
const besideMain = (file) => ({
  name: 'beside-main',
  resolveId: {
    order: 'pre',
    handler: (id, importer) =>
      importer && inMain.includes(resolve(dirname(importer), id)) ? { id: file, external: true } : null,
  },
});

// No source maps: docs/releasing.md says why.
export default [
  {
    input: 'compiled/index.js',
    output: { file: 'dist/index.mjs', format: 'es' },
  },
  {
    input: callableOf('index'),
    plugins: [callableEntry('index')],
    output: [
      { file: 'dist/index.js', format: 'cjs', exports: 'default' },
      {
        file: 'dist/axios-backoff.umd.js',
        format: 'umd',
        name: 'axiosRetry',
        banner: `/*! axios-backoff ${version} | MIT */`,
        plugins: [terser()],
      },
    ],
  },
  {
    input: 'compiled/index.d.ts',
    plugins: [dts()],
    output: [{ file: 'dist/index.d.mts' }, { file: 'dist/index.d.ts', plugins: [callableTypes()] }],
  },
  {
    input: 'compiled/axios-retry.js',
    plugins: [besideMain('./index.mjs')],
    output: { file: 'dist/axios-retry.mjs', format: 'es' },
  },
  {
    input: callableOf('axios-retry'),
    plugins: [callableEntry('axios-retry'), besideMain('./index.js')],
    output: { file: 'dist/axios-retry.js', format: 'cjs', exports: 'default' },
  },
  {
    input: 'compiled/axios-retry.d.ts',
    plugins: [besideMain('./index.mjs'), dts()],
    output: { file: 'dist/axios-retry.d.mts' },
  },
  {
    input: 'compiled/axios-retry.d.ts',
    plugins: [besideMain('./index.js'), dts()],
    output: { file: 'dist/axios-retry.d.ts', plugins: [callableTypes()] },
  },
  ...['mjs', 'js'].flatMap((extension) => [
    {
      input: 'compiled/redis.js',
      plugins: [besideMain(`./index.${extension}`)],
      output: { file: `dist/redis.${extension}`, format: extension === 'js' ? 'cjs' : 'es' },
    },
    {
      input: 'compiled/redis.d.ts',
      plugins: [besideMain(`./index.${extension}`), dts()],
      output: { file: `dist/redis.d.${extension.replace('js', 'ts')}` },
    },
  ]),
];
