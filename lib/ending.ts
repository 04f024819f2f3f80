import type { AxiosError } from 'axios';
import { withoutLimits } from './attempt';
import { axiosError, canceledError } from './axios-error';
import { configOf, type Call } from './call';
import { isCancelled, unlessCancelled } from './cancellation';
import { isCancel } from './failure';
import { consult } from './consult';
import { ask } from './hooks';
import { limitsTime } from './limits';
import { describe, giveUpEvent, say } from './log';
import { member } from './member';
import type { StopReason } from './types';

/** Ends a call, and takes the plugin's limits on time off a config that the caller may send again by hand. */
function end(call: Call, outcome: unknown, reason?: StopReason): void {
  const config = limitsTime(call.options) ? call.configIn(outcome) : undefined;
  if (config) withoutLimits(call, config);
  call.settle(reason);
}

/** Ends a call that succeeded. */
export function succeed(call: Call, value: unknown): unknown {
  consult(call, 'end');
  end(call, value);
  call.record({ status: (value as { readonly status?: number } | null | undefined)?.status });
  return value;
}

/** The error that a call ends with: the last that axios made, save for a call that was cancelled or cut. */
function finalError(call: Call, error: unknown): unknown {
  const { base, plugin, isCut, lastError, options } = call;
  if (isCancelled(base)) return isCut || !isCancel(error) ? canceledError(plugin, base) : error;
  if (!isCut || !isCancel(error)) return error;
  const message = `maxElapsedTime of ${options.maxElapsedTime} ms exceeded`;
  // The code that axios gives a timeout.
  const code = configOf(error)?.transitional?.clarifyTimeoutError ? 'ETIMEDOUT' : 'ECONNABORTED';
  return lastError ?? axiosError(plugin, message, code, error);
}

/**
 * Ends a call that failed, and says so.
 *
 * @returns the error for the call to reject with.
 */
export async function giveUp(call: Call, stopReason: StopReason, error: unknown): Promise<unknown> {
  const { root, options, base, plugin } = call;
  const final = await finalError(call, error);
  const reason = isCancelled(base) ? 'cancelled' : stopReason;
  // Who cancels a call need not be told that it has ended, and a passage inside another call ends quietly: that call
  // goes on, and will say how it ended.
  const isSaid = root.isAnnounced && reason !== 'cancelled' && options.log;
  const isHeard = call === root && (isSaid || member(options, 'onGiveUp'));
  const event = isHeard ? giveUpEvent(call, reason) : undefined;
  end(call, final, reason);
  if (call !== root) return final;

  if (event && isSaid) void say(options, describe(event), event);
  void ask(call, 'onGiveUp', undefined, event);
  if (reason !== 'retries') return final;
  try {
    await unlessCancelled(options.onMaxRetryTimesExceeded?.(error as AxiosError, root.retryCount), base);
  } catch (thrown) {
    return thrown;
  }
  return isCancelled(base) ? canceledError(plugin, base) : final;
}
