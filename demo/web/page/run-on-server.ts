import axios from 'axios';
import type { FlakyServerOptions } from '../../shared/flaky-server';
import { FAILURES, type Settings } from './settings';

/** A run of the flaky server. */
export interface ServerRun {
  /** What to call. */
  readonly url: string;
  /** Stops listening to its count, which may come in later than the answer that it counts. */
  readonly close: () => void;
}

/**
 * Asks the server for a run that fails as the settings say.
 *
 * @param onCount is told how many calls the server has had, each time there is one more.
 */
export async function beginRun(
  { failures, failure, retryAfter }: Settings,
  signal: AbortSignal,
  onCount: (calls: number) => void,
): Promise<ServerRun> {
  const asked: FlakyServerOptions = { failures, ...FAILURES[failure], retryAfter };
  const { data } = await axios.post<{ readonly url: string }>('/runs', asked, { signal });
  const events = new EventSource(`${data.url}/calls`);
  const close = (): void => {
    events.close();
  };
  events.addEventListener('message', ({ data: calls }: MessageEvent<string>) => {
    onCount(Number(calls));
  });
  // A server that has been stopped is not asked again and again.
  events.addEventListener('error', close);
  return { url: `${data.url}/orders`, close };
}
