import type { AxiosError } from 'axios';
import { isSpent } from './body';
import { configOf, type Call } from './call';
import { isCancelled, unlessCancelled } from './cancellation';
import { chooseWait, type Wait } from './delay';
import { isCancel } from './failure';
import { warnOfThrow } from './log';
import { isRetryable } from './policy';
import type { StopReason } from './types';

/** What the caller's predicate says: `undefined` leaves it to the built-in policy. */
async function askCondition(call: Call, error: AxiosError): Promise<boolean | undefined> {
  const { retryCondition } = call.options;
  if (!retryCondition) return undefined;
  try {
    const answer = await unlessCancelled(retryCondition(error), call.base);
    // Plain JavaScript may answer with anything.
    return answer === undefined ? undefined : Boolean(answer as unknown);
  } catch (thrown) {
    warnOfThrow(call.options, 'retryCondition', thrown);
    return false;
  }
}

/** Decides whether the failed attempt is followed by another: the wait before it, or why there is none. */
export async function decide(call: Call, error: unknown): Promise<Wait | StopReason> {
  const { options, root, base, failure } = call;
  if (isCancelled(base)) return 'cancelled';
  if (call.isCut) return 'maxElapsedTime';
  if (isCancel(error)) return 'cancelled';

  if (root.retryCount >= options.retries) return 'retries';

  const answer = await askCondition(call, error as AxiosError);
  if (isCancelled(base)) return 'cancelled';
  if (answer === false) return 'retryCondition';
  if (answer === undefined && !isRetryable(failure, options, base, configOf(error) ?? base)) {
    return 'notRetryable';
  }

  if (isSpent(base.data) && !options.renewData) return 'spentBody';

  const wait = chooseWait(options, root.retryCount + 1, call.delay, error as AxiosError, (thrown) => {
    warnOfThrow(options, 'retryDelay', thrown);
  });
  const { delay, retryAfter = 0 } = wait;
  if (retryAfter > options.maxRetryAfter) return 'maxRetryAfter';
  if (call.elapsed + delay > options.maxElapsedTime) return 'maxElapsedTime';
  if (!options.shouldResetTimeout && base.timeout && call.elapsed + delay >= base.timeout) return 'timeout';
  return wait;
}
