import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath, URL } from 'node:url';
import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';
import { dts } from 'rollup-plugin-dts';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
// Its noEmitOnError makes a type error fail the build; it would be no more than a warning otherwise.
const tsconfig = 'tsconfig.build.json';

// A build that fails must not leave the files of an older one to be packed.
rmSync(new URL('dist', import.meta.url), { recursive: true, force: true });

// The entry for those who get one value instead of a module, by require() or a script tag.
const CALLABLE = fileURLToPath(new URL('callable.js', import.meta.url));

/** Makes that value: the default function, which carries every named export. */
const callableEntry = () => ({
  name: 'callable-entry',
  resolveId: (id) => (id === CALLABLE ? id : null),
  load: (id) =>
    id === CALLABLE
      ? `import axiosRetry, * as exported from './lib/index.ts';
         export default Object.assign(axiosRetry, exported);`
      : null,
});

/** Makes its types: what the module exports, in a namespace that merges with the default function. */
const callableTypes = () => ({
  name: 'callable-types',
  renderChunk(code) {
    const end = code.indexOf('\nexport {');
    if (end < 0) this.error('The types do not end in a list of exports.');
    const exported = code.slice(end).trimEnd().replaceAll('\n', '\n    ');
    return `${code.slice(0, end)}\ndeclare namespace axiosRetry {${exported}\n}\n\nexport = axiosRetry;\n`;
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
    input: CALLABLE,
    plugins: [callableEntry(), typescript({ tsconfig })],
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
];
