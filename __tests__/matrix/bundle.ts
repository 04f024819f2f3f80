import { join, resolve } from 'node:path';
import typescript from '@rollup/plugin-typescript';
import { rollup, type Plugin, type RollupBuild } from 'rollup';

const ROOT = resolve(__dirname, '../..');

/** What the suite imports from `lib` is to come from the package as others get it. */
const ownPackage: Plugin = {
  name: 'own-package',
  resolveId: (source) => (/^[./]+\/lib$/.test(source) ? { id: 'axios-backoff', external: true } : null),
};

/** Compiles the suite to JavaScript that needs no tools where it runs. */
export const bundleSuite = (): Promise<RollupBuild> =>
  rollup({
    input: join(ROOT, '__tests__/behaviour/main.ts'),
    external: [/^node:/, 'axios', 'form-data'],
    plugins: [
      ownPackage,
      typescript({
        tsconfig: join(ROOT, 'tsconfig.json'),
        include: ['lib/**', '__tests__/behaviour/**', '__tests__/http/scripted-server.ts'],
        noEmit: false,
        noEmitOnError: true,
      }),
    ],
  });

/**
 * Writes the suite into a folder.
 *
 * @param axios the name that axios has been installed by.
 * @returns the file to run.
 */
export async function writeSuite(bundle: RollupBuild, folder: string, axios: string): Promise<string> {
  const file = join(folder, `suite-with-${axios}.mjs`);
  await bundle.write({ file, format: 'es', paths: { axios } });
  return file;
}
