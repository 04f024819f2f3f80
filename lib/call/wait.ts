import { waitAfterPause } from '../delay/delay';
import { endOf } from './deadline';
import { watchErrorConfig } from './error-config';
import { announceRetry } from './events';
import { guardsOf } from './guards';
import { toHookConfig } from './hook-config';
import { callHook } from './hooks';
import { Stop, type Wait } from './next';
import type { Passage } from './passage';
import { isPaused, pause } from './pause';
import { evidenceOf } from './progress';
import { chooseDelay, dropRetry, scheduleRetry } from './schedule';
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
  if (isHeldBack) return holdBack(passage);
  // The network has gone during the wait: to send now would waste the retry. But no pause follows one without effect.
  if (isPaused(passage) && !(last.offline && retrying.pauses > 0)) {
    guardsOf(passage)?.retryDropped(passage, ['pacer']);
    const next = waitAfterPause();
    announceRetry(passage, next);
    return next;
  }
  return prepareAttempt(passage);
}

/** Continues after a retry that was held back: it counts, and the next one follows, if there is one. */
async function holdBack(passage: Passage): Promise<Stop | Wait> {
  const { call, options, retrying } = passage;
  const { lastError: error } = retrying;
  const guards = guardsOf(passage);
  call.heldBack++;
  call.skipped++;
  guards?.retryDropped(passage, ['budget']);
  guards?.countHeldBack(passage);
  if (call.retryCount >= options.retries) return new Stop('retries', error);
  const sent = evidenceOf(passage.attempt, error)?.config;
  const takeSettings = watchErrorConfig(passage, sent);
  const next = await chooseDelay(passage, error);
  if (typeof next === 'string') return new Stop(next, error);
  guards?.planRetry(passage, next);
  return scheduleRetry(passage, next, error, takeSettings, sent, true);
}

/** Makes a new body with `renewData`, if given, and asks the guards once more. */
async function prepareAttempt(passage: Passage): Promise<Stop | undefined> {
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
