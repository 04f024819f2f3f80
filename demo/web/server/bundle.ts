import { dirname, resolve } from 'node:path';
import nodeResolve from '@rollup/plugin-node-resolve';
import { rollup, type Plugin } from 'rollup';
import ts from 'typescript';

const ROOT = resolve(__dirname, '../../..');
const SOURCE = resolve(ROOT, 'lib');
const BUILT = resolve(ROOT, 'dist/index.mjs');

/** What the page imports from `lib` for its types comes from the built package, as a user has it. */
const builtPlugin: Plugin = {
  name: 'built-plugin',
  resolveId: (source, importer) =>
    importer !== undefined && resolve(dirname(importer), source) === SOURCE ? BUILT : null,
};

/** Only takes the types off: `tsc -p .` checks them. */
const withoutTypes: Plugin = {
  name: 'without-types',
  transform: (code, id) =>
    id.endsWith('.ts')
      ? ts.transpileModule(code, {
          compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
        }).outputText
      : null,
};

/**
 * Makes one script of a TypeScript module, the built plugin, axios and all else that it imports.
 *
 * @throws when there is no `dist`: `npm run build` makes it.
 */
export async function bundle(entry: string): Promise<string> {
  const bundled = await rollup({
    input: entry,
    plugins: [builtPlugin, withoutTypes, nodeResolve({ browser: true, extensions: ['.mjs', '.js', '.ts'] })],
    onLog: (level, log, handle) => {
      // Packages import in circles among themselves, which does no harm here.
      if (log.code !== 'CIRCULAR_DEPENDENCY') handle(level, log);
    },
  });
  const { output } = await bundled.generate({ format: 'es' });
  await bundled.close();
  return output[0].code;
}
