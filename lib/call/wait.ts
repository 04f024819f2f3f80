import { waitAfterPause } from '../delay/delay';
import { sleep } from '../time/sleep';
import { endOf, onEnd } from './deadline';
import { announceRetry } from './events';
import { planRetry, refusedBy, retryDropped, startPacing } from './guards';
import { toHookConfig } from './hook-config';
import { callHook } from './hooks';
import { Stop, type Wait } from './next';
import type { Passage } from './passage';
import { isPaused, pause } from './pause';
import { chooseDelay, dropRetry, scheduleRetry } from './schedule';

/**
 * Waits before an attempt, or until the call must end. No async function: each would keep a frame for as long as the
 * call sleeps.
 *
 * @returns whether a pacer held the retry back.
 */
export const startWait = (passage: Passage, wait: Wait): Promise<boolean | undefined> =>
  wait.offline && isPaused(passage)
    ? pause(passage).then(() => sleepFor(passage, wait))
    : sleepFor(passage, wait);

function sleepFor(passage: Passage, wait: Wait): Promise<boolean | undefined> {
  passage.waitingSince ??= performance.now();
  return endOf(passage)
    ? Promise.resolve(undefined)
    : sleep(
        (wake) => startPacing(passage, wait, wake),
        (listener) => onEnd(passage, listener),
      );
}

/** What follows a wait: the end of the call, another wait, or (`undefined`) an attempt. */
export async function wakeUp(
  passage: Passage,
  wait: Wait,
  isHeldBack: boolean | undefined,
): Promise<Stop | Wait | undefined> {
  passage.stopDraining?.();
  passage.stopDraining = undefined;
  const reason = endOf(passage);
  if (reason) return dropRetry(passage, new Stop(reason, passage.lastError));
  if (isHeldBack) return holdBack(passage);
  // The network has gone during the wait: to send now would waste the retry. But no pause follows one without effect.
  if (isPaused(passage) && !(wait.offline && passage.pauses > 0)) {
    retryDropped(passage, ['pacer']);
    const next = waitAfterPause();
    announceRetry(passage, next);
    return next;
  }
  return prepareAttempt(passage);
}

/** Goes on after a retry that was held back: it counts, and the next one follows, if there is one. */
async function holdBack(passage: Passage): Promise<Stop | Wait> {
  const { call, options, lastError: error, failure } = passage;
  call.skipped++;
  passage.failure = `${failure.replace(/ ?\(\d+ held back\)$/, '')} (${call.skipped} held back)`.trimStart();
  if (call.retryCount >= options.retries) return new Stop('retries', error);
  const wait = await chooseDelay(passage, error);
  if (typeof wait === 'string') return new Stop(wait, error);
  planRetry(passage, wait);
  return scheduleRetry(passage, wait, error);
}

/** Makes the new body of a retry, if the caller does that, and asks the guards once more. */
async function prepareAttempt(passage: Passage): Promise<Stop | undefined> {
  const { options, original, lastError: error } = passage;
  if (options.renewData) {
    const renewed = await callHook(passage, 'renewData', toHookConfig(original, undefined));
    if (renewed?.thrown) return dropRetry(passage, new Stop('renewData', error));
    if (renewed) original.config.data = renewed.value;
  }
  // A call that is about to end needs no leave for a retry that it does not send.
  const reason = endOf(passage) ?? (await refusedBy(passage, 'send')) ?? endOf(passage);
  return reason && dropRetry(passage, new Stop(reason, error));
}
