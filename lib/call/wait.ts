import { waitAfterPause } from '../delay/delay';
import { endOf } from './deadline';
import { announceRetry } from './events';
import { guardsOf } from './guards';
import { toHookConfig } from './hook-config';
import { callHook } from './hooks';
import { Stop, type Wait } from './next';
import type { Passage } from './passage';
import { isPaused, pause } from './pause';
import { dropRetry } from './schedule';
import { wait } from './waiter';

/**
 * Waits before an attempt, or until the call must end. Not an async function: its frame would stay in memory
 * for the whole delay.
 *
 * @returns whether a pacer held the retry back.
 */
export const startWait = (passage: Passage, next: Wait): Promise<boolean | undefined> =>
  next.offline && isPaused(passage)
    ? pause(passage).then(() => sleepFor(passage, next))
    : sleepFor(passage, next);

function sleepFor(passage: Passage, { delay }: Wait): Promise<boolean | undefined> {
  passage.retrying.waitingSince ??= performance.now();
  return wait(passage, (waiter) => {
    if (passage.options.pacer) guardsOf(passage)?.startPacing(passage, delay, waiter);
    else waiter.wakeAfter(delay);
  });
}

/** Decides what follows a delay: the end of the call, another delay, or (`undefined`) an attempt. */
export async function wakeUp(
  passage: Passage,
  last: Wait,
  isHeldBack: boolean | undefined,
): Promise<Stop | Wait | undefined> {
  const { retrying } = passage;
  retrying.stopDraining?.();
  retrying.stopDraining = undefined;
  const reason = endOf(passage);
  if (reason) return dropRetry(passage, new Stop(reason, retrying.lastError));
  if (isHeldBack) return guardsOf(passage)?.holdBack(passage);
  // The network has gone during the wait: to send now would waste the retry. But no pause follows one without effect.
  if (isPaused(passage) && !(last.offline && retrying.pauses > 0)) {
    guardsOf(passage)?.retryDropped(passage, ['pacer']);
    const next = waitAfterPause();
    announceRetry(passage, next);
    return next;
  }
  return prepareAttempt(passage);
}

/** Makes a new body with `renewData`, if given, and asks the guards once more. */
export async function prepareAttempt(passage: Passage): Promise<Stop | undefined> {
  const { options, original } = passage;
  const { lastError: error } = passage.retrying;
  if (options.renewData) {
    const renewed = await callHook(passage, 'renewData', toHookConfig(original, undefined));
    if (renewed?.thrown) return dropRetry(passage, new Stop('renewData', error));
    if (renewed) original.config.data = renewed.value;
  }
  // Don't ask the guards for a call that is about to end.
  const reason = endOf(passage) ?? (await guardsOf(passage)?.refusedBy(passage, 'send')) ?? endOf(passage);
  return reason && dropRetry(passage, new Stop(reason, error));
}
