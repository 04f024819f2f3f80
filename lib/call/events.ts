import { safely } from '../checks/member';
import { describe, printable, printableAddressOf } from '../log/describe';
import { write } from '../log/write';
import { needsCors } from '../axios/origin';
import type { AttemptConfig } from '../axios/types';
import { isOffline } from '../time/online';
import type { CallEvent, FailureEvent, GiveUpEvent, RecoveredEvent, RetryEvent, StopReason } from '../types';
import { runLogged } from './hooks';
import type { Wait } from './next';
import type { Passage } from './passage';
import { maySendTwice } from './policy';

// A value that can't be turned into text is no URL and no method, and axios reports it itself.
const addressOf = (config: AttemptConfig): string => safely(() => printableAddressOf(config as object)) ?? '';
const methodOf = ({ method }: AttemptConfig): string =>
  safely(() => printable((method ?? 'get').toUpperCase())) ?? '';

const say = ({ options }: Passage, event: RetryEvent | RecoveredEvent | GiveUpEvent): void =>
  void write(options, describe(event), event);

/** What an event says about the call. */
function callEvent({ call, original, options }: Passage, status: number | undefined): CallEvent {
  const { number, retryCount, skipped, elapsed } = call;
  const { config } = original;
  return {
    call: number,
    method: methodOf(config),
    url: addressOf(config),
    status,
    retryCount,
    retries: options.retries,
    skipped,
    elapsed,
  };
}

/** What it says about its latest failure as well. */
function failureEvent(passage: Passage): FailureEvent {
  const { status, code } = passage.call.latest ?? {};
  const event = callEvent(passage, status);
  // To a page, an answer that CORS withholds is a network error like any other.
  const mayBeCors = code === 'ERR_NETWORK' && !isOffline() && needsCors(event.url);
  const failure = printable(`${status ?? ''} ${passage.retrying.failure}`.trim());
  return { ...event, code, failure: failure + (mayBeCors ? ', or blocked by CORS' : '') };
}

/** Announces a retry, before its delay. */
export function announceRetry(passage: Passage, wait: Wait): void {
  passage.call.isAnnounced = true;
  if (!passage.options.log) return;
  const event: RetryEvent = { type: 'retry', ...failureEvent(passage), ...wait };
  say(passage, event);
}

/** Says, once per installation, how to allow a retry that was refused only because of the method. */
export function hintAtIdempotency(
  { installation, options, original, call }: Passage,
  sent?: AttemptConfig,
): void {
  const isTooLate = Boolean(sent && maySendTwice(options, sent));
  installation.warnOnce(
    options,
    `a ${methodOf(sent ?? original.config)} is not retried: ` +
      (isTooLate
        ? 'its Idempotency-Key comes too late. Add it in an interceptor registered after axiosRetry().'
        : 'it may have been processed. To allow it, set an Idempotency-Key or idempotent: true.'),
    `hint ${isTooLate}`,
    call.number,
  );
}

/** Announces that a call succeeded after a retry. */
export function announceRecovery(passage: Passage, status: number | undefined): void {
  if (!passage.options.log) return;
  const event: RecoveredEvent = { type: 'recovered', ...callEvent(passage, status) };
  say(passage, event);
}

/** Announces that a call was given up. Cancellations are not logged: the caller already knows. */
export function announceGiveUp(passage: Passage, reason: StopReason): void {
  const { options, call } = passage;
  const isLogged = options.log && call.isAnnounced && reason !== 'cancelled';
  if (!isLogged && !options.onGiveUp) return;
  const event: GiveUpEvent = { type: 'giveUp', ...failureEvent(passage), reason };
  if (isLogged) say(passage, event);
  void runLogged(passage, 'onGiveUp', () => options.onGiveUp?.(event));
}
