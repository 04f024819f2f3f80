import { join, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';

const ROOT = resolve(__dirname, '../..');

/** What the suite imports from `lib` comes from the package as others get it, and axios by the name it is installed by. */
const installed = (axios: string): Plugin => ({
  name: 'installed',
  setup: (bundle) => {
    bundle.onResolve({ filter: /^[./]+\/lib$/ }, () => ({ path: 'axios-backoff', external: true }));
    bundle.onResolve({ filter: /^axios$/ }, () => ({ path: axios, external: true }));
  },
});

/**
 * Writes the suite into a folder, as JavaScript that needs no tools where it runs.
 *
 * @param axios the name that axios has been installed by.
 * @returns the file to run.
 */
export async function writeSuite(folder: string, axios: string): Promise<string> {
  const file = join(folder, `suite-with-${axios}.mjs`);
  await build({
    entryPoints: [join(ROOT, '__tests__/behaviour/main.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['form-data'],
    plugins: [installed(axios)],
  });
  return file;
}
