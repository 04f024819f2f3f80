import { safely as attemptTo } from '../checks/member';
import { describe, printable, printableAddressOf } from '../log/describe';
import { write } from '../log/write';
import type { AttemptConfig } from '../axios/types';
import type { FailureEvent, GiveUpEvent, RetryEvent, StopReason } from '../types';
import { safely } from './hooks';
import type { Wait } from './next';
import type { Passage } from './passage';

// A value that can't be turned into text is no URL and no method, and axios reports it itself.
const addressOf = (config: AttemptConfig): string =>
  attemptTo(() => printableAddressOf(config as object)) ?? '';
const methodOf = ({ method }: AttemptConfig): string =>
  attemptTo(() => printable((method ?? 'get').toUpperCase())) ?? '';

/** What an event says about the call and its latest failure. */
function failureEvent({ call, original, options, retrying }: Passage): FailureEvent {
  const { status, code } = call.latest ?? {};
  const { config } = original;
  return {
    method: methodOf(config),
    url: addressOf(config),
    status,
    code,
    failure: printable(`${status ?? ''} ${retrying.failure}`.trim()),
    retryCount: call.retryCount,
    retries: options.retries,
    elapsed: call.elapsed,
  };
}

/** Announces a retry, before its delay. */
export function announceRetry(passage: Passage, wait: Wait): void {
  passage.call.isAnnounced = true;
  if (!passage.options.log) return;
  const event: RetryEvent = { type: 'retry', ...failureEvent(passage), ...wait };
  void write(passage.options, describe(event), event);
}

/** Announces that a call was given up. Cancellations are not logged: the caller already knows. */
export function announceGiveUp(passage: Passage, reason: StopReason): void {
  const { options, call } = passage;
  const isLogged = options.log && call.isAnnounced && reason !== 'cancelled';
  if (!isLogged && !options.onGiveUp) return;
  const event: GiveUpEvent = { type: 'giveUp', ...failureEvent(passage), reason };
  if (isLogged) void write(options, describe(event), event);
  void safely(passage, 'onGiveUp', () => options.onGiveUp?.(event));
}
