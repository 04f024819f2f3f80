import { isCancelled } from '../time/cancellation';
import type { ResolvedOptions } from '../options/options';
import { cutAfter, withoutDeadline } from '../axios/deadline-token';
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

// Each call comes by `setLimits`, and would pay for a closure in it even where there are no limits.
const markerOf = (attempt: Attempt) => (): void => {
  attempt.timedOut = true;
};

/** Puts the limits of the call on the config of an attempt. */
export function setLimits(attempt: Attempt, config: AttemptConfig): void {
  const { call, options } = attempt.passage;
  const { maxElapsedTime, shouldResetTimeout } = options;
  if (maxElapsedTime < Infinity) {
    cutAfter(maxElapsedTime - call.elapsed, config, markerOf(attempt));
    attempt.undos = [...attempt.undos, withoutDeadline];
  }
  const timeout = shouldResetTimeout ? 0 : timeoutOf(config.timeout);
  if (timeout > 0) setTimeoutTo(Math.max(1, Math.ceil(timeout - call.elapsed)), attempt, config);
}

function setTimeoutTo(left: number, attempt: Attempt, config: AttemptConfig): void {
  const { timeout } = config;
  config.timeout = left;
  const undo = (sent: AttemptConfig): void => {
    // Unless somebody has set another.
    if (sent.timeout === left) sent.timeout = timeout;
  };
  attempt.undos = [...attempt.undos, undo];
}
