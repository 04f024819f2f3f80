import { setImmediate as turn } from 'node:timers/promises';
import { withGlobal, type Clock } from '@sinonjs/fake-timers';
import type { Loopback } from './loopback';

/** How a call ended. Times in milliseconds of fake time. */
export type Ending =
  | { readonly kind: 'resolved'; readonly value: unknown; readonly elapsed: number }
  | { readonly kind: 'rejected'; readonly error: unknown; readonly elapsed: number }
  /** Nothing is on its way, no timer is set, and the call has not ended: it never will. */
  | { readonly kind: 'hangs' };

export interface ObserveOptions {
  /** Called when the call waits for its first timer. */
  readonly onWait?: () => void;
  /** What `Math.random` is in the meantime. */
  readonly random?: () => number;
}

const FAKED = ['setTimeout', 'clearTimeout', 'performance', 'Date'] as const;

// An answer has been read, and what follows from it takes some turns of the event loop: streams end in a later one.
const QUIET_TURNS = 20;
// A loop that has no end would otherwise be followed for ever.
const MOST_TIMERS = 1000;
// Real time, and longer than any machine takes to carry some bytes from one socket to another.
const PATIENCE = 60_000_000_000n;

/** Lets everything happen that happens without a timer. */
async function comeToRest(network: Loopback): Promise<void> {
  const begun = process.hrtime.bigint();
  for (let quiet = 0; quiet < QUIET_TURNS; quiet = network.isQuiet() ? quiet + 1 : 0) {
    if (process.hrtime.bigint() - begun > PATIENCE) throw new Error('The network does not come to rest.');
    await turn();
  }
}

/**
 * Follows a call over the real network in fake time: the clock stands while anything is on its way, and goes on to the
 * next timer when nothing else can happen. `setTimeout`, `Date` and `Math.random` are everyone's in the meantime, so
 * one call at a time.
 */
export async function observe(
  network: Loopback,
  call: () => Promise<unknown>,
  { onWait, random = () => 0.5 }: ObserveOptions = {},
): Promise<Ending> {
  const { random: realRandom } = Math;
  const clock = withGlobal(globalThis).install({ now: Date.now(), toFake: [...FAKED] });
  Math.random = random;
  try {
    return await follow(network, call, clock, onWait);
  } finally {
    Math.random = realRandom;
    clock.uninstall();
  }
}

async function follow(
  network: Loopback,
  call: () => Promise<unknown>,
  clock: Clock,
  onWait?: () => void,
): Promise<Ending> {
  const begun = clock.now;
  const elapsed = (): number => clock.now - begun;
  const ended: Ending[] = [];
  call().then(
    (value) => ended.push({ kind: 'resolved', value, elapsed: elapsed() }),
    (error: unknown) => ended.push({ kind: 'rejected', error, elapsed: elapsed() }),
  );
  for (let timers = 0; timers <= MOST_TIMERS; timers++) {
    await comeToRest(network);
    if (timers === 0 && clock.countTimers() > 0) {
      onWait?.();
      await comeToRest(network);
    }
    if (ended[0]) return ended[0];
    if (clock.countTimers() === 0) return { kind: 'hangs' };
    clock.next();
  }
  throw new Error('The call has no end.');
}
