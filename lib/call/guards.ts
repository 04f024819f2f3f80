import type { AttemptConfig } from '../axios/types';
import { isFunction } from '../checks/check';
import { isCancel, type Failure } from '../axios/failure';
import type { EndedAttempt, GuardRules } from '../types';
import { nothing, startTimer } from '../time/timer';
import { reportThrow, run, safely } from './hooks';
import type { Wait } from './next';
import type { Attempt, Passage } from './passage';
import { isPaused } from './pause';
import { isTransient } from './policy';
import type { Waiter } from './waiter';

type GuardName = 'budget' | 'pacer';

/** The guards are asked in this order. The first that refuses is the stop reason. */
const GUARDS: readonly GuardName[] = ['budget', 'pacer'];

// More than are normally in flight at once.
const MOST_ANSWERED = 10_000;

const rulesOf = ({ options }: Passage, name: GuardName): GuardRules | undefined => options[name]?.rules;

export const hasGuard = ({ options }: Passage): boolean => Boolean(options.budget ?? options.pacer);

/** Whether an attempt shows a healthy server. `undefined`: it says nothing about the server. */
function isHealthy(attempt: Attempt, error: unknown, failure: Failure | undefined): boolean | undefined {
  if (!failure) return true;
  const { passage, timedOut } = attempt;
  const isSilent = failure.kind === 'error' || timedOut || isCancel(error) || isPaused(passage);
  return isSilent ? undefined : !isTransient(failure, passage.options);
}

const UNSENT: Failure = { kind: 'error', reason: 'not sent', retryAfter: undefined };

/** Tells the guards how an attempt ended. */
export function attemptEnded(attempt: Attempt, error?: unknown, failure?: Failure): void {
  const { passage, isFirst, startedAt, isTold } = attempt;
  if (!hasGuard(passage) || isTold) return;
  attempt.isTold = true;
  passage.installation.answered.delete(attempt);
  // A request that an inner interceptor sends again belongs to the retry that was released, and ends it.
  let holder = attempt;
  while (!holder.retry && holder.passage.parent) holder = holder.passage.parent;
  const { retry } = holder;
  holder.retry = undefined;
  const ended: EndedAttempt = {
    config: passage.original.config as object,
    duration: performance.now() - startedAt,
    isFirst: isFirst && !retry,
    retry,
    isUp: isHealthy(attempt, error, failure),
    retryAfter: failure?.retryAfter,
  };
  for (const name of GUARDS) safely(passage, name, () => rulesOf(passage, name)?.attemptEnded?.(ended));
}

/**
 * Records when a first attempt is answered, so that the guards are told even if an inner interceptor unwraps
 * the response, which then no longer shows whose it is.
 */
export function watchAnswer(attempt: Attempt, config: AttemptConfig): void {
  const { passage } = attempt;
  if (!hasGuard(passage) || !passage.installation.onion.hasInner(config)) return;
  const { transformResponse, validateStatus } = config;
  const watch = (data: unknown, _headers: unknown, status?: number): unknown => {
    // axios calls it too, and reports what it throws.
    safely(passage, 'validateStatus', () => {
      if (status === undefined || !validateStatus || validateStatus(status)) noteAnswer(attempt);
    });
    return data;
  };
  config.transformResponse = [transformResponse ?? [], watch].flat();
  attempt.undos = [...attempt.undos, withoutTransform(watch)];
}

/** Takes a transform of the response off a config again. */
const withoutTransform =
  (watch: unknown) =>
  (config: AttemptConfig): void => {
    const { transformResponse } = config;
    if (!Array.isArray(transformResponse)) return;
    Reflect.set(
      config,
      'transformResponse',
      transformResponse.filter((transform) => transform !== watch),
    );
  };

function noteAnswer(attempt: Attempt): void {
  const { answered } = attempt.passage.installation;
  answered.set(attempt, () => {
    attemptEnded(attempt);
  });
  // Attempts whose interceptor threw an error of its own stay in the map.
  const [oldest] = answered.keys();
  if (answered.size > MOST_ANSWERED && oldest) answered.delete(oldest);
}

/**
 * Prepares the object that describes the next retry to the guards, until they have been told how it ended.
 */
export function planRetry(passage: Passage, { delay, retryAfter }: Wait): void {
  if (!hasGuard(passage)) return;
  const { call, options, original } = passage;
  const retryCount = call.retryCount + 1;
  passage.retrying.retry = {
    config: original.config as object,
    retryCount,
    retries: options.retries,
    isLast: retryCount >= options.retries,
    delay,
    elapsed: call.elapsed,
    retryAfter,
  };
}

/** Tells the guards, or only the named ones, that the retry is not sent after all. */
export function retryDropped(passage: Passage, names = GUARDS): void {
  const { attempt, retrying } = passage;
  const { retry } = retrying;
  if (!retry) return;
  if (retrying.isLetGo) {
    // The pacer waits to hear how it ended.
    attempt.retry = retry;
    attempt.isTold = false;
    attemptEnded(attempt, undefined, UNSENT);
    retrying.isLetGo = false;
  }
  for (const name of names) safely(passage, name, () => rulesOf(passage, name)?.retryDropped?.(retry));
}

/**
 * Asks the guards in turn whether the retry may proceed.
 *
 * @returns the name of the guard that refused; `undefined` if all allow it, or the call ended.
 */
export async function refusedBy(passage: Passage, stage: 'wait' | 'send'): Promise<GuardName | undefined> {
  const { retry } = passage.retrying;
  for (const [index, name] of GUARDS.entries()) {
    const rules = rulesOf(passage, name);
    if (!retry || !rules?.allows) continue;
    const outcome = await run(passage, () => rules.allows?.(retry, stage), rules.allowsTimeout);
    if (!outcome) return undefined;
    reportThrow(passage, name, outcome);
    if (outcome.value === false) {
      if (stage === 'wait') retryDropped(passage, GUARDS.slice(0, index));
      // A call refused by a guard is logged, even before its first retry.
      passage.call.isAnnounced = true;
      return name;
    }
  }
  return undefined;
}

/**
 * Starts the delay of a retry through the pacer, or through a timer if it has no `wait`. The waiter wakes
 * with whether to hold the retry back.
 */
export function startPacing(passage: Passage, delay: number, waiter: Waiter<boolean>): void {
  const { retry } = passage.retrying;
  const rules = rulesOf(passage, 'pacer');
  if (!retry || !rules) {
    waiter.wakeAfter(delay);
    return;
  }
  let isSent: boolean | undefined;
  let stopTimer = nothing;
  const end = (): void => {
    passage.retrying.isLetGo = isSent === true;
    waiter.wake(!isSent);
  };
  // A pacer may wake a call at once, again and again: give the event loop a turn first.
  let hasTurned = false;
  const stopTurn = startTimer(0, () => {
    hasTurned = true;
    if (isSent !== undefined) end();
  });
  const wakeOnce = (isToBeSent: boolean): void => {
    if (isSent !== undefined) return;
    isSent = isToBeSent;
    stopTimer();
    if (hasTurned) end();
  };
  const stop: unknown = safely(passage, 'pacer', () => rules.wait?.(retry, wakeOnce));
  if (!isFunction(stop)) {
    stopTimer = startTimer(delay, () => {
      wakeOnce(true);
    });
  }
  waiter.onEnd = () => {
    stopTurn();
    stopTimer();
    // Woken, but the call ends before the retry is sent: the pacer is told like for any other that it let go.
    passage.retrying.isLetGo = isSent === true;
    if (isSent === undefined && isFunction(stop)) safely(passage, 'pacer', stop as () => void);
    isSent ??= false;
  };
}
