import type { Call } from './call';
import type { ResolvedOptions } from './options';
import type { StopReason } from './types';

/** Whether the plugin limits the time of a call. */
export const limitsTime = ({ maxElapsedTime, shouldResetTimeout }: ResolvedOptions): boolean =>
  maxElapsedTime < Infinity || !shouldResetTimeout;

/** How long a call may take, in milliseconds, and the option that says so. */
export function limitOf({ options, base }: Call): readonly [time: number, reason: StopReason] {
  const { maxElapsedTime, shouldResetTimeout } = options;
  const { timeout } = base;
  // A timeout of 0 is none.
  return !shouldResetTimeout && timeout && timeout < maxElapsedTime
    ? [timeout, 'timeout']
    : [maxElapsedTime, 'maxElapsedTime'];
}

/** How long a call may still take, in milliseconds; 0 or less when its time is up. */
export const timeLeft = (call: Call): number => limitOf(call)[0] - call.elapsed;
