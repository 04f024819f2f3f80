import { processorTime } from '../shared/processor-time';
import { ALLOCATION_FLAGS, allocatedPerCall } from './allocation';
import { measureCalls, measureRetries } from './calls';
import { measureNetwork } from './network';
import { heapPerSleeper, type Past } from './sleepers';
import type { Subject } from './subjects';
import { wallTime, type Figures } from './turns';

const PLUGINS: readonly Subject[] = ['axios-backoff', 'axios-retry', 'retry-axios'];
const WITHOUT_RETRIES: readonly Subject[] = ['axios', 'empty interceptors', ...PLUGINS];
const GUARDED: readonly Subject[] = ['axios', 'axios-backoff'];
const AT_A_SERVER: readonly Subject[] = ['axios-backoff', 'axios-retry', 'hand-written loop'];

/** Runs in a process of its own. */
export type Part = () => Promise<Figures>;

export interface Measurement {
  /** How the command of measure.ts calls it. */
  readonly name: string;
  readonly title: string;
  /** Of the figures themselves. */
  readonly unit: 'µs' | 'calls/s' | 'bytes';
  /** Whose figure is 1. */
  readonly baseline: Subject;
  /** Who is measured. */
  readonly subjects: readonly Subject[];
  /** What the ratio of this package should be at most, where there is a goal. */
  readonly target?: number;
  readonly parts: readonly Part[];
  /** What Node is started with, for each of the parts. */
  readonly flags?: readonly string[];
}

/** A part for each subject: what one leaves in the heap must not be put down to the next. */
const apart = (
  subjects: readonly Subject[],
  measure: (subject: Subject) => Promise<readonly number[]>,
): readonly Part[] => subjects.map((subject) => async () => ({ [subject]: [...(await measure(subject))] }));

// The async functions of later ones hold less, and so axios-retry does better there.
const NODE = Number(process.versions.node.split('.')[0]);

function sleeping(name: string, title: string, past: Past): Measurement {
  return {
    name,
    title,
    unit: 'bytes',
    baseline: 'axios-retry',
    subjects: PLUGINS,
    target: NODE <= 20 ? 0.8 : 0.9,
    parts: apart(PLUGINS, async (subject) => [await heapPerSleeper(subject, past)]),
  };
}

function atServer(percent: number): readonly Measurement[] {
  const server = `a keep-alive server, ${percent ? `${percent} %` : 'no'} 503s`;
  const failEvery = percent && 100 / percent;
  const shared = { baseline: 'axios-retry', subjects: AT_A_SERVER } as const;
  return [
    {
      ...shared,
      name: `network-${percent}`,
      title: `time of a call to ${server}`,
      unit: 'calls/s',
      parts: [() => measureNetwork(AT_A_SERVER, failEvery, wallTime)],
    },
    {
      ...shared,
      name: `network-cpu-${percent}`,
      title: `CPU time of a call to ${server}`,
      unit: 'µs',
      parts: [() => measureNetwork(AT_A_SERVER, failEvery, processorTime)],
    },
  ];
}

/** All that is measured. */
export const MEASUREMENTS: readonly Measurement[] = [
  {
    name: 'calls',
    title: 'time of a call that never fails',
    unit: 'µs',
    baseline: 'axios',
    subjects: WITHOUT_RETRIES,
    target: 1.03,
    parts: [() => measureCalls(WITHOUT_RETRIES, false)],
  },
  {
    name: 'guarded-calls',
    title: 'time of a call that never fails, with a budget and a pacer',
    unit: 'µs',
    baseline: 'axios',
    subjects: GUARDED,
    target: 1.06,
    parts: [() => measureCalls(GUARDED, true)],
  },
  {
    name: 'allocation',
    title: 'memory allocated by a call that never fails',
    unit: 'bytes',
    baseline: 'axios',
    subjects: WITHOUT_RETRIES,
    target: 1.05,
    parts: apart(WITHOUT_RETRIES, allocatedPerCall),
    flags: ALLOCATION_FLAGS,
  },
  {
    name: 'guarded-allocation',
    title: 'memory allocated by a call that never fails, with a budget and a pacer',
    unit: 'bytes',
    baseline: 'axios',
    subjects: GUARDED,
    target: 1.06,
    parts: apart(GUARDED, (subject) => allocatedPerCall(subject, true)),
    flags: ALLOCATION_FLAGS,
  },
  {
    name: 'retries',
    title: 'CPU time of a retry without a wait',
    unit: 'µs',
    baseline: 'axios-retry',
    subjects: PLUGINS,
    target: 0.9,
    parts: [() => measureRetries(PLUGINS)],
  },
  sleeping('sleepers', 'heap held by a call that waits for its retry', {}),
  sleeping('sleepers-warm', 'the same, after 50,000 retries', { retries: 50_000 }),
  sleeping('sleepers-body', 'the same, after a failed response of 16 kB', { bodySize: 16_000 }),
  sleeping('sleepers-body-warm', 'the same, after both', { retries: 50_000, bodySize: 16_000 }),
  ...atServer(0),
  ...atServer(20),
];
