import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { Recording } from '../simulate/recording';
import { callsOf, type Scenario } from '../simulate/scenario';
import type { Said, Task } from './member';
import { startOutageServer } from './server';

const MEMBER = resolve(__dirname, 'member.ts');

/** A fleet of real processes with a real server. */
export interface Fleet {
  readonly recording: Recording;
  /** Lets the scenario begin. Returns when all calls have ended, or the fleet is closed. */
  run(): Promise<void>;
  /** The time since the beginning of the scenario, in milliseconds. */
  now(): number;
  /** Ends its processes and its server. */
  close(): Promise<void>;
}

async function makeReady(child: ChildProcess, task: Task): Promise<void> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`A process of the fleet has ended with code ${String(code)}.`);
  });
  child.send(task);
  await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => undefined);
}

/**
 * Starts a fleet, up to where its calls are to begin.
 *
 * @param redisUrl the Redis through which its processes share a pacer. Absent: each has its own.
 */
export async function startFleet(scenario: Scenario, redisUrl?: string): Promise<Fleet> {
  const recording = new Recording(callsOf(scenario));
  let beganAt = Infinity;
  const now = (): number => performance.now() - beganAt;
  const server = await startOutageServer(scenario, recording, now);
  // Nobody else's: a demo in another terminal is another fleet.
  const redis = redisUrl === undefined ? undefined : { url: redisUrl, prefix: `demo:${randomUUID()}` };
  const children = Array.from({ length: scenario.processes }, () =>
    fork(MEMBER, { execArgv: ['--require', 'tsx/cjs'] }),
  );
  const close = async (): Promise<void> => {
    await Promise.all(
      children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }),
    );
    await server.close();
  };
  try {
    await Promise.all(
      children.map((child, index) => makeReady(child, { scenario, index, url: server.url, redis })),
    );
  } catch (error) {
    await close();
    throw error;
  }

  const run = (): Promise<void> =>
    new Promise((done) => {
      beganAt = performance.now();
      let living = children.length;
      for (const child of children) {
        child.on('message', (said: Said) => {
          if (said === 'ready') return;
          recording.callEnded(now() - said.duration, now(), said.isLost);
          if (recording.ended === recording.durations.length) done();
        });
        child.on('exit', () => {
          if (!--living) done();
        });
        child.send('begin');
      }
    });
  return { recording, run, now, close };
}
