import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { axiosRetry, type RetryOptions } from '../../lib';
import { QUICK, type Adapter } from './server';
import { callsReceived, isHanging } from './scripted-server';

/** The calls that the servers will have had when all that was sent has come, and how many attempts have not ended. */
let sent = 0;
let inFlight = 0;

beforeEach(() => {
  sent = callsReceived();
  inFlight = 0;
});

/** Counts the attempts of a client on which the plugin is not installed yet. */
function countAttempts({ interceptors }: AxiosInstance): void {
  interceptors.request.use((config) => {
    sent++;
    inFlight++;
    return config;
  });
  interceptors.response.use(
    (response) => {
      inFlight--;
      return response;
    },
    (error: unknown) => {
      inFlight--;
      throw error;
    },
  );
}

/** As `clientFor`, for calls in fake time. */
export function timedClientFor(
  adapter: Adapter,
  options: RetryOptions = {},
  config: AxiosRequestConfig = {},
): AxiosInstance {
  const client = axios.create({ adapter, proxy: false, ...config });
  countAttempts(client);
  axiosRetry(client, { ...QUICK, ...options });
  return client;
}

/** Whether nothing happens any more until a timer fires: no attempt is under way, or the server leaves it hanging. */
const isStill = (): boolean => inFlight === 0 || (sent === callsReceived() && isHanging());

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Which test is running: one that has failed by its time limit must not keep the process busy. */
let test = 0;

afterEach(() => {
  test++;
  jest.useRealTimers();
});

/**
 * Runs something in fake time, over the real network. The clock stands while a request or an answer is on its way,
 * however long the machine takes for it, and goes on to the next timer when nothing else can happen.
 *
 * Node's own timers are not faked. axios sets one of those on the socket, beside its own: so a `timeout` has to be
 * longer than any test takes.
 *
 * @param still says whether nothing happens any more until a timer fires.
 */
export async function inFakeTime<T>(run: () => Promise<T>, still = isStill): Promise<T> {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'clearImmediate', 'queueMicrotask'] });
  const begunIn = test;
  let isDone = false;
  const isOver = (): boolean => isDone || begunIn !== test;
  const outcome = run().finally(() => {
    isDone = true;
  });
  // It may fail before it is awaited below.
  outcome.catch(() => undefined);
  // Twice in a row: what has just ended may have something follow in the next turn.
  let stillTurns = 0;
  while (!isOver()) {
    await turn();
    stillTurns = still() ? stillTurns + 1 : 0;
    if (!isOver() && stillTurns > 1) await jest.advanceTimersToNextTimerAsync();
  }
  // The hook does it where the test has ended, and the next one may be in fake time.
  if (begunIn === test) jest.useRealTimers();
  return outcome;
}
