import { isSpent } from '../axios/request-body';
import { isCancelled } from '../time/cancellation';
import { isCancel, type Failure } from '../axios/failure';
import { configOf } from '../axios/find-config';
import type { StopReason } from '../types';
import { endOf } from './deadline';
import { hintAtIdempotency } from './events';
import { askedByOf } from '../delay/retry-after';
import { guardsOf } from './guards';
import { callHook } from './hooks';
import { Stop, type Wait } from './next';
import type { Passage } from './passage';
import { isRetryable, isTransient } from './policy';
import type { Evidence } from './progress';
import { chooseDelay, lacksTime } from './schedule';

/** What is known about a failed attempt. */
export interface FailedAttempt {
  readonly error: unknown;
  readonly failure: Failure;
  /** Absent for an error from another request, which proves nothing about this one. */
  readonly evidence: Evidence | undefined;
}

/** Decides whether to retry a failed attempt: returns the delay before the retry, or the reason to stop. */
export async function decide(passage: Passage, failed: FailedAttempt): Promise<Wait | Stop> {
  const { error, failure } = failed;
  const left = guardsOf(passage)?.makeUp(passage);
  const reason = reasonToStop(passage, failed) ?? (await refusedByPolicy(passage, failed));
  if (reason) return new Stop(reason, error);
  const wait = await chooseDelay(passage, error, failure.retryAfter, left);
  if (typeof wait === 'string') return new Stop(wait, error);
  const refused = await askGuards(passage, wait);
  if (refused) return new Stop(refused, error);
  return wait.retryAfter === undefined ? wait : { ...wait, askedBy: askedByOf(failed.evidence?.error) };
}

/** The reasons to stop that no hook can override. */
function reasonToStop(passage: Passage, { error, evidence }: FailedAttempt): StopReason | undefined {
  const { options, original, call, installation } = passage;
  // An error without a config is the reason of a token, or comes from an interceptor.
  const isOwn = evidence ?? !configOf(error);
  if (isCancelled(original.config) || (isOwn && isCancel(evidence?.error ?? error))) return 'cancelled';
  if (installation.isClosed) return 'closed';
  return call.retryCount >= options.retries ? 'retries' : undefined;
}

async function refusedByPolicy(passage: Passage, failed: FailedAttempt): Promise<StopReason | undefined> {
  const { options, original } = passage;
  const sent = failed.evidence?.config;
  const answer = await askCondition(passage, failed.error);
  if (typeof answer === 'string') return answer;
  const isBodySpent = isSpent(original.config.data, sent) && !options.renewData;
  if (answer === undefined && !isRetryable(failed.failure, options, original.config, sent)) {
    if (!isTransient(failed.failure, options)) return 'notRetryable';
    const isTooLong = Number(failed.failure.retryAfter) > options.maxRetryAfter;
    if (!isBodySpent && !isTooLong) hintAtIdempotency(passage, sent);
    return 'notIdempotent';
  }
  return isBodySpent ? 'spentBody' : undefined;
}

/** The answer of `retryCondition`: a reason to stop, `true` to retry, `undefined` for the built-in policy. */
async function askCondition(passage: Passage, error: unknown): Promise<StopReason | true | undefined> {
  if (!passage.options.retryCondition) return undefined;
  const outcome = await callHook(passage, 'retryCondition', error);
  if (!outcome) return endOf(passage);
  if (outcome.value) return true;
  return outcome.thrown || outcome.value !== undefined ? 'retryCondition' : undefined;
}

async function askGuards(passage: Passage, wait: Wait): Promise<StopReason | undefined> {
  const guards = guardsOf(passage);
  guards?.planRetry(passage, wait);
  const refused = await guards?.refusedBy(passage, 'wait');
  if (refused) return refused;
  const reason = endOf(passage) ?? lacksTime(passage, wait);
  if (reason) guards?.retryDropped(passage);
  return reason;
}
