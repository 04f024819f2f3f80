import { spawn } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import manifest from '../../package.json';
import type { CaseResult } from '../behaviour/harness';
import { buildAndPack, install, run, withoutColors } from '../package/scratch';
import { exitCodeOf, reportOf } from './report';
import type { SuiteRun } from './run-suite';
import { inScratch } from './scratch';

const { axios, typescript, '@types/node': node } = manifest.devDependencies;
const COMPILER = [`typescript@${typescript}`, `@types/node@${node}`];

/** What a fixture shows, by its name: what came of it, and what should have. */
type Findings = Readonly<Record<string, readonly [found: unknown, expected: unknown]>>;

/** A framework, with an application that uses the plugin in the folder of that name in `fixtures`. */
interface Framework {
  readonly name: string;
  readonly fixture: string;
  readonly packages: readonly string[];
  /** Builds the application and runs it against the server, which fails each address twice. */
  readonly run: (home: string, requestsTo: (path: string) => number) => Promise<Findings>;
}

const compileAndRun = async (home: string): Promise<Record<string, unknown>> => {
  await run(home, process.execPath, 'node_modules/typescript/bin/tsc', '-p', '.');
  return JSON.parse(await run(home, process.execPath, 'out/main.js')) as Record<string, unknown>;
};

/** Starts the built Next.js application, and ends it when `use` is done with its address. */
async function withNext<T>(home: string, use: (origin: string) => Promise<T>): Promise<T> {
  const args = ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p', '0'];
  const child = spawn(process.execPath, args, { cwd: home, env: withoutColors() });
  const ended = new Promise((done) => child.once('close', done));
  try {
    let printed = '';
    const origin = new Promise<string>((done, fail) => {
      const read = (chunk: unknown): void => {
        printed += String(chunk);
        const found = /Local:\s+(\S+)[^]*Ready/.exec(printed)?.[1];
        if (found) done(found);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('close', () => {
        fail(new Error(printed));
      });
    });
    return await use(await origin);
  } finally {
    child.kill();
    await ended;
  }
}

const FRAMEWORKS: readonly Framework[] = [
  {
    name: 'NestJS 11',
    fixture: 'nest',
    packages: [
      ...['@nestjs/common@11.2.10', '@nestjs/core@11.2.10', '@nestjs/axios@4.0.1'],
      ...['rxjs@7.8.2', 'reflect-metadata@0.2.2', ...COMPILER],
    ],
    run: async (home, requestsTo) => {
      const { get, post, unsubscribed } = await compileAndRun(home);
      return {
        'a GET of HttpService emits once, after two retries': [get, [2]],
        'a POST is sent once': [
          [post, requestsTo('/nest/post')],
          ['notIdempotent', 1],
        ],
        'who unsubscribes during the wait cancels the call': [
          [unsubscribed, requestsTo('/nest/unsubscribed')],
          ['cancelled', 1],
        ],
      };
    },
  },
  {
    name: 'swagger-typescript-api 13',
    fixture: 'openapi',
    packages: ['swagger-typescript-api@13.13.0', ...COMPILER],
    run: async (home, requestsTo) => {
      const generate = ['generate', '--axios', '-p', 'orders.json', '-o', 'src', '-n', 'generated.ts'];
      await run(home, 'npx', '--no-install', 'swagger-typescript-api', ...generate);
      const { get, post, idempotent } = await compileAndRun(home);
      return {
        'a GET of a generated client is retried': [get, 2],
        'a POST is sent once': [
          [post, requestsTo('/openapi/orders')],
          ['notIdempotent', 1],
        ],
        'options can be given to one operation': [
          [idempotent, requestsTo('/openapi/prices')],
          [2, 3],
        ],
      };
    },
  },
  {
    name: 'Next.js 16',
    fixture: 'next',
    packages: ['next@16.4.6', 'react@19.3.1', 'react-dom@19.3.1'],
    run: async (home, requestsTo) => {
      await run(home, process.execPath, 'node_modules/next/dist/bin/next', 'build');
      const shown = await withNext(home, (origin) =>
        Promise.all(
          ['page', 'route', 'edge'].map(async (path) => {
            const text = await (await fetch(`${origin}/${path}`)).text();
            return [/retryCount: \d[^<"\\]*/.exec(text)?.[0], requestsTo(`/next/${path}`)];
          }),
        ),
      );
      return {
        'a call in a server component is retried': [shown[0], ['retryCount: 2', 3]],
        'one in a route handler': [shown[1], ['retryCount: 2 on Node', 3]],
        'one in a route handler on the edge': [shown[2], ['retryCount: 2 on edge', 3]],
      };
    },
  },
];

const resultOf = ([name, [found, expected]]: [string, readonly [unknown, unknown]]): CaseResult =>
  isDeepStrictEqual(found, expected)
    ? { name, outcome: 'passed' }
    : { name, outcome: 'failed', detail: `${JSON.stringify(found)}, not ${JSON.stringify(expected)}` };

/** Installs one framework beside the package, builds its application and runs it. */
async function testFramework(
  { name, fixture, packages, run: test }: Framework,
  folder: string,
  tarball: string,
  requestsTo: (path: string) => number,
): Promise<SuiteRun> {
  process.stderr.write(`${name}\n`);
  const home = join(folder, fixture);
  try {
    await cp(resolve(__dirname, 'fixtures', fixture), home, { recursive: true });
    await install(home, [tarball, `axios@${axios}`, ...packages]);
    const findings = await test(home, requestsTo);
    return { where: name, results: Object.entries(findings).map(resultOf) };
  } catch (thrown) {
    return { where: name, results: [], failure: String(thrown) };
  }
}

/** Runs each application against a server of this process. */
async function main(): Promise<void> {
  const requests = new Map<string, number>();
  const requestsTo = (path: string): number => requests.get(path) ?? 0;
  const server = createServer(({ url = '' }, response) => {
    const count = requestsTo(url) + 1;
    requests.set(url, count);
    response.writeHead(count > 2 ? 200 : 503, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  process.env.API_ORIGIN = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env.NEXT_TELEMETRY_DISABLED = '1';
  // A proxy that the machine's environment names must not come between.
  process.env.NO_PROXY = '127.0.0.1';

  // Their fixtures, by name; without one, all.
  const wanted = process.argv.slice(2);
  const runs = await inScratch(async (folder) => {
    const { tarball } = await buildAndPack(folder);
    const done: SuiteRun[] = [];
    for (const framework of FRAMEWORKS.filter(({ fixture }) => !wanted.length || wanted.includes(fixture)))
      done.push(await testFramework(framework, folder, tarball, requestsTo));
    return done;
  });
  server.closeAllConnections();
  server.close();
  process.stdout.write(reportOf('framework', runs));
  process.exitCode = exitCodeOf(runs);
}

void main();
