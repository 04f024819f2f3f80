import { withGlobal, type Clock } from '@sinonjs/fake-timers';

const FAKED = ['setTimeout', 'clearTimeout', 'performance', 'Date'] as const;

/**
 * Runs something in a time of its own, which begins at 0 and passes from timer to timer without a wait. To be
 * used by one at a time: `setTimeout`, `performance`, `Date` and `Math.random` are everyone's.
 *
 * @param begin sets the first timers. It is over when none is left.
 * @param random what `Math.random` is to be meanwhile.
 * @param isOver whether it is over though there are timers left.
 */
export async function inVirtualTime(
  begin: () => void,
  random: () => number,
  isOver: () => boolean = () => false,
): Promise<void> {
  const { random: realRandom } = Math;
  const clock = withGlobal(globalThis).install({ now: 0, toFake: [...FAKED] });
  Math.random = random;
  try {
    begin();
    await runTimers(clock, isOver);
  } finally {
    Math.random = realRandom;
    clock.uninstall();
  }
}

/**
 * One timer, and then all that its promises do: what a real event loop does. The clock's own `nextAsync` takes two
 * turns of the event loop for that, and its `tickAsync` searches all timers at the end of each tick.
 */
async function runTimers(clock: Clock, isOver: () => boolean): Promise<void> {
  const promisesDone = (): Promise<void> =>
    new Promise((resolve) => {
      setImmediate(resolve);
    });
  // What has begun may still have to set its timer.
  await promisesDone();
  while (clock.countTimers() > 0 && !isOver()) {
    clock.next();
    await promisesDone();
  }
}
