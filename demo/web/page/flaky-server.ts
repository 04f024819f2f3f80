import axios, { type AxiosAdapter } from 'axios';
import type { FlakyServerOptions } from '../../shared/flaky-server';
import { answerInPage } from './page-adapter';
import { FAILURES, type Settings } from './settings';

/** A run of the flaky server. */
export interface ServerRun {
  /** What to call, relative to the page. */
  readonly url: string;
  /** Answers in the place of a server; `undefined` when there is one. */
  readonly adapter: AxiosAdapter | undefined;
  /** Stops listening to its count, which may come in later than the answer that it counts. */
  readonly close: () => void;
}

/** Whether the page has come from the flaky server: `npm run demo:web` says so in it. */
export const hasServer = (): boolean => document.documentElement.dataset.server === 'real';

const optionsOf = ({ failures, failure, retryAfter }: Settings): FlakyServerOptions => ({
  failures,
  ...FAILURES[failure],
  retryAfter,
});

/**
 * Begins a run that fails as the settings say: at the server that the page has come from, or in the page.
 *
 * @param onCount is told how many calls the server has had, each time there is one more.
 */
export async function beginRun(
  settings: Settings,
  signal: AbortSignal,
  onCount: (calls: number) => void,
): Promise<ServerRun> {
  const asked = optionsOf(settings);
  if (!hasServer()) {
    return { url: 'orders', adapter: answerInPage(asked, onCount), close: () => undefined };
  }
  const { data } = await axios.post<{ readonly url: string }>('runs', asked, { signal });
  const events = new EventSource(`${data.url}/calls`);
  const close = (): void => {
    events.close();
  };
  events.addEventListener('message', ({ data: calls }: MessageEvent<string>) => {
    onCount(Number(calls));
  });
  // A server that has been stopped is not asked again and again.
  events.addEventListener('error', close);
  return { url: `${data.url}/orders`, adapter: undefined, close };
}
