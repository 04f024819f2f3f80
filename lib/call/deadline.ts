import { safely } from '../checks/member';
import { isCancelled } from '../time/cancellation';
import type { ResolvedOptions } from '../options/options';
import { cutAfter, withoutDeadline } from '../axios/deadline-token';
import type { AttemptConfig } from '../axios/types';
import type { StopReason } from '../types';
import type { Attempt, Passage } from './passage';

/** Whether the plugin limits the time of a call. */
export const limitsTime = ({ maxElapsedTime, shouldResetTimeout }: ResolvedOptions): boolean =>
  maxElapsedTime < Infinity || !shouldResetTimeout;

/**
 * The `timeout` of a config if it is for the whole call, as axios reads it, in milliseconds: a string is parsed. 0 or
 * NaN means none.
 */
const timeoutOf = ({ shouldResetTimeout }: ResolvedOptions, { timeout }: AttemptConfig): number =>
  shouldResetTimeout ? 0 : (safely(() => parseInt(String(timeout), 10)) ?? NaN);

/** The time limit of a call, in milliseconds, and the option that sets it. */
export function limitOf({ options, original }: Passage): readonly [time: number, reason: StopReason] {
  const { maxElapsedTime } = options;
  const timeout = timeoutOf(options, original.config);
  return timeout > 0 && timeout < maxElapsedTime ? [timeout, 'timeout'] : [maxElapsedTime, 'maxElapsedTime'];
}

/** The time left for a call, in milliseconds; 0 or less if its time is up. */
export const timeLeft = (passage: Passage): number =>
  limitOf(passage)[0] - (performance.now() - passage.call.startedAt);

/** Why a call can't go on, if so: it was cancelled or closed, or its time is up. */
export function endOf(passage: Passage): StopReason | undefined {
  if (isCancelled(passage.original.config)) return 'cancelled';
  if (passage.installation.isClosed) return 'closed';
  return timeLeft(passage) > 0 ? undefined : limitOf(passage)[1];
}

// A separate function: every call runs `setLimits`, and would pay for a closure in it even without limits.
const markerOf = (attempt: Attempt) => (): void => {
  attempt.timedOut = true;
};

/** Applies the limits of the call to the config of an attempt. */
export function setLimits(attempt: Attempt, config: AttemptConfig): void {
  const { call, options } = attempt.passage;
  const { maxElapsedTime } = options;
  if (maxElapsedTime < Infinity) {
    cutAfter(maxElapsedTime - call.elapsed, config, markerOf(attempt));
    attempt.undos = [...attempt.undos, withoutDeadline];
  }
  const timeout = timeoutOf(options, config);
  if (timeout > 0) setTimeoutTo(Math.max(1, Math.ceil(timeout - call.elapsed)), attempt, config);
}

function setTimeoutTo(left: number, attempt: Attempt, config: AttemptConfig): void {
  const { timeout } = config;
  config.timeout = left;
  const undo = (sent: AttemptConfig): void => {
    // Unless somebody has set another.
    if (sent.timeout === left) Reflect.set(sent, 'timeout', timeout);
  };
  attempt.undos = [...attempt.undos, undo];
}
