import { isOffline, onOnline } from '../time/online';
import { startTimer } from '../time/timer';
import type { Passage } from './passage';
import { wait } from './waiter';

// `navigator.onLine` can be wrong. Each pause in a row that ends without the network is longer. In
// milliseconds.
const LONGEST_PAUSES = [30_000, 60_000, 120_000, 300_000] as const;

/**
 * Whether the next retry has to wait for the network. A server that answered is reachable, whatever the
 * browser says.
 */
export const isPaused = ({ options, call }: Passage): boolean =>
  options.pauseWhileOffline && call.latest?.status === undefined && isOffline();

/** Waits for the network, but only for a limited time. */
export const pause = (passage: Passage): Promise<unknown> =>
  wait(passage, (waiter) => {
    const stopListening = onOnline(() => {
      passage.retrying.pauses = 0;
      stop();
      waiter.wake();
    });
    const stopTimer = startTimer(LONGEST_PAUSES[passage.retrying.pauses] ?? LONGEST_PAUSES[3], () => {
      passage.retrying.pauses++;
      stop();
      waiter.wake();
    });
    const stop = (): void => {
      stopTimer();
      stopListening();
    };
    waiter.onEnd = stop;
  });
