import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import manifest from '../../package.json';
import { run as runWithAxiosRetry } from './axios-retry-consumer';
import { startFailingServer, type FailingServer } from './failing-server';
import { aliasProjectsOf } from './forms';
import { buildAndPack, compileAndRun, install, temporaryFolder, endPrograms } from './scratch';

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

describe('the package installed as axios-retry', () => {
  it('stands under that name', async () => {
    const file = join(folder, 'node_modules/axios-retry/package.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ name: 'axios-backoff' });
  });

  it.each(Object.keys(aliasProjectsOf('')))(
    'does what axios-retry does for code that was written for it, under %s',
    async (name) => {
      const expected = await runWithAxiosRetry(`${server.origin}/real/${name}`);
      const project = aliasProjectsOf(await readFile(CONSUMER, 'utf8'))[name]!;
      const reports = await compileAndRun(join(folder, name), project, `${server.origin}/${name}`);
      const compiled = Object.keys(project.files).map((file) => file.replace(/ts$/, 'js'));
      expect(reports).toEqual(
        Object.fromEntries(compiled.map((file) => [file, file.startsWith('plain') ? [1, true] : expected])),
      );
    },
  );
});
