import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { ROOT } from '../shared/package-version';
import type { Subject } from './subjects';

/** The bytes that one way to retry adds to a page: bundled without axios, minified and gzipped. */
async function sizeOf({ module }: Subject): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: module, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    external: ['axios'],
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
}

/** In two figures: a byte more or less is no news. */
export const measureSize = async (subject: Subject): Promise<string> =>
  `${((await sizeOf(subject)) / 1000).toPrecision(2)} kB`;
