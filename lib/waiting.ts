import type { Call } from './call';
import { isCancelled, sleep } from './cancellation';
import { waitAfterPause, type Wait } from './delay';
import { timeLeft } from './limits';
import { announceRetry } from './log';
import { isPaused, onOnline } from './offline';
import { startTimer } from './timer';

/** Waits for the network, or until there is no time left for the call. Then comes the wait proper. */
function pause(call: Call, { delay }: Wait): Promise<Wait | undefined> {
  return sleep((wake) => {
    const stop = (): void => {
      stopTimer();
      stopListening();
    };
    const end = (): void => {
      stop();
      wake({ delay });
    };
    const stopListening = onOnline(end);
    const stopTimer = startTimer(timeLeft(call), end);
    return stop;
  }, call.base);
}

/**
 * Waits before an attempt. No async function: each would keep a frame for as long as the call sleeps.
 *
 * @returns a promise, unless there is nothing to wait for; of another wait, if one follows: a pacer that has held a
 * retry back comes with the wait for the one after it.
 */
export function beginWait(call: Call, wait: Wait): unknown {
  if (wait.offline && isPaused(call)) return pause(call, wait);
  const delay = Math.min(wait.delay, timeLeft(call));
  return (
    call.options.pacer?.('pace', call, delay, wait.retryAfter) ??
    (delay > 0 ? sleep((wake) => startTimer(delay, wake), call.base) : undefined)
  );
}

/** The wait for a network that has gone during the last wait, if it has: to send now would burn the retry. */
export function waitAgain(call: Call): Wait | undefined {
  if (!isPaused(call) || isCancelled(call.base) || timeLeft(call) <= 0) return undefined;
  const wait = waitAfterPause();
  announceRetry(call, wait);
  return wait;
}
