import type { Crowd } from '../guards/pacer/law';

/** What a process hears of its fleet: the reply of the script `sync`. */
export interface News {
  /** The time of Redis' clock, in milliseconds. */
  readonly now: number;
  /** When the law was published, which is also its version; `''`: none is. */
  readonly at: string;
  /** The law, if it is not the version that the process has. */
  readonly law: string;
  /** What the whole fleet has waiting. */
  readonly crowd: Crowd;
  readonly isBusy: boolean;
  /** The lease of the probe, if the process has it. */
  readonly lease: string;
  /** Whether another process has it: not `''`. */
  readonly holder: string;
  /** The lease of the latest probe, whoever had it. */
  readonly token: string;
  /** The lease of the clerk, if the process is to bring the law up to date. */
  readonly clerk: string;
  /** How many reports nobody has taken up yet. */
  readonly count: number;
  /** How long no process has asked, in milliseconds. */
  readonly idle: number;
  /** When the first release is that the process may make, and how many there are, at the rate of the fleet. */
  readonly slotAt: number;
  readonly slots: number;
  readonly lines: readonly string[];
}

const NUMBERS = ['now', 'size', 'delays', 'busy', 'count', 'idle'] as const;
const TEXTS = ['at', 'law', 'lease', 'holder', 'token', 'clerk'] as const;
const SLOTS = ['slotAt', 'slots'] as const;
const AFTER_TEXTS = NUMBERS.length + TEXTS.length;
const LENGTH = AFTER_TEXTS + SLOTS.length;

/** The first members of the reply, by their names. */
const named = <T, N extends string>(names: readonly N[], values: readonly T[]): Record<N, T> =>
  Object.fromEntries(names.map((name, index) => [name, values[index]])) as Record<N, T>;

/** @returns `undefined` if the reply is none of that script. */
export function readNews(reply: readonly string[]): News | undefined {
  const numbers = reply.slice(0, NUMBERS.length).map(Number);
  if (reply.length < LENGTH || !numbers.every(Number.isFinite)) return undefined;
  const { size, delays, busy, ...rest } = named(NUMBERS, numbers);
  return {
    ...rest,
    ...named(TEXTS, reply.slice(NUMBERS.length, AFTER_TEXTS)),
    ...named(SLOTS, reply.slice(AFTER_TEXTS, LENGTH).map(Number)),
    crowd: { size, delays },
    isBusy: size + busy > 0,
    lines: reply.slice(LENGTH),
  };
}
