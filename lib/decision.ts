import { isSpent } from './body';
import type { Call } from './call';
import { chooseWait, type Wait } from './delay';
import { isCancel, type Failure } from './failure';
import { ask } from './hooks';
import { isRetryable } from './policy';
import { parseRetryAfter } from './retry-after';
import type { StopReason } from './types';

/** Decides whether the failed attempt is followed by another: the wait before it, or why there is none. */
export async function decide(call: Call, failure: Failure, error: unknown): Promise<Wait | StopReason> {
  const { options, base, delay: previousDelay } = call;
  const { retries, retryDelay, maxElapsedTime, shouldResetTimeout } = options;
  if (call.isCut) return 'maxElapsedTime';
  if (isCancel(error)) return 'cancelled';

  const sent = call.configIn(error);
  const retryCount = call.root.retryCount + 1;
  if (retryCount > retries) return 'retries';

  const answer = await ask(call, 'retryCondition', false, error);
  if (answer === undefined) {
    if (!isRetryable(failure, options, base, sent)) return 'notRetryable';
  } else if (!answer) return 'retryCondition';

  if (isSpent(base.data, sent) && !options.renewData) return 'spentBody';

  let own: unknown = retryDelay;
  if (typeof retryDelay !== 'number') {
    // A third parameter with a default, which `length` does not count, has a meaning of its own: axios-retry's
    // `exponentialDelay` has one.
    const last = retryDelay.length > 2 ? [previousDelay] : [];
    own = await ask(call, 'retryDelay', NaN, retryCount, error, ...last);
  }
  const headers = (error as { readonly response?: { readonly headers?: unknown } } | undefined)?.response
    ?.headers;
  const wait = chooseWait(options, own, retryCount, previousDelay, parseRetryAfter(headers, Date.now()));
  if (Number(wait.retryAfter) > options.maxRetryAfter) return 'maxRetryAfter';
  const end = call.elapsed + wait.delay;
  if (end > maxElapsedTime) return 'maxElapsedTime';
  return !shouldResetTimeout && base.timeout && end >= base.timeout ? 'timeout' : wait;
}
