import assert from 'node:assert/strict';
import { cp, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import manifest from '../../package.json';
import type { CaseResult } from '../behaviour/harness';
import { install, run } from '../package/scratch';

const { axios, typescript, 'axios-retry': axiosRetry } = manifest.devDependencies;

// What docs/typescript.md says of two packages that are at odds, and of the way out.

const REQUEST = `
  import axios, { type AxiosError } from 'axios';
  import axiosRetry from 'axios-backoff';
  const client = axios.create();
  axiosRetry(client, { retryCondition: (error: AxiosError) => error.response?.status === 404 });
  export const orders = client.get('/orders', { 'axios-backoff': { retries: 5 } });
`;
const BESIDE = `${REQUEST}
  import other from 'axios-retry';
  other(axios.create(), { retries: 2 });
`;

/** Compiles one file of a folder, and returns the codes of what is wrong. */
async function codesOf(
  folder: string,
  file: string,
  options: Readonly<Record<string, unknown>> = {},
): Promise<string[]> {
  const compilerOptions = {
    ...{ target: 'ES2020', lib: ['ES2020', 'DOM'], types: [], module: 'nodenext' },
    ...{ noEmit: true, strict: true, skipLibCheck: false, ...options },
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));
  const output = await run(
    folder,
    process.execPath,
    join(folder, '../node_modules/typescript/bin/tsc'),
    '-p',
    '.',
  ).catch(String);
  const codes = [...output.matchAll(/error (TS\d+)/g)].map(([, code = '']) => code);
  return output && codes.length === 0 ? [output] : codes;
}

/** Two folders: one where the plugin brings an axios of its own, and one where axios-retry is beside it. */
async function prepare(
  folder: string,
  tarball: string,
): Promise<{ readonly two: string; readonly beside: string }> {
  await install(folder, [
    ...[tarball, `axios@${axios}`, 'axios-1.7.9@npm:axios@1.7.9'],
    ...[`axios-retry@${axiosRetry}`, `typescript@${typescript}`],
  ]);
  const [two, beside] = [join(folder, 'two'), join(folder, 'beside')];
  for (const home of [two, beside]) {
    await mkdir(join(home, 'node_modules'), { recursive: true });
    for (const name of ['axios', 'axios-backoff']) {
      await cp(join(folder, 'node_modules', name), join(home, 'node_modules', name), { recursive: true });
    }
    await writeFile(join(home, 'request.ts'), REQUEST);
  }
  await mkdir(join(two, 'node_modules/axios-backoff/node_modules'));
  await rename(
    join(folder, 'node_modules/axios-1.7.9'),
    join(two, 'node_modules/axios-backoff/node_modules/axios'),
  );
  await cp(join(folder, 'node_modules/axios-retry'), join(beside, 'node_modules/axios-retry'), {
    recursive: true,
  });
  await writeFile(join(beside, 'beside.ts'), BESIDE);
  return { two, beside };
}

/** Compiles what is at odds, and each way out. */
export async function testConflicts(folder: string, tarball: string): Promise<CaseResult[]> {
  const { two, beside } = await prepare(folder, tarball);
  const cases: Readonly<Record<string, () => Promise<void>>> = {
    'two copies of axios: neither a callback nor an override of a request fits': async () => {
      assert.deepEqual(new Set(await codesOf(two, 'request.ts')), new Set(['TS2322', 'TS2353']));
    },
    'two copies of axios: `paths` make one of them in the types': async () => {
      assert.deepEqual(await codesOf(two, 'request.ts', { paths: { axios: ['./node_modules/axios'] } }), []);
    },
    'one copy of axios fits': async () => {
      assert.deepEqual(await codesOf(beside, 'request.ts'), []);
    },
    'axios-retry beside the plugin: both declare one key': async () => {
      assert.deepEqual(await codesOf(beside, 'beside.ts'), ['TS2717']);
    },
    'axios-retry beside the plugin: fits with skipLibCheck': async () => {
      assert.deepEqual(await codesOf(beside, 'beside.ts', { skipLibCheck: true }), []);
    },
  };
  const results: CaseResult[] = [];
  for (const [name, work] of Object.entries(cases)) {
    const error = await work().catch((thrown: unknown) => thrown);
    results.push(
      error === undefined
        ? { name, outcome: 'passed' }
        : { name, outcome: 'failed', detail: error instanceof Error ? error.message : 'failed' },
    );
  }
  return results;
}
