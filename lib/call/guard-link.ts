import type { AttemptConfig } from '../axios/types';
import { isFunction } from '../checks/check';
import { spreadOf, timeForLast } from '../delay/delay';
import { failureBy, isCancel, type Failure } from '../axios/failure';
import type { EndedAttempt, GuardRules, StopReason } from '../types';
import { write } from '../log/write';
import { nothing, startTimer } from '../time/timer';
import { endOf, timeLeft } from './deadline';
import { watchErrorConfig } from './error-config';
import type { GuardLink, GuardName } from './guards';
import { reportThrow, run, runLogged } from './hooks';
import { Stop, type Wait } from './next';
import type { Attempt, Passage } from './passage';
import { isPaused } from './pause';
import { isTransient } from './policy';
import { attemptOf, evidenceOf } from './progress';
import { chooseDelay, lacksTime, scheduleRetry } from './schedule';
import { prepareAttempt } from './wait';
import type { Waiter } from './waiter';

/** The guards are asked in this order. The first that refuses is the stop reason. */
const GUARDS: readonly GuardName[] = ['budget', 'pacer'];

// The longest wait after a retry that was held back, as a multiple of what the server has named.
const TIMES_ASKED = 2;

// More than are normally in flight at once.
const MOST_ANSWERED = 10_000;

const rulesOf = ({ options }: Passage, name: GuardName): GuardRules | undefined => options[name]?.rules;

/** Whether a failure is that of a request which an inner interceptor sent again, and which was told as its own. */
function isToldAlready(attempt: Attempt, error: unknown): boolean | undefined {
  const sent = attemptOf(evidenceOf(attempt, error)?.config);
  return sent !== attempt && sent?.isTold;
}

/** Whether an attempt shows a healthy server. `undefined`: it says nothing about the server. */
function isHealthy(attempt: Attempt, error: unknown, failure: Failure | undefined): boolean | undefined {
  if (!failure) return true;
  const { passage, timedOut } = attempt;
  const isSilent =
    failure.kind === 'error' ||
    timedOut ||
    isCancel(error) ||
    isPaused(passage) ||
    isToldAlready(attempt, error);
  return isSilent ? undefined : !isTransient(failure, passage.options);
}

function attemptEnded(attempt: Attempt, error?: unknown, failure?: Failure): void {
  const { passage, isFirst, startedAt } = attempt;
  if (attempt.isTold) return;
  attempt.isTold = true;
  passage.installation.answered.delete(attempt);
  // A request that an inner interceptor sends again belongs to the retry that was released, and ends it.
  let released = attempt;
  while (!released.retry && released.passage.parent) released = released.passage.parent;
  const { retry } = released;
  released.retry = undefined;
  const ended: EndedAttempt = {
    config: passage.original.config as object,
    duration: performance.now() - startedAt,
    isFirst: isFirst && !retry,
    retry,
    isUp: isHealthy(attempt, error, failure),
    status: failure?.status,
    retryAfter: failure?.retryAfter,
  };
  for (const name of GUARDS) runLogged(passage, name, () => rulesOf(passage, name)?.attemptEnded?.(ended));
}

