import axios, { isAxiosError, type AxiosError, type AxiosRequestConfig } from 'axios';
import { axiosRetry, getRetryState, type StopReason } from '../../../lib';
import { backoffOf } from './backoff';
import type { ServerRun } from './flaky-server';
import { throughNetwork } from './network';
import type { RequestName, Settings } from './settings';
import type { Timeline } from './timeline';

/** How a call ended. */
export interface Ending {
  /** Whether the plugin's last line says so. */
  readonly isLogged: boolean;
  /** Why it was given up; `undefined` when it succeeded. */
  readonly reason?: StopReason;
  /** Milliseconds since the first attempt began. */
  readonly elapsed: number;
}

/** What is sent, by the names that this has in the address of the page. */
const REQUESTS = {
  get: { method: 'GET' },
  post: { method: 'POST', data: { amount: 100 } },
  keyed: { method: 'POST', data: { amount: 100 }, headers: { 'Idempotency-Key': 'playground' } },
} as const satisfies Record<RequestName, AxiosRequestConfig>;

const outcomeOf = ({ response, code, message }: AxiosError): string =>
  response ? `${response.status} ${response.statusText}`.trim() : (code ?? message);

/**
 * Calls the flaky server with axios and the plugin.
 *
 * @param run the run of the server, and what answers in its place.
 * @param timeline is told of each attempt and of each wait.
 * @param say takes the plugin's lines as they come.
 * @param signal gives the call up.
 */
export async function call(
  { url, adapter }: Pick<ServerRun, 'url' | 'adapter'>,
  settings: Settings,
  timeline: Timeline,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Ending> {
  const client = axios.create({
    baseURL: new URL('.', location.href).href.replace(/\/$/, ''),
    adapter: throughNetwork(adapter ?? axios.getAdapter(axios.defaults.adapter)),
    // Only a server that hangs is cut off: a slow machine must not add failures to the others.
    ...(settings.failure === 'hang' && { timeout: settings.timeout }),
  });

  // Interceptors registered before the plugin run once for each attempt.
  client.interceptors.request.use((config) => {
    timeline.attempt();
    return config;
  });
  client.interceptors.response.use(
    (response) => {
      timeline.answer(true, `${response.status} ${response.statusText}`.trim());
      return response;
    },
    (error: unknown) => {
      timeline.answer(false, isAxiosError(error) ? outcomeOf(error) : String(error));
      throw error;
    },
  );

  let isLogged = false;
  axiosRetry(client, {
    retries: settings.retries,
    retryDelay: backoffOf(settings),
    maxElapsedTime: settings.maxElapsedTime ?? Infinity,
    log: (line, event) => {
      if (event.type === 'retry') timeline.wait(event.delay, event.ceiling ?? event.delay);
      isLogged ||= event.type === 'giveUp' || event.type === 'recovered';
      say(line);
    },
  });

  const outcome: unknown = await client
    .request({ ...REQUESTS[settings.request], url, signal })
    .catch((error: unknown) => error);
  const state = getRetryState(outcome);
  if (!state) throw outcome;
  if (state.stopReason === 'cancelled') timeline.cancel();
  return { isLogged, reason: state.stopReason, elapsed: state.elapsed };
}
