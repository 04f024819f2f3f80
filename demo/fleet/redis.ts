import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';
import { freePort } from '../shared/free-port';

/** A Redis to use. */
export interface FoundRedis {
  readonly url: string;
  /** Where it is from. */
  readonly from: 'REDIS_URL' | 'this machine' | 'a redis-server that the demo has started';
  /** Ends it, if it was started here. */
  close(): Promise<void>;
}

const USUAL = 'redis://127.0.0.1:6379';
const PATIENCE = 2000;

export const NO_REDIS = `No Redis or Valkey found: none answers at 127.0.0.1:6379, and there is no redis-server on the PATH.
Start one, for example with one of
  docker run --rm -p 6379:6379 redis
  sudo apt-get install redis-server
  brew install redis && redis-server
or name one: REDIS_URL=redis://host:port npm run demo:fleet
`;

/** @returns why it can't be used; `undefined`: it can. */
async function problemOf(url: string): Promise<string | undefined> {
  let client: ReturnType<typeof createClient> | undefined;
  try {
    client = createClient({ url, socket: { reconnectStrategy: false, connectTimeout: PATIENCE } });
    client.on('error', () => undefined);
    await client.connect();
    await client.ping();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message || error.name : String(error);
  } finally {
    if (client?.isOpen) client.destroy();
  }
}

/** Starts a `redis-server` that keeps nothing. Returns `undefined` where it is not installed. */
async function startRedis(command: string): Promise<FoundRedis | undefined> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'axios-backoff-demo-'));
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child: ChildProcess = spawn(command, [...args, '--dir', folder], { stdio: 'ignore' });
  // Of a process of its own, which Ctrl-C on a terminal ends as well.
  const abort = new AbortController();
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      abort.abort();
      resolve();
    };
    child.once('exit', end).once('error', end);
  });
  const close = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const url = `redis://127.0.0.1:${port}`;
  const giveUpAt = performance.now() + 5 * PATIENCE;
  while (await problemOf(url)) {
    if (abort.signal.aborted || performance.now() > giveUpAt) {
      await close();
      return undefined;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { url, from: 'a redis-server that the demo has started', close };
}

const nothingToClose = (): Promise<void> => Promise.resolve();

/**
 * Finds a Redis.
 *
 * @param usual where to look if no other is named.
 * @param command what to start if no Redis answers.
 * @returns what to say if there is no Redis to use.
 */
export async function findRedis(
  { REDIS_URL: named }: NodeJS.ProcessEnv,
  usual = USUAL,
  command = 'redis-server',
): Promise<FoundRedis | string> {
  if (named) {
    const problem = await problemOf(named);
    // Not the URL, which may have a password in it.
    if (problem) return `The Redis at REDIS_URL can't be used: ${problem}\n`;
    return { url: named, from: 'REDIS_URL', close: nothingToClose };
  }
  if (!(await problemOf(usual))) return { url: usual, from: 'this machine', close: nothingToClose };
  return (await startRedis(command)) ?? NO_REDIS;
}
