import type { RetryOptions } from '../../lib';
import { inFakeTime } from '../http/fake-time';
import { areStill, conduct, nameOf, type Ended, type Trial } from './trial';

/** What trials have shown. */
export interface Report {
  /** What the plugin has done wrong: a line for each trial. */
  readonly faults: readonly string[];
  /** What Node and axios do wrong by themselves: how often, with the plugin and without. */
  readonly platform: Readonly<Record<string, Count>>;
}

interface Count {
  plugin: number;
  bare: number;
}

const PART = 'takes a part of the answer for all of it';
const FORGOTTEN = 'waits for ever after the connection was closed, without a time limit';
const DOUBLED = 'sends an attempt twice';

/** How many trials run at a time. */
const WIDTH = 32;

/** What Node or axios has done wrong. */
function platformFaultsOf({ fault }: Trial, { outcome, isDoubled }: Ended): string[] {
  const isForgotten = outcome === 'ETIMEDOUT' && fault.ending !== 'stall';
  return [outcome === 'part' && PART, isDoubled && DOUBLED, isForgotten && FORGOTTEN].filter(
    (kind) => kind !== false,
  );
}

/** Whether a call must succeed: it may be sent twice, or nothing of it was sent. */
function mustSucceed({ method, adapter, fault: { at, ending } }: Trial): boolean {
  // Fetch may have been redirected, and a timeout does not say what it cut.
  const isUnsent = typeof at === 'object' && adapter === 'http' && ending !== 'stall';
  return method !== 'post' || isUnsent;
}

/** What is wrong with how a call with the plugin has ended. */
function faultOf(trial: Trial, ended: Ended): string | undefined {
  const { outcome, attempts, isUnsent, isPartBelow } = ended;
  if (outcome === 'part') return isPartBelow ? undefined : PART;
  if (outcome !== 'whole' && mustSucceed(trial)) return `ends with ${outcome}`;
  return trial.method === 'post' && attempts > 1 && !isUnsent ? `was sent ${attempts} times` : undefined;
}

/** Does something with each of many, some at a time. */
export async function forEachOf<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const queue = items[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (const item of queue) await act(item);
  };
  await Promise.all(Array.from({ length: WIDTH }, work));
}

/** Runs each trial with the plugin and without, many at a time, in fake time. */
export async function compare(trials: readonly Trial[], options?: RetryOptions): Promise<Report> {
  const faults: string[] = [];
  const platform: Record<string, Count> = {};
  const count = (side: keyof Count, trial: Trial, ended: Ended): void => {
    for (const kind of platformFaultsOf(trial, ended)) (platform[kind] ??= { plugin: 0, bare: 0 })[side]++;
  };
  const judge = async (trial: Trial): Promise<void> => {
    const ended = await conduct(trial, options ?? {});
    const bare = await conduct(trial);
    count('plugin', trial, ended);
    count('bare', trial, bare);
    const fault = faultOf(trial, ended);
    if (fault) faults.push(`${nameOf(trial)}: ${fault}`);
  };
  const judgeSafely = (trial: Trial): Promise<void> =>
    judge(trial).catch((error: unknown) => {
      faults.push(String(error));
    });
  await inFakeTime(() => forEachOf(trials, judgeSafely), areStill);
  return { faults, platform };
}
