import axios, { isAxiosError, type AxiosError } from 'axios';
import { axiosRetry, getRetryState, type StopReason } from '../../../lib';
import { backoffOf } from './backoff';
import type { Settings } from './settings';
import type { Timeline } from './timeline';

/** How a call ended. */
export interface Ending {
  /** Why it was given up; `undefined` when it succeeded. */
  readonly reason?: StopReason;
  /** Milliseconds since the first attempt began. */
  readonly elapsed: number;
}

const outcomeOf = ({ response, code, message }: AxiosError): string =>
  response ? `${response.status} ${response.statusText}`.trim() : (code ?? message);

/**
 * Calls the flaky server with axios and the plugin.
 *
 * @param timeline is told of each attempt and of each wait.
 * @param say takes the plugin's lines as they come.
 * @param signal gives the call up.
 */
export async function call(
  url: string,
  settings: Settings,
  timeline: Timeline,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Ending> {
  const client = axios.create({
    baseURL: location.origin,
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

  axiosRetry(client, {
    retries: settings.retries,
    retryDelay: backoffOf(settings),
    log: (line, event) => {
      if (event.type === 'retry') timeline.wait(event.delay, event.ceiling ?? event.delay);
      say(line);
    },
  });

  const outcome: unknown = await client.get(url, { signal }).catch((error: unknown) => error);
  const state = getRetryState(outcome);
  if (!state) throw outcome;
  if (state.stopReason === 'cancelled') timeline.cancel();
  return { reason: state.stopReason, elapsed: state.elapsed };
}
