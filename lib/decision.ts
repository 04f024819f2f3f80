import { isSpent } from './body';
import type { Call } from './call';
import { chooseWait, waitAfterPause, type Wait } from './delay';
import { isCancel, type Failure } from './failure';
import { ask } from './hooks';
import { limitOf } from './limits';
import { isPaused } from './offline';
import { isRetryable } from './policy';
import { parseRetryAfter } from './retry-after';
import type { StopReason } from './types';

/** Decides whether the failed attempt is followed by another: the wait before it, or why there is none. */
export async function decide(call: Call, failure: Failure, error: unknown): Promise<Wait | StopReason> {
  const { options, base } = call;
  const { retries } = options;
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

  const wait = isPaused(call) ? waitAfterPause() : await chooseDelay(call, retryCount, error);
  if (Number(wait.retryAfter) > options.maxRetryAfter) return 'maxRetryAfter';
  const [limit, reason] = limitOf(call);
  return call.elapsed + wait.delay >= limit ? reason : wait;
}

/** The wait by `retryDelay`, and by what the server asks for. */
async function chooseDelay(call: Call, retryCount: number, error: unknown): Promise<Wait> {
  const { options, delay: previousDelay } = call;
  const { retryDelay } = options;
  let own: unknown = retryDelay;
  if (typeof retryDelay !== 'number') {
    // A third parameter with a default, which `length` does not count, has a meaning of its own: axios-retry's
    // `exponentialDelay` has one.
    const last = retryDelay.length > 2 ? [previousDelay] : [];
    own = await ask(call, 'retryDelay', NaN, retryCount, error, ...last);
  }
  const headers = (error as { readonly response?: { readonly headers?: unknown } } | undefined)?.response
    ?.headers;
  return chooseWait(options, own, retryCount, previousDelay, parseRetryAfter(headers, Date.now()));
}