function watchAnswer(attempt: Attempt, config: AttemptConfig): void {
  const { passage } = attempt;
  if (!passage.installation.onion.hasInner(config)) return;
  const { transformResponse, validateStatus } = config;
  const watch = (data: unknown, _headers: unknown, status?: number): unknown => {
    // axios calls it too, and reports what it throws.
    runLogged(passage, 'validateStatus', () => {
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

function planRetry(passage: Passage, { delay, retryAfter }: Wait, asked = retryAfter): void {
  const { call, options, original, retrying } = passage;
  const retryCount = call.retryCount + 1;
  const lastDuration = call.latest?.duration ?? 0;
  retrying.asked = asked;
  retrying.retry = {
    config: original.config as object,
    retryCount,
    retries: options.retries,
    get isLast() {
      return retryCount >= options.retries || timeLeft(passage) <= timeForLast(lastDuration);
    },
    delay,
    elapsed: call.elapsed,
    retryAfter,
    skipped: call.skipped,
    lastDuration,
    maxRetryAfter: options.maxRetryAfter,
    get timeLeft() {
      return timeLeft(passage);
    },
  };
}

function makeUp(passage: Passage): number | undefined {
  const { call, attempt, retrying } = passage;
  const { dueAt } = retrying;
  retrying.dueAt = 0;
  // A timer may fire a little early.
  const isEarly = dueAt - attempt.startedAt >= 1;
  if (!call.skipped || !(isEarly || isBadLuck(passage))) return undefined;
  call.skipped--;
  call.retryCount--;
  return isEarly ? Math.max(0, dueAt - performance.now()) : undefined;
}

/** Whether the last retry of a call has met a random failure. */
function isBadLuck(passage: Passage): boolean {
  const { call, options, original } = passage;
  return (
    call.retryCount >= options.retries &&
    runLogged(passage, 'pacer', () => options.pacer?.rules.isServerSound?.(original.config as object)) ===
      true
  );
}

function retrySent({ retrying, attempt }: Passage): void {
  attempt.retry = retrying.retry;
  retrying.retry = undefined;
  retrying.isLetGo = false;
}

function retryDropped(passage: Passage, names = GUARDS): void {
  const { attempt, retrying } = passage;
  const { retry } = retrying;
  if (!retry) return;
  if (retrying.isLetGo) {
    // The pacer waits to hear how it ended.
    attempt.retry = retry;
    attempt.isTold = false;
    attemptEnded(attempt, undefined, failureBy('error'));
    retrying.isLetGo = false;
  }
  for (const name of names) runLogged(passage, name, () => rulesOf(passage, name)?.retryDropped?.(retry));
}

async function refusedBy(passage: Passage, stage: 'wait' | 'send'): Promise<GuardName | undefined> {
  const { retry } = passage.retrying;
  for (const [index, name] of GUARDS.entries()) {
    const { allows, allowsTimeout } = rulesOf(passage, name) ?? {};
    if (!retry || !allows) continue;
    const outcome = await run(passage, () => allows(retry, stage), allowsTimeout);
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

function startPacing(passage: Passage, delay: number, waiter: Waiter<boolean>): void {
  const { retry } = passage.retrying;
  // After a pause, it is another one.
  if (retry) retry.delay = delay;
  const dueAt = performance.now() + delay;
  let isSent: boolean | undefined;
  let stopTimer = nothing;
  const end = (): void => {
    passage.retrying.isLetGo = isSent === true;
    passage.retrying.dueAt = dueAt;
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
  const stop: unknown = runLogged(
    passage,
    'pacer',
    () => retry && rulesOf(passage, 'pacer')?.wait?.(retry, wakeOnce),
  );
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
    if (isSent === undefined && isFunction(stop)) runLogged(passage, 'pacer', stop as () => void);
    isSent = Boolean(isSent);
  };
}

function countHeldBack(passage: Passage, isOver = false): void {
  const { call, options, original } = passage;
  const said =
    options.log &&
    runLogged(passage, 'pacer', () =>
      options.pacer?.rules.heldBack?.(call.number, original.config as object, call.heldBack, isOver),
    );
  if (said) void write(options, ...said);
}

/** Whether a call has no other retry, or no time for it and its answer. */
const isNoOther = (passage: Passage, next: Wait | StopReason): boolean =>
  typeof next === 'string' ||
  lacksTime(passage, { delay: next.delay + (passage.call.latest?.duration ?? 0) }) !== undefined;

/**
 * The longest delay of a backoff after a retry that was held back, in milliseconds: twice what the server has named. If
 * the retry had been sent, the server would have named a time again. Not after a 429: that limit may be over by then.
 */
function mostAfterHold({ call, retrying }: Passage): number {
  const { asked } = retrying;
  // A date that is over names no time.
  if (!asked || call.latest?.status === 429) return Infinity;
  return TIMES_ASKED * asked + Math.random() * spreadOf(TIMES_ASKED * asked);
}

async function holdBack(passage: Passage): Promise<Stop | Wait | undefined> {
  const { call, options, retrying } = passage;
  const { lastError: error } = retrying;
  const sent = evidenceOf(passage.attempt, error)?.config;
  const takeSettings = watchErrorConfig(passage, sent);
  const next =
    call.retryCount >= options.retries
      ? 'retries'
      : await chooseDelay(passage, error, undefined, undefined, mostAfterHold(passage));
  // A pacer of the package gives up none on a guess.
  if (isNoOther(passage, next) && options.pacer?.rules.isServerSound && !endOf(passage))
    return prepareAttempt(passage);
  call.heldBack++;
  call.skipped++;
  retryDropped(passage, ['budget']);
  countHeldBack(passage);
  if (typeof next === 'string') return new Stop(next, error);
  planRetry(passage, next, retrying.asked);
  return scheduleRetry(passage, next, error, takeSettings, sent, true);
}

export const guardLink: GuardLink = {
  attemptEnded,
  watchAnswer,
  planRetry,
  makeUp,
  retrySent,
  retryDropped,
  refusedBy,
  startPacing,
  holdBack,
  countHeldBack,
};
