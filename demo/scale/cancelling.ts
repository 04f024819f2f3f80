import { getEventListeners, setMaxListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import type { AxiosRequestConfig } from 'axios';
import type { RetryOptions } from '../../lib';
import type { Finding } from '../shared/findings';
import { processorTime } from '../shared/processor-time';
import { judgeGrowth, takeRounds, type Cost } from './growth';
import { failIf, openGuards, type Subject } from './subject';

const HOUR = 3_600_000;

/** One thing that ends many calls at once. */
interface Source {
  readonly config: AxiosRequestConfig;
  /** How many calls listen to it. */
  readonly listeners: () => number;
  readonly cancel: () => void;
  /** How many listeners were looked at to remove some. */
  readonly steps?: () => number;
}

/** To remove a listener, a signal and a token look at those before it. */
function countRemovals<Name extends string>(
  target: Record<Name, (...args: never[]) => unknown>,
  name: Name,
  listeners: () => number,
): () => number {
  let steps = 0;
  const remove = target[name].bind(target) as (...args: unknown[]) => unknown;
  target[name] = (...args: unknown[]) => {
    steps += listeners();
    return remove(...args);
  };
  return () => steps;
}

function signalSource(): Source {
  const controller = new AbortController();
  const { signal } = controller;
  setMaxListeners(0, signal);
  // Asking for all of them each time would itself take quadratic time.
  let added = 0;
  const add = signal.addEventListener.bind(signal) as (...args: unknown[]) => void;
  signal.addEventListener = (...args: unknown[]) => {
    added++;
    add(...args);
  };
  return {
    config: { signal },
    listeners: () => getEventListeners(signal, 'abort').length,
    cancel: () => {
      controller.abort();
    },
    steps: countRemovals(signal as never, 'removeEventListener', () => added),
  };
}

function tokenSource({ axios }: Subject): Source {
  const { token, cancel } = axios.CancelToken.source();
  const listeners = (): number =>
    (token as unknown as { readonly _listeners?: readonly unknown[] | null })._listeners?.length ?? 0;
  return {
    config: { cancelToken: token },
    listeners,
    cancel,
    steps: countRemovals(token as never, 'unsubscribe', listeners),
  };
}

export type SourceName = 'signal' | 'token' | 'close';

/** What `n` calls cost, asleep before their first retry, that end all at once. */
async function endAll(subject: Subject, name: SourceName, options: RetryOptions, n: number): Promise<Cost> {
  const { axios, plugin } = subject;
  let asleep = 0;
  const client = axios.create({ adapter: failIf(axios, () => true) });
  const installation = plugin.axiosRetry(client, {
    ...options,
    retryDelay: HOUR,
    log: (_line, { type }) => {
      if (type === 'retry') asleep++;
    },
  });
  const source: Source =
    name === 'signal'
      ? signalSource()
      : name === 'token'
        ? tokenSource(subject)
        : { config: {}, listeners: () => asleep, cancel: installation.close };
  const calls = Array.from({ length: n }, () => client.get('https://a.example/', source.config));
  const ended = Promise.allSettled(calls);
  while (asleep < n) await turn();
  await turn();
  if (source.listeners() < n) throw new Error(`${source.listeners()} of ${n} calls are asleep.`);

  globalThis.gc?.();
  const before = processorTime();
  source.cancel();
  const outcomes = await ended;
  const time = processorTime() - before;
  if (outcomes.some(({ status }) => status === 'fulfilled')) throw new Error('A call has not ended.');
  return { time, steps: source.steps && n + source.steps() };
}

export interface CancellingSizes {
  /** How many calls are asleep; also measured with a quarter of it. */
  readonly calls: number;
  readonly rounds: number;
}

const TITLES: Readonly<Record<SourceName, string>> = {
  signal: 'cancelling calls on one signal',
  token: 'cancelling calls on one token',
  close: 'close() with calls asleep',
};

/** Whether many calls that sleep on one signal or token end in linear time. */
export async function checkCancelling(
  subject: Subject,
  name: SourceName,
  { calls, rounds }: CancellingSizes,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const isGuarded of [false, true]) {
    const cost = await takeRounds(rounds, calls / 4, (n) =>
      endAll(subject, name, isGuarded ? { ...openGuards(subject), maxElapsedTime: 2 * HOUR } : {}, n),
    );
    const title = `${TITLES[name]}${isGuarded ? ', guards and a limit' : ''}`;
    findings.push(...judgeGrowth(title, cost));
  }
  return findings;
}
