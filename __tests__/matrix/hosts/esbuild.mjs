// Bundles with esbuild: ENTRY, OUT, then the conditions of a worker if it is one.
import { build } from 'esbuild';

const [entry, outfile, ...conditions] = process.argv.slice(2);
await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  minify: true,
  ...(conditions.length ? { format: 'esm', conditions } : {}),
});
