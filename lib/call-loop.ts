import type { AxiosError } from 'axios';
import { presentable, replay, review } from './attempt';
import { discard, keepBoundary, keepJsonType } from './body';
import { Progress, type Call } from './call';
import { isCancelled, unlessCancelled } from './cancellation';
import { copyConfig } from './copy-config';
import { decide } from './decision';
import type { Wait } from './delay';
import { giveUp, succeed } from './ending';
import { classify, type Failure } from './failure';
import { consult } from './consult';
import { ask } from './hooks';
import { limitOf, limitsTime } from './limits';
import { announceRetry } from './log';
import { NAMESPACE } from './options';
import type { StopReason } from './types';
import { beginWait, waitAgain } from './waiting';

/**
 * Brings a call to its end from its first attempt: classify, decide, delay, say, sleep, replay.
 *
 * @returns what the call resolves with; it rejects with the last error that axios made.
 */
export async function pursue(call: Call, attempt?: Promise<unknown>): Promise<unknown> {
  if (call.rest) call.base = copyConfig(call.rest, call.base);
  call.rest = undefined;
  for (;;) {
    let answer: unknown;
    let wait: Wait | undefined;
    try {
      answer = await review(call, attempt ?? replay(call));
    } catch (error) {
      wait = await prepareRetry(call, error);
    }
    if (!wait) return succeed(call, answer);
    // A sleeping call holds little more than its config: the failed response may be large.
    attempt = undefined;
    while (wait) wait = ((await beginWait(call, wait)) ?? waitAgain(call)) as Wait | undefined;
    await prepareAttempt(call);
  }
}

const FAILED = {};
const CUT: Failure = { kind: 'timeout', reason: 'timeout' };

/** Judges a failed attempt, and gets all ready for a retry or ends the call. */
async function prepareRetry(call: Call, error: unknown): Promise<Wait> {
  const failure = call.isCut ? CUT : classify(error);
  call.failure = failure.reason;
  call.record(failure);
  consult(call, 'end', error, failure);
  return proceed(call, error, await decide(call, failure, error));
}

/** Does what has been decided: gets all ready for a retry and returns the wait before it, or ends the call. */
export async function proceed(call: Call, error: unknown, decision: Wait | StopReason): Promise<Wait> {
  const { options, root } = call;
  if (typeof decision === 'string') throw await giveUp(call, decision, error);

  root.retryCount++;
  call.delay = decision.delay;
  await askOnRetry(call, error);
  announceRetry(call, decision);
  discard(error);
  // Needed once more only where one of these can end the call before the next attempt has an outcome.
  if (options.renewData ?? limitsTime(options)) call.lastError = error;
  return decision;
}

/** Ends a call whose next retry has been announced, but is not sent. */
export function abandon(call: Call, reason: StopReason, error: unknown): Promise<unknown> {
  call.root.retryCount--;
  consult(call, 'drop');
  return giveUp(call, reason, error);
}

/** Runs the hook; what it changes in the config is what the next attempts start from. */
async function askOnRetry(call: Call, error: unknown): Promise<void> {
  const { root, options, base } = call;
  const sent = call.configIn(error);
  if (sent) keepBoundary(base, sent);
  if (options.onRetry && !isCancelled(base)) {
    // The retry has its number by now, but no time yet.
    base[NAMESPACE] = new Progress(call, (base[NAMESPACE] as Progress).lastRequestTime);
    const config = presentable(base, sent);
    try {
      await unlessCancelled(options.onRetry(root.retryCount, error as AxiosError, config), base);
    } catch (thrown) {
      await abandon(call, 'onRetry', error);
      throw thrown;
    }
    call.base = copyConfig(config);
    if (sent && typeof base.data !== 'string') keepJsonType(call.base, sent);
  }
  if (isCancelled(base)) throw await abandon(call, 'cancelled', error);
}

/** Makes the new body of a retry, if the caller does that, and ends a call that is not to have another attempt. */
async function prepareAttempt(call: Call): Promise<void> {
  const { base, options, lastError } = call;
  if (options.renewData) {
    const data = await ask(call, 'renewData', FAILED, presentable(base, undefined));
    if (data === FAILED) throw await abandon(call, 'renewData', lastError);
    base.data = data;
  }
  await Promise.all(consult(call, 'send'));
  if (isCancelled(base)) throw await abandon(call, 'cancelled', lastError);
  const [limit, reason] = limitOf(call);
  if (call.elapsed >= limit) throw await abandon(call, reason, lastError);
}
