import { once } from 'node:events';
import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Command {
  /** What it has printed so far, as soon as that matches. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  signal(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

const running = new Set<ChildProcess>();

// A test that fails half-way must not leave its server behind.
afterEach(async () => {
  for (const child of running) {
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    await closed;
  }
});

type Script = 'cli/main' | 'cli/serve' | 'fleet/main' | 'web/main' | 'simulate/main';

/**
 * Starts a command of the demo, as `npm run` does, but in one process: the command of tsx kills its child if that does
 * not answer to a signal in time.
 */
export function start(script: Script, args: readonly string[], env = {}): Command {
  const child = spawn(process.execPath, ['--import', 'tsx', `demo/${script}.ts`, ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const ended = new Promise<Ended>((done, fail) => {
    child.on('error', fail);
    child.on('close', (exitCode) => {
      running.delete(child);
      done({ exitCode, stdout, stderr });
    });
  });
  return {
    printed: (pattern) =>
      new Promise((done, fail) => {
        const look = (): void => {
          const match = pattern.exec(stdout);
          if (match) done(match);
        };
        child.stdout.on('data', look);
        child.on('close', () => {
          fail(new Error(`It ended without printing ${String(pattern)}:\n${stdout}${stderr}`));
        });
        look();
      }),
    signal: (signal) => child.kill(signal),
    ended,
  };
}

/** Runs a command of the demo to its end. */
export const run = (script: Script, args: readonly string[], env = {}): Promise<Ended> =>
  start(script, args, env).ended;
