import { dirname, relative, resolve } from 'node:path';
import * as esbuild from 'esbuild';

const ROOT = resolve(__dirname, '../../..');
/** What the page imports from `lib` for its types comes from the built package, as a user has it. */
const BUILT: ReadonlyMap<string, string> = new Map(
  Object.entries({ lib: 'index', 'lib/redis': 'redis' }).map(([source, built]) => [
    resolve(ROOT, source),
    resolve(ROOT, `dist/${built}.mjs`),
  ]),
);

const builtPlugin: esbuild.Plugin = {
  name: 'built-plugin',
  setup: (build) => {
    build.onResolve({ filter: /^\.[./]+lib/ }, ({ path, importer }) => ({
      path: BUILT.get(resolve(dirname(importer), path)),
    }));
  },
};

/** A file of the bundle. */
export interface BundledFile {
  /** Relative to the page. */
  readonly name: string;
  readonly code: string;
}

/**
 * Makes scripts of TypeScript modules, the built plugin, axios and all else that they import. The first file is that
 * of the first entry. What several need, and what is only loaded when it is needed, are files of their own.
 *
 * @throws when there is no `dist`: `npm run build` makes it.
 */
export async function bundle(...entryPoints: string[]): Promise<BundledFile[]> {
  const { outputFiles } = await esbuild.build({
    entryPoints,
    plugins: [builtPlugin],
    // What the simulator's clock asks of Node, where it is Node.
    external: ['util'],
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    outdir: ROOT,
    entryNames: '[name]',
    chunkNames: '[name]-[hash]',
    write: false,
  });
  return outputFiles.map(({ path, text }) => ({ name: relative(ROOT, path), code: text }));
}

/** Makes styles shorter that mean the same. */
export async function minifyStyles(css: string): Promise<string> {
  return (await esbuild.transform(css, { loader: 'css', minify: true })).code;
}
