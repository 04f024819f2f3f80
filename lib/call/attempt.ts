import { axiosError } from '../axios/errors';
import { classify, failureBy, isCancel, type Failure } from '../axios/failure';
import { configOf } from '../axios/find-config';
import { member } from '../checks/member';
import { NAMESPACE } from '../axios/namespace';
import { discard } from '../axios/response-body';
import { retryAfterOf } from '../delay/retry-after';
import { warnOfThrow } from '../log/write';
import { startTimer } from '../time/timer';
import type { AttemptConfig } from '../axios/types';
import { endOf, limitOf, setLimits } from './deadline';
import { decide } from './decide';
import { cutError } from './ending';
import { watchErrorConfig } from './error-config';
import { guardsOf } from './guards';
import { callHook } from './hooks';
import { Answer, Failed, Stop, type Next, type Outcome } from './next';
import { Attempt, type Passage } from './passage';
import { attemptOf, evidenceOf, isOfAnother, progressOf, type Evidence } from './progress';
import { scheduleRetry } from './schedule';

export const failed = (error: unknown): Outcome => new Failed(error);

const OUTCOME = { fulfilled: (answer: unknown): Outcome => new Answer(answer), rejected: failed };

/** Marks a config as that of an attempt, and puts the limits of the call on it. */
export function begin(attempt: Attempt, config: AttemptConfig): void {
  config[NAMESPACE] = progressOf(attempt, Date.now());
  setLimits(attempt, config);
  if (attempt.isFirst) guardsOf(attempt.passage)?.watchAnswer(attempt, config);
}

/** Sends the next attempt, from the config as it first reached the plugin, and judges its outcome. */
export async function sendAttempt(passage: Passage): Promise<Next> {
  const { original, installation, options, retrying } = passage;
  const { delay, waitingSince = 0 } = retrying;
  // A pacer may have woken the call early, or late.
  const attempt = new Attempt(passage, options.pacer ? performance.now() - waitingSince : delay);
  retrying.waitingSince = undefined;
  passage.attempt = attempt;
  guardsOf(passage)?.retrySent(passage);
  const config = original.forAttempt();
  begin(attempt, config);
  return judge(passage, await outcomeOf(passage, installation.onion.send(config, OUTCOME), config));
}

/** The outcome of an attempt, or that its time was over: an inner interceptor may hang. */
function outcomeOf(passage: Passage, outcome: Promise<Outcome>, config: AttemptConfig): Promise<Outcome> {
  const { options, call } = passage;
  if (options.maxElapsedTime === Infinity) return outcome;
  return new Promise((resolve) => {
    let stopTimer = startTimer(options.maxElapsedTime - call.elapsed, () => {
      // The adapter is aborted at the same time, and its own error says more.
      stopTimer = startTimer(0, () => {
        passage.attempt.timedOut = true;
        passage.attempt.restore(config);
        resolve(new Failed(undefined));
        void outcome.then(discardOutcome);
      });
    });
    void outcome.then((ended) => {
      stopTimer();
      resolve(ended);
    });
  });
}

const discardOutcome = (outcome: Outcome): void => {
  discard(outcome instanceof Answer ? outcome.answer : member(outcome.error, 'response'));
};

/** Judges how the first attempt ended. */
export function judgeFirst(passage: Passage): Promise<Next> {
  const { retrying } = passage;
  const { first = failed(undefined) } = retrying;
  retrying.first = undefined;
  return judge(passage, first);
}

/** Says what an attempt's outcome means for its call. */
async function judge(passage: Passage, outcome: Outcome): Promise<Next> {
  const verdict = passage.options.validateResponse ? await validate(passage, outcome) : outcome;
  if (!(verdict instanceof Failed)) return verdict;
  try {
    return await judgeFailure(passage, verdict.error);
  } catch (fault) {
    // A value that nobody expects must not hide the HTTP error.
    warnOfThrow(passage.options, 'handling a failure', fault, passage.call.number);
    return new Stop('notRetryable', verdict.error);
  }
}

