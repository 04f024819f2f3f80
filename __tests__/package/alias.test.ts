import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import manifest from '../../package.json';
import { run as runWithAxiosRetry } from './axios-retry-consumer';
import { startFailingServer, type FailingServer } from './failing-server';
import { aliasProjectsOf, entryProjectsOf, type Project } from './forms';
import { buildAndPack, compileAndRun, install, run, temporaryFolder, endPrograms } from './scratch';

const CONSUMER = join(__dirname, 'axios-retry-consumer.ts');

// Packages may have to be downloaded.
jest.setTimeout(600_000);

let folder: string;
let server: FailingServer;

beforeAll(async () => {
  folder = await temporaryFolder();
  const { tarball } = await buildAndPack(folder);
  const { axios, typescript } = manifest.devDependencies;
  await install(folder, [
    // What `npm install axios-retry@npm:axios-backoff` does once the package can be had from a registry.
    `axios-retry@file:${tarball}`,
    tarball,
    `axios@${axios}`,
    `typescript@${typescript}`,
    'typescript-5.9@npm:typescript@5.9.3',
    'typescript-4.7@npm:typescript@4.7.4',
  ]);
  server = await startFailingServer();
});

afterAll(async () => {
  endPrograms();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

async function expectAxiosRetry(name: string, project: Project): Promise<void> {
  const expected = await runWithAxiosRetry(`${server.origin}/real/${name}`);
  const reports = await compileAndRun(join(folder, name), project, `${server.origin}/${name}`);
  const compiled = Object.keys(project.files).map((file) => file.replace(/ts$/, 'js'));
  expect(reports).toEqual(
    Object.fromEntries(compiled.map((file) => [file, file.startsWith('plain') ? [1, true] : expected])),
  );
}

describe('the package installed as axios-retry', () => {
  it('stands under that name', async () => {
    const file = join(folder, 'node_modules/axios-retry/package.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ name: 'axios-backoff' });
  });

  it.each(Object.keys(aliasProjectsOf('')))(
    'does what axios-retry does for code that was written for it, under %s',
    async (name) => {
      await expectAxiosRetry(`alias-${name}`, aliasProjectsOf(await readFile(CONSUMER, 'utf8'))[name]!);
    },
  );
});

describe('the entry axios-backoff/axios-retry', () => {
  it.each(Object.keys(entryProjectsOf('')))(
    'does what axios-retry does for code with that one import changed, under %s',
    async (name) => {
      await expectAxiosRetry(`entry-${name}`, entryProjectsOf(await readFile(CONSUMER, 'utf8'))[name]!);
    },
  );

  const root = (): string => join(folder, 'node_modules/axios-backoff');

  it('is the same files where a resolver reads `exports`, and where it looks for a folder', async () => {
    const read = async (file: string): Promise<Record<string, unknown>> =>
      JSON.parse(await readFile(join(root(), file), 'utf8')) as Record<string, unknown>;
    const exports = (await read('package.json')).exports as Record<string, unknown>;
    const files = {
      main: './dist/axios-retry.js',
      module: './dist/axios-retry.mjs',
      types: './dist/axios-retry.d.ts',
    };
    expect(exports['./axios-retry']).toEqual({
      'react-native': { types: files.types, default: files.main },
      import: { types: files.types.replace('.ts', '.mts'), default: files.module },
      require: { types: files.types, default: files.main },
    });
    // Metro reads the folder for the one entry, and these for the other. Both have to lead to CommonJS.
    expect(exports['.']).toMatchObject({ 'react-native': { default: './dist/index.js' } });
    expect(await read('axios-retry/package.json')).toEqual({
      sideEffects: false,
      ...Object.fromEntries(Object.entries(files).map(([field, file]) => [field, `.${file}`])),
    });
    for (const file of Object.values(files)) expect(existsSync(join(root(), file))).toBe(true);
  });

  it('brings no second copy of the core, neither as ES module nor as CommonJS', async () => {
    for (const file of ['axios-retry.mjs', 'axios-retry.js']) {
      const text = await readFile(join(root(), 'dist', file), 'utf8');
      expect(text).toContain(`'./index.${file.split('.')[1]!}'`);
      expect(text).not.toContain('interceptors');
    }
    const isOne = `
      const same = (entry, main) => Object.keys(entry).filter((name) => entry[name] === main[name]).sort();
      import('axios-backoff').then(async (main) => {
        const [ofModules, ofCommonJs] = [
          same(await import('axios-backoff/axios-retry'), main),
          same(require('axios-backoff/axios-retry'), require('axios-backoff')),
        ];
        console.log(JSON.stringify([ofModules, ofCommonJs]));
      });`;
    const shared = [
      ...['DEFAULT_OPTIONS', 'exponentialDelay', 'isIdempotentRequestError', 'isNetworkError'],
      ...['isNetworkOrIdempotentRequestError', 'isRetryableError', 'isSafeRequestError', 'linearDelay'],
      ...['namespace', 'noDelay', 'retryAfter'],
    ];
    expect(JSON.parse(await run(folder, 'node', '-e', isOne))).toEqual([shared, shared]);
  });
});
