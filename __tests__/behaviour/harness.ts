import { closeServers } from '../http/scripted-server';

/** Something that axios itself, or the runtime, can't do: then what the plugin makes of it can't be seen. */
export interface Limit {
  readonly applies: () => Promise<boolean>;
  readonly reason: string;
}

/** How one case went. */
export interface CaseResult {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'not possible';
  /** What went wrong, or why it is not possible. */
  readonly detail?: string;
}

interface Case {
  readonly name: string;
  readonly run: () => Promise<void>;
  readonly limits: readonly Limit[];
}

// Only what hangs takes longer, even on a busy machine.
const TIME_LIMIT = 120_000;

const cases: Case[] = [];

/** Longer than any case may take, in milliseconds. */
export const LONG = 600_000;

/**
 * Runs something with a time limit for the call in it, and again with ever longer ones where it fails: the runtimes
 * have no fake time in common, and a busy machine may need more than the first for what comes before the limit.
 */
export async function withLimit(run: (limit: number) => Promise<void>): Promise<void> {
  for (const limit of [200, 2000]) {
    try {
      await run(limit);
      return;
    } catch {
      await closeServers();
    }
  }
  await run(20_000);
}

/** Adds a case to the suite. It passes when `run` resolves, and is left out where one of the limits applies. */
export function behaviour(name: string, run: () => Promise<void>, ...limits: Limit[]): void {
  cases.push({ name, run, limits });
}

const textOf = (thrown: unknown): string =>
  thrown instanceof Error ? (thrown.stack ?? String(thrown)) : String(thrown);

async function runCase({ name, run, limits }: Case, leaks: readonly unknown[]): Promise<CaseResult> {
  for (const { applies, reason } of limits) {
    if (await applies()) return { name, outcome: 'not possible', detail: reason };
  }
  await closeServers();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`not done after ${TIME_LIMIT} ms`));
    }, TIME_LIMIT);
  });
  const leaksBefore = leaks.length;
  try {
    await Promise.race([run(), tooLong]);
    await closeServers();
    // A promise that nobody handles is reported after the microtasks of its round.
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (leaks.length > leaksBefore) throw leaks.at(-1);
    return { name, outcome: 'passed' };
  } catch (thrown) {
    return { name, outcome: 'failed', detail: textOf(thrown) };
  } finally {
    clearTimeout(timer);
    await closeServers();
  }
}

/**
 * Runs all cases, one after another: a test runner of its own, since `node:test` is not the same in Node 18, Bun and
 * Deno. What is thrown or rejected past a case fails that case.
 */
export async function runCases(): Promise<CaseResult[]> {
  const leaks: unknown[] = [];
  for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
    process.on(event, (thrown: unknown) => leaks.push(thrown));
  }
  const results: CaseResult[] = [];
  for (const each of cases) results.push(await runCase(each, leaks));
  return results;
}
