import type { AxiosError } from 'axios';
import { axiosError, canceledError } from '../axios/errors';
import { isCancelled } from '../time/cancellation';
import { copyConfig } from '../axios/copy-config';
import { isCancel } from '../axios/failure';
import { configOf } from '../axios/find-config';
import { bare, member } from '../checks/member';
import { NAMESPACE } from '../axios/namespace';
import { discard } from '../axios/response-body';
import type { AttemptConfig } from '../axios/types';
import { limitOf } from './deadline';
import { announceGiveUp, announceRecovery } from './events';
import { guardsOf } from './guards';
import { run } from './hooks';
import { Failed, type Stop } from './next';
import type { Passage } from './passage';
import { maySendTwice } from './policy';
import { evidenceOf, progressOf } from './progress';

/** Ends a call that succeeded. */
export function succeed(passage: Passage, answer: unknown): unknown {
  const { attempt, call, parent } = passage;
  guardsOf(passage)?.attemptEnded(attempt);
  if (attempt.undos.length) attempt.restore(evidenceOf(attempt, answer)?.config);
  const status = member(answer, 'status') as number | undefined;
  if (parent) call.record({ status, delay: attempt.delay, duration: performance.now() - attempt.startedAt });
  else call.succeed(attempt, status);
  if (call.isAnnounced && !parent) announceRecovery(passage, status);
  settle(passage);
  return answer;
}

function settle(passage: Passage): void {
  if (passage.call.heldBack && !passage.parent) guardsOf(passage)?.countHeldBack(passage, true);
  passage.settle();
}

/**
 * Ends a call that failed, and announces it.
 *
 * @returns the error for the call to reject with, boxed: a thenable would be awaited.
 */
export async function giveUp(passage: Passage, stop: Stop): Promise<Failed> {
  const { call, original, parent } = passage;
  const { error, thrown } = stop;
  const reason = isCancelled(original.config) ? 'cancelled' : stop.reason;
  let final = thrown ? new Failed(thrown[0]) : await finalError(passage, error);
  // A nested passage ends quietly: the outer one goes on, and will announce how the call ended.
  if (!parent) {
    call.settle(reason);
    announceGiveUp(passage, reason);
    if (reason === 'retries') final = await runOnMaxRetryTimesExceeded(passage, final);
  }
  if (final.error !== error) discard(member(error, 'response'));
  settle(passage);
  return final;
}

/** The error that a call rejects with: the last error of an attempt, unless the call was cancelled. */
async function finalError(passage: Passage, error: unknown): Promise<Failed> {
  const { original, attempt, retrying } = passage;
  if (isCancelled(original.config)) {
    return isCancel(error) && !attempt.timedOut ? new Failed(error) : cancellationOf(passage);
  }
  // An interceptor may reject with null.
  return new Failed(error !== undefined ? error : (retrying.lastError ?? (await remadeError(passage))));
}

/** A config like that of the latest attempt, for an error made by the plugin. */
const configOfLatest = ({ original, attempt }: Passage): AttemptConfig => ({
  ...copyConfig(original.config),
  [NAMESPACE]: progressOf(attempt),
});

const cancellationOf = (passage: Passage): ReturnType<typeof canceledError> =>
  canceledError(passage.installation.onion, configOfLatest(passage));

/** Rebuilds the latest error, for a call that ended during a delay and did not keep it. */
function remadeError(passage: Passage): Promise<unknown> {
  const { installation, call } = passage;
  const { failure, lastMessage } = passage.retrying;
  const { status, code } = call.latest ?? {};
  const config = configOfLatest(passage);
  const response = status && { status, statusText: failure, headers: {}, config, data: undefined };
  const ofStatus = Number(status) < 500 ? 'ERR_BAD_REQUEST' : 'ERR_BAD_RESPONSE';
  // Without an attempt, it was aborted before it was sent.
  const name = code ?? (call.latest ? ofStatus : 'ECONNABORTED');
  return axiosError(
    installation.onion,
    lastMessage || 'The call was ended',
    name,
    config,
    undefined,
    response,
  );
}

/**
 * The error for a call whose time ran out during an attempt: the HTTP error before it. For a request that
 * must not be sent twice, that error could suggest that nothing was sent, so it is a timeout error of the
 * attempt.
 *
 * @param error what the inner interceptors made of the end of the attempt, if anything.
 */
export async function cutError(passage: Passage, error: unknown): Promise<unknown> {
  const { options, installation, original } = passage;
  const { lastError } = passage.retrying;
  if (error !== undefined && !isCancel(error)) return error;
  if (lastError !== undefined && maySendTwice(options, original.config)) return lastError;
  const config = configOf(error) ?? configOfLatest(passage);
  // The code of an axios timeout.
  const isClear = member(member(config, 'transitional'), 'clarifyTimeoutError');
  const code = isClear ? 'ETIMEDOUT' : 'ECONNABORTED';
  const [limit, reason] = limitOf(passage);
  const own = member(config, 'timeoutErrorMessage');
  // axios ignores an empty one, too.
  const message = own ? (own as string) : `${reason} of ${limit} ms exceeded`;
  const timeout = await axiosError(installation.onion, message, code, config, member(error, 'request'));
  if (lastError === undefined) return timeout;
  return Object.defineProperty(
    timeout,
    'cause',
    bare({ value: lastError, writable: true, configurable: true }),
  );
}

async function runOnMaxRetryTimesExceeded(passage: Passage, final: Failed): Promise<Failed> {
  const { options, call, original } = passage;
  const { onMaxRetryTimesExceeded: hook } = options;
  const outcome = hook && (await run(passage, () => hook(final.error as AxiosError, call.retryCount)));
  if (outcome?.thrown) return new Failed(outcome.thrown[0]);
  if (!isCancelled(original.config)) return final;
  call.stopReason = 'cancelled';
  return cancellationOf(passage);
}
