import { failFirst, succeed } from './adapters';
import { heapPerSleeper } from './sleepers';
import { loadAxios, makeClient, SUBJECTS, type Subject } from './subjects';
import { takeTurns, type Figures, type Work } from './turns';

const PLUGINS = SUBJECTS.filter((subject) => subject !== 'axios');

const CALLS = 100;

/** Wall time of calls, one after the other, that never fail. */
async function measureCalls(subjects: readonly Subject[], isGuarded: boolean): Promise<Figures> {
  const works = new Map<Subject, Work>();
  for (const subject of subjects) {
    const client = await makeClient(subject, succeed, { retries: 10, delay: 0, isGuarded });
    works.set(subject, async () => {
      for (let call = 0; call < CALLS; call++) await client.get('/orders');
    });
  }
  return takeTurns(works, { turns: 80, warmup: 40, now: () => performance.now() });
}

const RETRIES = 10;
const CALLS_AT_ONCE = 20;

/** Processor time, of all threads, of calls that succeed at their last retry. */
async function measureRetries(): Promise<Figures> {
  const axios = await loadAxios();
  const works = new Map<Subject, Work>();
  for (const subject of PLUGINS) {
    const client = await makeClient(subject, succeed, { retries: RETRIES, delay: 0 });
    // Many at once, since a plugin may wait 0 ms by a timer: alone it would be charged for an idle event loop too.
    works.set(subject, async () => {
      const calls = Array.from({ length: CALLS_AT_ONCE }, () =>
        client.get('/orders', { adapter: failFirst(RETRIES, axios) }),
      );
      await Promise.all(calls);
    });
  }
  return takeTurns(works, { turns: 25, warmup: 10, now: processorTime });
}

function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export interface Measurement {
  readonly title: string;
  /** Whose figure is 1. */
  readonly baseline: Subject;
  /** Who else is measured. */
  readonly subjects: readonly Subject[];
  /** What the ratio of this package should be at most. */
  readonly target: number;
  /** The parts that each run in a process of their own. */
  readonly parts: readonly (() => Promise<Figures>)[];
}

/** All that is measured. */
export const MEASUREMENTS: readonly Measurement[] = [
  {
    title: 'time of a call that never fails ÷ the same with axios alone',
    baseline: 'axios',
    subjects: PLUGINS,
    target: 1.05,
    parts: [() => measureCalls(SUBJECTS, false)],
  },
  {
    title: 'the same with a budget and a pacer',
    baseline: 'axios',
    subjects: ['axios-backoff'],
    target: 1.08,
    parts: [() => measureCalls(['axios', 'axios-backoff'], true)],
  },
  {
    title: 'processor time of a retry without a wait ÷ the same with axios-retry',
    baseline: 'axios-retry',
    subjects: ['axios-backoff', 'retry-axios'],
    target: 0.9,
    parts: [measureRetries],
  },
  {
    title: 'heap of a call that waits for its retry ÷ the same with axios-retry',
    baseline: 'axios-retry',
    subjects: ['axios-backoff', 'retry-axios'],
    target: 0.8,
    // What one plugin leaves in the heap must not be put down to the next.
    parts: PLUGINS.map((subject) => async () => ({ [subject]: [await heapPerSleeper(subject)] })),
  },
];
