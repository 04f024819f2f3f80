import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What a process says at its end. */
export interface Report {
  readonly name: string;
  readonly answers: number;
  readonly errors: readonly string[];
  readonly attempts: number;
  readonly skipped: number;
  /** The longest call, in milliseconds. */
  readonly longest: number;
  readonly warnings: readonly string[];
  /** By the wall clock, in milliseconds. */
  readonly endedAt: number;
}

export interface Job {
  readonly url: string;
  readonly port: number;
  readonly kind: 'ioredis' | 'redis' | 'alone';
  readonly calls: number;
  /** The time over which they begin, in milliseconds. */
  readonly spread: number;
  readonly retryDelay: object;
  readonly pacer: object;
}

/** A process of a fleet. */
export interface Member {
  readonly name: string;
  readonly child: ChildProcess;
  /** Its report, once its calls are over. */
  readonly report: Promise<Report>;
  /** How long it lives on after that, in milliseconds. */
  readonly afterlife: Promise<number>;
}

const members = new Set<ChildProcess>();

export function startMember(name: string, job: Job): Member {
  const child = fork(join(__dirname, 'process.cjs'), [JSON.stringify({ name, ...job })], {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  members.add(child);
  let endedAt = NaN;
  const exit = once(child, 'exit').then(() => performance.now() - endedAt);
  const report = new Promise<Report>((resolve, reject) => {
    child.once('message', (message) => {
      endedAt = performance.now();
      resolve(message as Report);
    });
    child.once('exit', () => {
      members.delete(child);
      reject(new Error(`${name} has ended without a report`));
    });
  });
  report.catch(() => undefined);
  return { name, child, report, afterlife: exit };
}

export const startFleet = (size: number, job: Job): Member[] =>
  Array.from({ length: size }, (_item, index) => startMember(`p${index}`, job));

/** Ends those that still live, by their ids. */
export function endFleet(): void {
  for (const child of members) child.kill('SIGKILL');
  members.clear();
}
