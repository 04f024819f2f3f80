import { isCancelled, onCancel } from '../time/cancellation';
import type { ResolvedOptions } from '../options/options';
import { startTimer } from '../time/timer';
import { cutAfter } from '../axios/deadline-token';
import type { AttemptConfig } from '../axios/types';
import type { StopReason } from '../types';
import type { Attempt, Passage } from './passage';

/** Whether the plugin limits the time of a call. */
export const limitsTime = ({ maxElapsedTime, shouldResetTimeout }: ResolvedOptions): boolean =>
  maxElapsedTime < Infinity || !shouldResetTimeout;

/** A `timeout` as axios understands it, in milliseconds: a text counts by its number. 0 or NaN is none. */
export const timeoutOf = (timeout: unknown): number => parseInt(String(timeout), 10);

/** How long a call may take, in milliseconds, and the option that says so. */
export function limitOf({ options, original }: Passage): readonly [time: number, reason: StopReason] {
  const { maxElapsedTime, shouldResetTimeout } = options;
  const timeout = shouldResetTimeout ? 0 : timeoutOf(original.config.timeout);
  return timeout > 0 && timeout < maxElapsedTime ? [timeout, 'timeout'] : [maxElapsedTime, 'maxElapsedTime'];
}

/** How long a call may still take, in milliseconds; 0 or less when its time is up. */
export const timeLeft = (passage: Passage): number =>
  limitOf(passage)[0] - (performance.now() - passage.call.startedAt);

/** Why a call can't go on, whatever else is decided: it was cancelled or closed, or its time is up. */
export function endOf(passage: Passage): StopReason | undefined {
  if (isCancelled(passage.original.config)) return 'cancelled';
  if (passage.installation.isClosed) return 'closed';
  return timeLeft(passage) > 0 ? undefined : limitOf(passage)[1];
}

/** Puts the limits of the call on the config of an attempt. */
export function setLimits(attempt: Attempt, config: AttemptConfig): void {
  const { call, options } = attempt.passage;
  const { maxElapsedTime, shouldResetTimeout } = options;
  if (maxElapsedTime < Infinity) {
    cutAfter(maxElapsedTime - call.elapsed, config, () => {
      attempt.timedOut = true;
    });
  }
  const timeout = shouldResetTimeout ? 0 : timeoutOf(config.timeout);
  if (timeout > 0) attempt.replace(config, 'timeout', Math.max(1, Math.ceil(timeout - call.elapsed)));
}

const nothing = (): void => undefined;

/** Calls `listener` when the time of the call is over, and not a moment sooner: a timer may be early. */
function startLimit(passage: Passage, listener: () => void): () => void {
  const left = timeLeft(passage);
  if (left === Infinity) return nothing;
  let stop = startTimer(left, () => {
    if (timeLeft(passage) > 0) stop = startLimit(passage, listener);
    else listener();
  });
  return () => {
    stop();
  };
}

/**
 * Calls `listener` when the call can't go on.
 *
 * @returns a function that takes the listener off again.
 */
export function onEnd(passage: Passage, listener: () => void): () => void {
  const { original, installation } = passage;
  // Never at once: who listens has not even got what takes the listener off.
  if (endOf(passage)) return startTimer(0, listener);
  const stopTimer = startLimit(passage, listener);
  const stopListening = onCancel(original.config, listener);
  installation.closing.add(listener);
  return () => {
    stopTimer();
    stopListening();
    installation.closing.delete(listener);
  };
}
