import { readFileSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, URL } from 'node:url';
import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';
import { dts } from 'rollup-plugin-dts';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
// Its noEmitOnError makes a type error fail the build; it would be no more than a warning otherwise.
const tsconfig = 'tsconfig.build.json';

// A build that fails must not leave the files of an older one to be packed.
rmSync(new URL('dist', import.meta.url), { recursive: true, force: true });

// The entries for those who get one value instead of a module, by require() or a script tag.
const callableOf = (name) => fileURLToPath(new URL(`callable-${name}.js`, import.meta.url));

/** Makes that value: the default function, which carries every named export. */
const callableEntry = (name) => ({
  name: 'callable-entry',
  resolveId: (id) => (id === callableOf(name) ? id : null),
  load: (id) =>
    id === callableOf(name)
      ? `import axiosRetry, * as exported from './lib/${name}.ts';
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
].map((module) => fileURLToPath(new URL(`lib/${module}`, import.meta.url)));

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
    input: 'lib/index.ts',
    plugins: [typescript({ tsconfig })],
    output: { file: 'dist/index.mjs', format: 'es' },
  },
  {
    input: callableOf('index'),
    plugins: [callableEntry('index'), typescript({ tsconfig })],
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
    input: 'lib/index.ts',
    plugins: [dts({ tsconfig })],
    output: [{ file: 'dist/index.d.mts' }, { file: 'dist/index.d.ts', plugins: [callableTypes()] }],
  },
  {
    input: 'lib/axios-retry.ts',
    plugins: [besideMain('./index.mjs'), typescript({ tsconfig })],
    output: { file: 'dist/axios-retry.mjs', format: 'es' },
  },
  {
    input: callableOf('axios-retry'),
    plugins: [callableEntry('axios-retry'), besideMain('./index.js'), typescript({ tsconfig })],
    output: { file: 'dist/axios-retry.js', format: 'cjs', exports: 'default' },
  },
  {
    input: 'lib/axios-retry.ts',
    plugins: [besideMain('./index.mjs'), dts({ tsconfig })],
    output: { file: 'dist/axios-retry.d.mts' },
  },
  {
    input: 'lib/axios-retry.ts',
    plugins: [besideMain('./index.js'), dts({ tsconfig })],
    output: { file: 'dist/axios-retry.d.ts', plugins: [callableTypes()] },
  },
  ...['mjs', 'js'].flatMap((extension) => [
    {
      input: 'lib/redis.ts',
      plugins: [besideMain(`./index.${extension}`), typescript({ tsconfig })],
      output: { file: `dist/redis.${extension}`, format: extension === 'js' ? 'cjs' : 'es' },
    },
    {
      input: 'lib/redis.ts',
      plugins: [besideMain(`./index.${extension}`), dts({ tsconfig })],
      output: { file: `dist/redis.d.${extension.replace('js', 'ts')}` },
    },
  ]),
];
