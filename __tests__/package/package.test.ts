import { appendFile, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import axios from 'axios';
import { rollup, type Plugin } from 'rollup';
import type * as library from '../../lib';
import manifest from '../../package.json';
import type { Report } from './consumer';
import { startFailingServer, type FailingServer } from './failing-server';
import { projectsOf } from './forms';
import {
  buildAndPack,
  compileAndRun,
  copySources,
  install,
  run,
  temporaryFolder,
  endPrograms,
} from './scratch';

const CONSUMER = join(__dirname, 'consumer.ts');

// Packages may have to be downloaded.
jest.setTimeout(600_000);

let folder: string;
let packed: Awaited<ReturnType<typeof buildAndPack>>;
let server: FailingServer;
let origin: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  packed = await buildAndPack(folder);
  const { axios: axiosVersion, typescript } = manifest.devDependencies;
  await install(folder, [
    packed.tarball,
    `axios@${axiosVersion}`,
    `typescript@${typescript}`,
    'typescript-4.7@npm:typescript@4.7.4',
  ]);

  server = await startFailingServer();
  ({ origin } = server);
});

afterAll(async () => {
  endPrograms();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the build', () => {
  it('fails on a type error, and leaves nothing behind to be packed', async () => {
    const broken = join(folder, 'broken');
    await copySources(broken);
    await appendFile(join(broken, 'lib/index.ts'), "\nexport const wrong: number = 'a word';\n");
    await expect(run(broken, 'npm', 'run', 'build')).rejects.toThrow('TS2322');
    expect(await readdir(broken)).not.toContain('dist');
  });

  it('names no source map, since none is packed', async () => {
    const dist = join(folder, 'node_modules/axios-backoff/dist');
    for (const file of await readdir(dist)) {
      expect(await readFile(join(dist, file), 'utf8')).not.toContain('sourceMappingURL');
    }
  });
});

describe('the package', () => {
  it('holds the bundles, their types and, beside `docs`, four documents, and nothing else', () => {
    expect(packed.files.filter((file) => !file.startsWith('docs/'))).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'axios-retry/package.json',
      'dist/axios-backoff.umd.js',
      'dist/axios-retry.d.mts',
      'dist/axios-retry.d.ts',
      'dist/axios-retry.js',
      'dist/axios-retry.mjs',
      'dist/index.d.mts',
      'dist/index.d.ts',
      'dist/index.js',
      'dist/index.mjs',
      'dist/redis.d.mts',
      'dist/redis.d.ts',
      'dist/redis.js',
      'dist/redis.mjs',
      'package.json',
      'redis/package.json',
    ]);
  });

  it('can be published, and brings nothing along', async () => {
    const file = join(folder, 'node_modules/axios-backoff/package.json');
    const installed = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    expect(installed).toMatchObject({
      name: 'axios-backoff',
      license: 'MIT',
      sideEffects: false,
      peerDependencies: { axios: '>=0.27.2 <2' },
    });
    for (const field of ['dependencies', 'optionalDependencies', 'bundledDependencies', 'private']) {
      expect(installed).not.toHaveProperty(field);
    }
  });

  const expected: Report = {
    perRequest: 3,
    state: {
      retries: 5,
      retryCount: 3,
      skipped: 0,
      elapsed: expect.any(Number),
      attempts: [503, 503, 503, 200].map((status) => expect.objectContaining({ status })),
    },
    lines: ['retry 503', 'retry 503', 'retry 503', 'recovered'],
    axiosObject: 1,
    staticAxios: 1,
    afterEject: 503,
  };

  it.each(['nodenext', 'bundler', 'node16-typescript-4.7', 'node10-typescript-4.7'])(
    'compiles and retries in each form of import under %s',
    async (name) => {
      const project = projectsOf(await readFile(CONSUMER, 'utf8'))[name]!;
      const reports = await compileAndRun(join(folder, name), project, `${origin}/${name}`);
      const files = Object.keys(project.files);
      expect(reports).toEqual(
        Object.fromEntries(
          files.map((file) => [file.replace(/ts$/, 'js'), file.startsWith('plain') ? 1 : expected]),
        ),
      );
    },
  );

  it('leaves the compatibility layer out of a bundle that imports the function by its name', async () => {
    const module = join(folder, 'node_modules/axios-backoff/dist/index.mjs');
    const bundleOf = async (form: string): Promise<string> => {
      const entry: Plugin = {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? id : null),
        load: (id) => (id === 'entry' ? `export { ${form} } from ${JSON.stringify(module)};` : null),
      };
      const bundle = await rollup({ input: 'entry', plugins: [entry] });
      const { output } = await bundle.generate({ format: 'es' });
      return output[0].code;
    };
    const layer = /function isNetworkError|linearDelay|PATH_LENGTH_EXCEEDED/;
    expect(await bundleOf('default')).toMatch(layer);
    expect(await bundleOf('axiosRetry, exponentialBackoff, getRetryState')).not.toMatch(layer);
  });

  it('gives a page with script tags a global that can be called and carries every export', async () => {
    const bundle = join(folder, 'node_modules/axios-backoff/dist/axios-backoff.umd.js');
    const page = createContext({ setTimeout, clearTimeout, performance });
    runInContext(await readFile(bundle, 'utf8'), page);
    const { axiosRetry } = page as { axiosRetry: typeof library.axiosRetry & typeof library };

    expect(typeof axiosRetry).toBe('function');
    expect(Object.keys(axiosRetry).sort()).toEqual(
      Object.keys(jest.requireActual<typeof library>('../../lib')).sort(),
    );
    expect(axiosRetry.default).toBe(axiosRetry);
    expect(axiosRetry.axiosRetry).toBe(axiosRetry);

    const client = axios.create({ baseURL: `${origin}/page` });
    axiosRetry(client, { retryDelay: axiosRetry.exponentialBackoff({ initialDelay: 2 }), log: false });
    const response = await client.get('/once');
    expect(axiosRetry.getRetryState(response)?.retryCount).toBe(1);
  });
});
