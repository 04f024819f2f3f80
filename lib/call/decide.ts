import { isSpent } from '../axios/request-body';
import { isCancelled } from '../time/cancellation';
import { isCancel, type Failure } from '../axios/failure';
import { configOf } from '../axios/find-config';
import { retryAfterOf } from '../delay/retry-after';
import type { StopReason } from '../types';
import { endOf } from './deadline';
import { planRetry, refusedBy, retryDropped } from './guards';
import { callHook } from './hooks';
import { Stop, type Wait } from './next';
import type { Passage } from './passage';
import { isRetryable } from './policy';
import type { Evidence } from './progress';
import { chooseDelay, lacksTime } from './schedule';

/** A failed attempt, as far as it is known. */
export interface FailedAttempt {
  readonly error: unknown;
  readonly failure: Failure;
  /** Absent for an error of another request: it proves nothing about this one. */
  readonly evidence: Evidence | undefined;
}

/** Decides whether a failed attempt is followed by another: the wait before it, or why there is none. */
export async function decide(passage: Passage, failed: FailedAttempt): Promise<Wait | Stop> {
  const { error, evidence } = failed;
  const reason = reasonToStop(passage, failed) ?? (await refusedByPolicy(passage, failed));
  if (reason) return new Stop(reason, error);
  const wait = await chooseDelay(passage, error, evidence && retryAfterOf(evidence.error));
  if (typeof wait === 'string') return new Stop(wait, error);
  const refused = await askGuards(passage, wait);
  return refused ? new Stop(refused, error) : wait;
}

/** What no hook can change. */
function reasonToStop(passage: Passage, { error, evidence }: FailedAttempt): StopReason | undefined {
  const { options, original, call, installation } = passage;
  // An error without a config is the reason of a token, or an interceptor's own.
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
  if (answer === undefined && !isRetryable(failed.failure, options, original.config, sent))
    return 'notRetryable';
  return isSpent(original.config.data, sent) && !options.renewData ? 'spentBody' : undefined;
}

/** What `retryCondition` says: why to stop, `true` to retry, `undefined` to leave it to the built-in policy. */
async function askCondition(passage: Passage, error: unknown): Promise<StopReason | true | undefined> {
  if (!passage.options.retryCondition) return undefined;
  const outcome = await callHook(passage, 'retryCondition', error);
  if (!outcome) return endOf(passage);
  if (outcome.value) return true;
  return outcome.thrown || outcome.value !== undefined ? 'retryCondition' : undefined;
}

async function askGuards(passage: Passage, wait: Wait): Promise<StopReason | undefined> {
  planRetry(passage, wait);
  const refused = await refusedBy(passage, 'wait');
  if (refused) return refused;
  const reason = endOf(passage) ?? lacksTime(passage, wait);
  if (reason) retryDropped(passage);
  return reason;
}
