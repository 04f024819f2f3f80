import ts from 'typescript';
import * as axiosBackoff from '../../lib';
import * as axiosRetryEntry from '../../lib/axios-retry';
import * as redisEntry from '../../lib/redis';
import * as auth from './auth';
import { ioredis, redis } from './redis-clients';

/** What a snippet can use that it does not import, besides the globals of Node. */
export interface Surroundings {
  readonly jest: typeof jest;
  readonly expect: typeof expect;
  readonly it: (name: string, test: () => Promise<void>) => void;
}

export type Exports = Readonly<Record<string, unknown>>;

const AsyncFunction = (async () => Promise.resolve()).constructor as new (
  ...parametersAndBody: string[]
) => (...values: unknown[]) => Promise<void>;

// Code that was not written for the README: the plugin as it stands in lib, and the reader's own './auth'. All else,
// axios and the loggers among it, is the real package.
const OWN = new Map<string, unknown>([
  ['axios-backoff', axiosBackoff],
  ['axios-backoff/axios-retry', axiosRetryEntry],
  ['axios-backoff/redis', redisEntry],
  ['./auth', auth],
  // They need no server.
  ['redis', redis],
  ['ioredis', ioredis],
]);

// Two versions of it are installed, each under a name of its own.
const ALIASES: Readonly<Record<string, string>> = { nock: 'nock14' };

/**
 * Runs a snippet to its end and returns what it exports.
 *
 * It is the text of the README but for the addresses: `https://api.example.com` becomes `/api` on the loopback
 * server, and so for any other name.
 */
export async function runSnippet(code: string, origin: string, around: Surroundings): Promise<Exports> {
  const local = code.replace(/https:\/\/(\w+)\.example\.com/g, `${origin}/$1`);
  const { outputText } = ts.transpileModule(local, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  });
  const exported: Record<string, unknown> = {};
  const load = (name: string): unknown => OWN.get(name) ?? jest.requireActual<object>(ALIASES[name] ?? name);
  const names = ['require', 'exports', ...Object.keys(around)];
  const run = new AsyncFunction(...names, outputText);
  await run(load, exported, ...Object.values(around));
  return exported;
}
