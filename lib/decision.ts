import { isSpent } from './body';
import type { Call } from './call';
import { chooseWait, waitAfterPause, type Wait } from './delay';
import { isCancel, type Failure } from './failure';
import { consult } from './consult';
import { ask } from './hooks';
import { limitOf } from './limits';
import { isPaused } from './offline';
import { isRetryable } from './policy';
import { retryAfterOf } from './retry-after';
import type { StopReason } from './types';

/** Decides whether the failed attempt is followed by another: the wait before it, or why there is none. */
export async function decide(call: Call, failure: Failure, error: unknown): Promise<Wait | StopReason> {
  const { options, base, root } = call;
  if (call.isCut) return 'maxElapsedTime';
  if (isCancel(error)) return 'cancelled';
  if (root.retryCount >= options.retries) return 'retries';

  const sent = call.configIn(error);
  const answer = await ask(call, 'retryCondition', false, error);
  if (answer === undefined) {
    if (!isRetryable(failure, options, base, sent)) return 'notRetryable';
  } else if (!answer) return 'retryCondition';

  if (isSpent(base.data, sent) && !options.renewData) return 'spentBody';

  const wait = await schedule(call, error, retryAfterOf(error));
  await Promise.all(consult(call, 'wait', error, wait));
  return wait;
}

/**
 * Chooses the wait before the next retry, or says why there is no time for it.
 *
 * @param retryAfter what the server asked for, if it did.
 */
export async function schedule(call: Call, error: unknown, retryAfter?: number): Promise<Wait | StopReason> {
  const { options, delay: previousDelay, root } = call;
  const { retryDelay } = options;
  const retryCount = root.retryCount + 1;
  let wait;
  if (isPaused(call)) wait = waitAfterPause();
  else {
    let own: unknown = retryDelay;
    if (typeof retryDelay !== 'number') {
      // A third parameter with a default, which `length` does not count, has a meaning of its own: axios-retry's
      // `exponentialDelay` has one.
      const last = retryDelay.length > 2 ? [previousDelay] : [];
      own = await ask(call, 'retryDelay', NaN, retryCount, error, ...last);
    }
    wait = chooseWait(options, own, retryCount, previousDelay, retryAfter);
  }
  if (Number(wait.retryAfter) > options.maxRetryAfter) return 'maxRetryAfter';
  const [limit, reason] = limitOf(call);
  return call.elapsed + wait.delay >= limit ? reason : wait;
}
