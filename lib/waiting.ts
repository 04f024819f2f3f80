import type { Call } from './call';
import { isCancelled, sleep } from './cancellation';
import { waitAfterPause, type Wait } from './delay';
import { limitOf } from './limits';
import { announceRetry } from './log';
import { isPaused, onOnline } from './offline';
import { startTimer } from './timer';

/** Waits for the network, or until there is no time left for the call. */
function pause({ base }: Call, timeLeft: number): Promise<unknown> {
  return sleep((wake) => {
    const stop = (): void => {
      stopTimer();
      stopListening();
    };
    const end = (): void => {
      stop();
      wake();
    };
    const stopListening = onOnline(end);
    const stopTimer = startTimer(timeLeft, end);
    return stop;
  }, base);
}

/** Waits until the next attempt is due, or the call is over. */
export async function waitOut(call: Call, wait: Wait): Promise<void> {
  const { options } = call;
  const timeLeft = (): number => limitOf(call)[0] - call.elapsed;
  for (;;) {
    if (wait.offline && isPaused(call)) await pause(call, timeLeft());
    const delay = Math.min(wait.delay, timeLeft());
    // A pacer that has held the retry back comes with the wait for the one after it.
    // eslint-disable-next-line @typescript-eslint/await-thenable -- there may be nothing to wait for
    const next: unknown = await (options.pacer?.('pace', call, delay) ??
      (delay > 0 && sleep((wake) => startTimer(delay, wake), call.base)));
    if (next) {
      wait = next as Wait;
      continue;
    }
    // The network may have gone meanwhile: to send now would burn the retry.
    if (!isPaused(call) || isCancelled(call.base) || timeLeft() <= 0) return;
    wait = waitAfterPause();
    announceRetry(call, wait);
  }
}
