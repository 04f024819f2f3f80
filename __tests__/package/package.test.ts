import { appendFile, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import axios from 'axios';
import type * as library from '../../lib';
import manifest from '../../package.json';
import type { Report } from './consumer';
import { projectsOf } from './forms';
import { compileAndRun, copySources, install, pack, run } from './scratch';

const CONSUMER = join(__dirname, 'consumer.ts');
const TIMEOUT = 180_000;

let folder: string;
let packed: Awaited<ReturnType<typeof pack>>;
let server: Server;
let origin: string;

beforeAll(async () => {
  // Node and the compilers go by the real place of a module, and the temporary folder may be a link.
  folder = await realpath(await mkdtemp(join(tmpdir(), 'axios-backoff-')));
  await copySources(join(folder, 'built'));
  await run(join(folder, 'built'), 'npm', 'run', 'build');
  packed = await pack(join(folder, 'built'), folder);
  const { axios: axiosVersion, typescript } = manifest.devDependencies;
  await install(folder, [
    packed.tarball,
    `axios@${axiosVersion}`,
    `typescript@${typescript}`,
    'typescript-4.7@npm:typescript@4.7.4',
  ]);

  // Fails `…/thrice` three times and any other address once.
  const calls = new Map<string, number>();
  server = createServer(({ url = '' }, response) => {
    const count = (calls.get(url) ?? 0) + 1;
    calls.set(url, count);
    response.writeHead(count > (url.endsWith('/thrice') ? 3 : 1) ? 200 : 503).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}, TIMEOUT);

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await rm(folder, { recursive: true, force: true });
});

describe('the build', () => {
  it(
    'fails on a type error, and leaves nothing behind to be packed',
    async () => {
      const broken = join(folder, 'broken');
      await copySources(broken);
      await appendFile(join(broken, 'lib/index.ts'), "\nexport const wrong: number = 'a word';\n");
      await expect(run(broken, 'npm', 'run', 'build')).rejects.toThrow('TS2322');
      expect(await readdir(broken)).not.toContain('dist');
    },
    TIMEOUT,
  );

  it('maps each bundle to its sources, and holds them', async () => {
    const dist = join(folder, 'node_modules/axios-backoff/dist');
    for (const bundle of ['index.js', 'index.mjs', 'axios-backoff.umd.js']) {
      expect(await readFile(join(dist, bundle), 'utf8')).toMatch(
        new RegExp(`\n//# sourceMappingURL=${bundle}\\.map\n$`),
      );
      const map = JSON.parse(await readFile(join(dist, `${bundle}.map`), 'utf8')) as {
        sources: string[];
        sourcesContent: string[];
      };
      const source = map.sources.indexOf('../lib/call-loop.ts');
      expect(map.sourcesContent[source]).toContain('export async function pursue(');
    }
  });
});

describe('the package', () => {
  it('holds the bundles, their types and the documents, and nothing else', () => {
    expect(packed.files).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist/axios-backoff.umd.js',
      'dist/axios-backoff.umd.js.map',
      'dist/index.d.mts',
      'dist/index.d.ts',
      'dist/index.js',
      'dist/index.js.map',
      'dist/index.mjs',
      'dist/index.mjs.map',
      'package.json',
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
      elapsed: expect.any(Number),
      attempts: [503, 503, 503, 200].map((status) => expect.objectContaining({ status })),
    },
    lines: ['GET 503', 'GET 503', 'GET 503'],
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
    TIMEOUT,
  );

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