async function judgeFailure(passage: Passage, error: unknown): Promise<Next> {
  const { attempt, original, call } = passage;
  const evidence = evidenceOf(attempt, error);
  const sent = evidence?.config;
  attempt.restore(sent);
  original.complete(sent);
  const failure = failureOf(attempt, error, evidence);
  failure.retryAfter = evidence && retryAfterOf(evidence.error);
  const { status, code } = failure;
  passage.retrying.failure = reasonOf(passage, failure);
  call.record({ status, code, delay: attempt.delay, duration: performance.now() - attempt.startedAt });
  guardsOf(passage)?.attemptEnded(attempt, error, failure);
  if (attempt.timedOut) return new Stop(limitOf(passage)[1], await cutError(passage, error));
  const takeSettings = watchErrorConfig(passage, sent);
  const decision = await decide(passage, { error, failure, evidence });
  if (!(decision instanceof Stop)) return scheduleRetry(passage, decision, error, takeSettings, sent);
  // An interceptor may reject with nothing, which is something else than an error that was not kept.
  return error === undefined ? new Stop(decision.reason, error, [error]) : decision;
}

/** Why an attempt failed, in words, also one whose answer says "200 OK". */
const reasonOf = ({ options }: Passage, { kind, status, reason }: Failure): string =>
  kind === 'status' && Number(status) < 300
    ? `rejected by ${options.validateResponse ? 'validateResponse' : 'validateStatus'}`
    : reason;

const unrelated = (error: unknown): Failure =>
  failureBy(
    'error',
    member(error, 'isAxiosError') === true ? 'an error of another request' : 'not an axios error',
  );

function failureOf(attempt: Attempt, error: unknown, evidence: Evidence | undefined): Failure {
  if (attempt.timedOut) return failureBy('timeout');
  if (!evidence) return isCancel(error) ? classify(error) : unrelated(error);
  if (isOfAnother(attempt, evidence.error)) return unrelated(evidence.error);
  const failure = classify(evidence.error);
  // If an inner interceptor failed to send it again, the first time may still have reached the server.
  return failure.kind === 'no connection' && attemptOf(evidence.config) !== attempt
    ? { ...failure, kind: 'connection lost' }
    : failure;
}

/** Lets `validateResponse` decide in place of `validateStatus`. */
async function validate(passage: Passage, outcome: Outcome): Promise<Outcome> {
  const isAnswer = outcome instanceof Answer;
  const response = isAnswer ? outcome.answer : answeredIn(passage, outcome.error);
  const evidence = evidenceOf(passage.attempt, response);
  if (!evidence) return outcome;
  const said = await callHook(passage, 'validateResponse', response);
  if (!said) return isAnswer ? dropAnswer(passage, outcome, evidence) : outcome;
  if (said.value) return new Answer(response);
  return isAnswer && said.value !== undefined ? failed(await invalidError(passage, response)) : outcome;
}

/** Ends a call during `validateResponse`, and discards the answer; but not when the installation closes. */
function dropAnswer(passage: Passage, outcome: Answer, { config }: Evidence): Outcome {
  if (endOf(passage) === 'closed') return outcome;
  discard(outcome.answer);
  passage.attempt.restore(config);
  // As if the limit, or the caller, had cut the attempt: nobody knows what the answer would have been worth.
  passage.attempt.timedOut = true;
  return failed(undefined);
}

/** The response of an error; `undefined` if it is incomplete and so can't be judged. */
function answeredIn({ attempt }: Passage, error: unknown): unknown {
  const evidence = evidenceOf(attempt, error);
  return evidence && classify(evidence.error).kind === 'status'
    ? member(evidence.error, 'response')
    : undefined;
}

function invalidError({ installation }: Passage, response: unknown): Promise<unknown> {
  const message = `Request failed with status code ${String(member(response, 'status'))}`;
  const request = member(response, 'request');
  return axiosError(installation.onion, message, 'ERR_BAD_RESPONSE', configOf(response), request, response);
}
