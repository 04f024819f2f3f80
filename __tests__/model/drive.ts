import { runInThisContext } from 'node:vm';
import type { Clock } from './clock';

/** Something that happens to the plugin from outside. */
export interface WorldEvent {
  readonly at: number;
  readonly work: () => void;
}

const { setImmediate: nextTurn } = globalThis;
const promisesDone = (): Promise<void> =>
  new Promise((resolve) => {
    nextTurn(resolve);
  });

// Far above what any program needs: a loop without end is reported, not suffered.
const MOST_STEPS = 5000;

/**
 * Lets fake time go by, until nothing more is to come.
 *
 * @param onTurn called when all promises of a turn are done; ends it all with `false`.
 */
export async function drive(
  clock: Clock,
  events: readonly WorldEvent[],
  onTurn: () => boolean,
): Promise<void> {
  const coming = [...events].sort((a, b) => a.at - b.at);
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    await promisesDone();
    if (!onTurn()) return;
    const [event] = coming;
    // What comes from outside comes after all that is due by then.
    const timer = clock.next(event?.at);
    if (timer) clock.fire(timer);
    else if (event) {
      coming.shift();
      clock.now = Math.max(clock.now, event.at);
      event.work();
    } else return;
  }
}

// Jest hands tests a copy, which hears of no rejection.
const realProcess = runInThisContext('process') as NodeJS.Process;

/** Runs `work`, and reports the rejections that nobody handles. */
export async function watchRejections(
  onUnhandled: (reason: unknown) => void,
  work: () => Promise<void>,
): Promise<void> {
  const others = realProcess.listeners('unhandledRejection');
  realProcess.removeAllListeners('unhandledRejection').on('unhandledRejection', onUnhandled);
  try {
    await work();
  } finally {
    realProcess.off('unhandledRejection', onUnhandled);
    for (const other of others) realProcess.on('unhandledRejection', other);
  }
}
