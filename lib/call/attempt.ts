import { axiosError } from '../axios-error';
import { copyConfig } from '../copy-config';
import { classify, type Failure } from '../failure';
import { configOf } from '../find-config';
import { member } from '../member';
import { NAMESPACE } from '../options';
import { discard } from '../response-body';
import { retryAfterOf } from '../retry-after';
import { startTimer } from '../timer';
import type { AttemptConfig } from '../types';
import { endOf, limitOf, restoreLimits, setLimits, timeLeft } from './deadline';
import { decide } from './decide';
import { cutError } from './ending';
import { attemptEnded } from './guards';
import { callHook } from './hooks';
import type { Answer, Next, Stop } from './next';
import { Attempt, type Passage } from './passage';
import { attemptOf, evidenceOf, Progress, type Evidence } from './progress';
import { scheduleRetry } from './schedule';

interface Failed {
  readonly error: unknown;
}

/** How an attempt ended. */
export type Outcome = Answer | Failed;

/** Marks a config as that of an attempt, and puts the limits of the call on it. */
export function begin(attempt: Attempt, config: AttemptConfig): void {
  config[NAMESPACE] = new Progress(attempt);
  setLimits(attempt, config);
}

/** Sends another attempt, from the config as it first reached the plugin, and judges how it ends. */
export async function sendAttempt(passage: Passage): Promise<Next> {
  const { original, installation, options, delay, waitingSince = 0 } = passage;
  // A pacer may have woken the call early, or late.
  const attempt = new Attempt(passage, options.pacer ? performance.now() - waitingSince : delay);
  passage.waitingSince = undefined;
  attempt.retry = passage.retry;
  passage.retry = undefined;
  passage.isLetGo = false;
  passage.attempt = attempt;
  const config = copyConfig(original.config);
  begin(attempt, config);
  return judge(passage, await outcomeOf(passage, installation.onion.send(config), config));
}

/** The outcome of an attempt, or that its time was over: an inner interceptor may hang. */
function outcomeOf(passage: Passage, sending: Promise<unknown>, config: AttemptConfig): Promise<Outcome> {
  const outcome = sending.then(
    (answer): Outcome => ({ answer }),
    (error: unknown): Outcome => ({ error }),
  );
  if (passage.options.maxElapsedTime === Infinity) return outcome;
  return new Promise((resolve) => {
    let stopTimer = startTimer(timeLeft(passage), () => {
      // The adapter is cut at the same time, and its own error tells more.
      stopTimer = startTimer(0, () => {
        passage.attempt.timedOut = true;
        restoreLimits(passage.attempt, config);
        resolve({ error: undefined });
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
  discard('answer' in outcome ? outcome.answer : member(outcome.error, 'response'));
};

/** Says what an attempt's outcome means for its call. */
export async function judge(passage: Passage, outcome: Outcome): Promise<Next> {
  const verdict = passage.options.validateResponse ? await validate(passage, outcome) : outcome;
  if ('answer' in verdict || 'reason' in verdict) return verdict;
  const { error } = verdict;
  const { attempt, original, call } = passage;
  const evidence = evidenceOf(attempt, error);
  restoreLimits(attempt, evidence?.config);
  original.complete(evidence?.config);
  const failure = failureOf(attempt, error, evidence);
  const { status, code, reason } = failure;
  passage.failure = reason;
  call.record({ status, code, delay: attempt.delay, duration: performance.now() - attempt.startedAt });
  attemptEnded(attempt, error, failure, evidence && retryAfterOf(evidence.error));
  if (attempt.timedOut) return { reason: limitOf(passage)[1], error: await cutError(passage, error) };
  const decision = await decide(passage, { error, failure, evidence });
  return 'reason' in decision ? decision : scheduleRetry(passage, decision, error, evidence?.config);
}

// A missing member would be read from Object.prototype.
const NO_ANSWER = { status: undefined, code: undefined };
const TIMED_OUT: Failure = { ...NO_ANSWER, kind: 'timeout', reason: 'timeout' };
const FOREIGN: Failure = { ...NO_ANSWER, kind: 'error', reason: 'an error of another request' };

function failureOf(attempt: Attempt, error: unknown, evidence: Evidence | undefined): Failure {
  if (attempt.timedOut) return TIMED_OUT;
  if (!evidence) return member(error, 'isAxiosError') === true ? FOREIGN : classify(error);
  const failure = classify(evidence.error);
  // That an inner interceptor could not send it again says nothing of the first time.
  return failure.kind === 'no connection' && attemptOf(evidence.config) !== attempt
    ? { ...failure, kind: 'connection lost' }
    : failure;
}

/** Lets `validateResponse` have its say in place of `validateStatus`. */
async function validate(passage: Passage, outcome: Outcome): Promise<Outcome | Stop> {
  const isFailed = 'error' in outcome;
  const evidence = evidenceOf(passage.attempt, isFailed ? outcome.error : outcome.answer);
  const response = isFailed ? member(evidence?.error, 'response') : outcome.answer;
  // An answer that is not whole is none to judge.
  if (!evidence || (isFailed && classify(evidence.error).kind !== 'status')) return outcome;
  const said = await callHook(passage, 'validateResponse', response);
  if (!said) {
    if (!isFailed) discard(response);
    return { reason: endOf(passage) ?? 'cancelled', ...(isFailed && outcome) };
  }
  if (said.thrown || said.value === undefined) return outcome;
  if (said.value) return { answer: response };
  if (isFailed) return outcome;
  const message = `Request failed with status code ${String(member(response, 'status'))}`;
  const { onion } = passage.installation;
  const request = member(response, 'request');
  return {
    error: await axiosError(onion, message, 'ERR_BAD_RESPONSE', configOf(response), request, response),
  };
}
