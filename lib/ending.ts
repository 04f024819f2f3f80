import type { AxiosError } from 'axios';
import { canceledError, elapsedError } from './axios-error';
import { configOf, type Call } from './call';
import { isCancelled, unlessCancelled } from './cancellation';
import { withoutDeadline } from './deadline';
import { isCancel } from './failure';
import { describe, giveUpEvent, say, warnOfThrow } from './log';
import type { GiveUpEvent, StopReason } from './types';

/** Takes the plugin's limits on time off a config that the caller gets to see, and may send again by hand. */
function restoreConfig(call: Call, outcome: unknown): void {
  const config = configOf(outcome);
  if (!config) return;
  withoutDeadline(config);
  if (!call.options.shouldResetTimeout) config.timeout = call.base.timeout;
}

/** Ends a call that succeeded. */
export function succeed(call: Call, value: unknown): unknown {
  const status = (value as { readonly status?: unknown } | null | undefined)?.status;
  call.record(typeof status === 'number' ? { status } : {});
  restoreConfig(call, value);
  call.settle();
  return value;
}

/** The error that a call ends with: the last that axios made, save for a call that was cancelled or cut. */
function finalError(call: Call, reason: StopReason, error: unknown): unknown {
  if (reason === 'cancelled' && !isCancel(error)) return canceledError(call.plugin, call.base);
  if (call.isCut && isCancel(error)) {
    return call.lastError ?? elapsedError(call.plugin, error, call.options.maxElapsedTime);
  }
  return error;
}

function tellOnGiveUp(call: Call, event: GiveUpEvent): void {
  const { options } = call;
  const warn = (thrown: unknown): void => {
    warnOfThrow(options, 'onGiveUp', thrown);
  };
  try {
    Promise.resolve<unknown>(options.onGiveUp?.(event)).catch(warn);
  } catch (thrown) {
    warn(thrown);
  }
}

/**
 * Ends a call that failed, and says so.
 *
 * @returns the error for the call to reject with.
 */
export async function giveUp(call: Call, reason: StopReason, error: unknown): Promise<unknown> {
  const { root, options, base, plugin } = call;
  const final = await finalError(call, reason, error);
  const event = giveUpEvent(call, reason);
  restoreConfig(call, final);
  call.settle(reason);
  // A passage inside another call ends quietly: that call goes on, and will say how it ended.
  if (call !== root) return final;

  // Who cancels a call need not be told that it has ended.
  if (root.retryCount > 0 && reason !== 'cancelled') say(options, describe(event), event);
  tellOnGiveUp(call, event);
  if (reason !== 'retries' || !options.onMaxRetryTimesExceeded) return final;
  try {
    await unlessCancelled(options.onMaxRetryTimesExceeded(error as AxiosError, root.retryCount), base);
  } catch (thrown) {
    return thrown;
  }
  return isCancelled(base) ? canceledError(plugin, base) : final;
}
