import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { pause } from './server';

type SetTimer = (
  callback: (...args: unknown[]) => void,
  delay?: number,
  ...args: unknown[]
) => NodeJS.Timeout;

const timers = new Set<NodeJS.Timeout>();

// A test that fails must not leave its timers behind: the process would wait for them.
afterEach(() => {
  for (const timer of timers) clearTimeout(timer);
  timers.clear();
});

/**
 * Watches the timers of a second or more that are set from now on. Shorter ones come and go with the requests
 * themselves, and those of Node's own network code do not count either.
 *
 * @returns a function that says how many of them have neither fired nor been cleared.
 */
export function watchTimers(): () => number {
  const set = globalThis.setTimeout as SetTimer;
  const clear = globalThis.clearTimeout;
  const watchedSet: SetTimer = (callback, delay, ...args) => {
    const timer = set(() => {
      timers.delete(timer);
      callback(...args);
    }, delay);
    if (delay !== undefined && delay >= 1000) timers.add(timer);
    return timer;
  };
  const watchedClear: typeof clearTimeout = (timer) => {
    timers.delete(timer as NodeJS.Timeout);
    clear(timer);
  };
  jest.spyOn(globalThis, 'setTimeout').mockImplementation(watchedSet as typeof setTimeout);
  jest.spyOn(globalThis, 'clearTimeout').mockImplementation(watchedClear);
  return () => timers.size;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/**
 * Collects all garbage there is. A `WeakRef` keeps what it gave until the running job has ended, and what is freed
 * may free more, so there are a few rounds.
 */
export async function collectGarbage(): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await pause(1);
    collect();
  }
}
