import axios, { type AxiosResponse } from 'axios';
import {
  axiosRetry,
  exponentialBackoff,
  getRetryState,
  type GiveUpEvent,
  type RetryEvent,
  type StopReason,
} from '../../lib';
import { statusText } from '../shared/flaky-server';
import { seededRandom } from '../shared/seeded-random';

/** The times of a run, in milliseconds. */
export interface Pace {
  readonly initialDelay: number;
  readonly maxDelay: number;
  /** How long the client waits for an answer. */
  readonly timeout: number;
}

const REAL_TIME: Pace = { initialDelay: 1000, maxDelay: 60_000, timeout: 5000 };
const SCALED: Pace = { initialDelay: 20, maxDelay: 1200, timeout: 250 };

export const paceOf = ({ realTime }: { readonly realTime: boolean }): Pace => (realTime ? REAL_TIME : SCALED);

/** One attempt. Times in milliseconds. */
export interface Attempt {
  readonly attempt: number;
  readonly ok: boolean;
  /** In words. */
  readonly outcome: string;
  /** The HTTP status, if there was an answer; the error's code, if there was none. */
  readonly status?: number;
  readonly code?: string;
  /** The wait before it, and the longest that this wait could have been; both 0 before the first. */
  readonly wait: number;
  readonly ceiling: number;
  /** The wait that the server asked for. */
  readonly retryAfter?: number;
  /** How long it took, if that is still known: the plugin keeps the latest hundred. */
  readonly duration?: number;
}

/** How a call went. */
export interface Run {
  readonly ok: boolean;
  /** Why it was given up. */
  readonly reason?: StopReason;
  readonly attempts: readonly Attempt[];
  /** Milliseconds since the first attempt began. */
  readonly elapsed: number;
}

export interface ClientOptions {
  readonly mode: string;
  readonly retries: number;
  readonly seed: number;
  readonly realTime: boolean;
}

/**
 * Calls a server with axios and the plugin.
 *
 * @param say takes the plugin's lines as they come.
 * @param signal gives the call up.
 */
export async function callWithRetries(
  url: string,
  options: ClientOptions,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Run> {
  const { mode, retries, seed } = options;
  const { timeout, ...backoff } = paceOf(options);
  // The server is on this machine, whatever proxy the environment names.
  const client = axios.create({ proxy: false });

  // An interceptor registered before the plugin runs once for each attempt.
  let sent = 0;
  client.interceptors.request.use((config) => {
    sent++;
    return config;
  });

  const events: RetryEvent[] = [];
  let end: GiveUpEvent | undefined;
  axiosRetry(client, {
    retries,
    retryDelay: exponentialBackoff({ ...backoff, random: seededRandom(seed) }),
    log: (line, event) => {
      say(line);
      if (event.type === 'retry') events.push(event);
    },
    onGiveUp: (event) => {
      end = event;
    },
  });

  const outcome: unknown = await client
    // Only a server that hangs is cut off: a slow machine must not add failures to the other modes.
    .get(url, { signal, ...(mode === 'hang' && { timeout }) })
    .catch((error: unknown) => error);
  const state = getRetryState(outcome);
  if (!state) throw outcome;

  const forgotten = sent - state.attempts.length;
  const attempts = Array.from({ length: sent }, (_, index): Attempt => {
    // The line before a wait tells of the failure before it and of the wait after it.
    const waitedFor = events[index - 1];
    return {
      attempt: index + 1,
      ...outcomeOf(events[index] ?? end ?? (outcome as AxiosResponse)),
      wait: waitedFor?.delay ?? 0,
      ceiling: waitedFor?.ceiling ?? 0,
      retryAfter: waitedFor?.retryAfter,
      duration: state.attempts[index - forgotten]?.duration,
    };
  });
  return { ok: !end, reason: end?.reason, attempts, elapsed: state.elapsed };
}

function outcomeOf(
  end: RetryEvent | GiveUpEvent | AxiosResponse,
): Pick<Attempt, 'ok' | 'outcome' | 'status' | 'code'> {
  if (!('type' in end)) return { ok: true, outcome: statusText(end.status), status: end.status };
  const isCancelled = end.type === 'giveUp' && end.reason === 'cancelled';
  const { failure, status, code } = end;
  return { ok: false, outcome: isCancelled ? 'cancelled' : failure, status, code };
}
