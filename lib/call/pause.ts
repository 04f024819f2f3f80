import { isOffline, onOnline } from '../time/online';
import { sleep } from '../time/sleep';
import { startTimer } from '../time/timer';
import { onEnd } from './deadline';
import type { Passage } from './passage';

// `navigator.onLine` can be wrong. Each pause in a row that ends without the network lasts longer. In milliseconds.
const LONGEST_PAUSES = [30_000, 60_000, 120_000, 300_000] as const;

/** Whether the next retry has to wait for the network. A server that answered is there, whatever the browser says. */
export const isPaused = ({ options, call }: Passage): boolean =>
  options.pauseWhileOffline && call.latest?.status === undefined && isOffline();

/** Waits for the network, but not for ever. */
export function pause(passage: Passage): Promise<unknown> {
  return sleep(
    (wake) => {
      const stopListening = onOnline(() => {
        passage.pauses = 0;
        stop();
        wake();
      });
      const longest = LONGEST_PAUSES[passage.pauses] ?? LONGEST_PAUSES[3];
      const stopTimer = startTimer(longest, () => {
        passage.pauses++;
        stop();
        wake();
      });
      const stop = (): void => {
        stopTimer();
        stopListening();
      };
      return stop;
    },
    (listener) => onEnd(passage, listener),
  );
}
