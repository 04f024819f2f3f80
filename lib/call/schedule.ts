import type { AxiosError } from 'axios';
import { chooseWait, waitAfterPause } from '../delay/delay';
import { messageOf } from '../axios/failure';
import { member } from '../checks/member';
import { NAMESPACE } from '../axios/namespace';
import { drain } from '../axios/response-body';
import type { AttemptConfig } from '../axios/types';
import type { StopReason } from '../types';
import { endOf, limitOf, limitsTime, timeLeft } from './deadline';
import { settingsOf, type TakeSettings } from './error-config';
import { announceRetry } from './events';
import { guardsOf } from './guards';
import { toHookConfig } from './hook-config';
import { callHook, run, type Outcome } from './hooks';
import { Stop, type Wait } from './next';
import type { Passage } from './passage';
import { isPaused } from './pause';
import { progressOf, type Progress } from './progress';

/** The limit that a delay would exceed, if any. */
export const lacksTime = (passage: Passage, { delay }: Wait): StopReason | undefined =>
  delay >= timeLeft(passage) ? limitOf(passage)[1] : undefined;

/** A wait that is no longer than `most`, in milliseconds, if it comes from a backoff. */
const limited = (wait: Wait, most: number): Wait =>
  wait.ceiling === undefined ? wait : { ...wait, delay: Math.min(wait.delay, most) };

/**
 * Chooses the delay before the next retry, or returns why there is no retry.
 *
 * @param retryAfter what the server asked for, in milliseconds, if anything.
 * @param left what is left of a delay that a pacer has cut short. It replaces `retryDelay`.
 * @param most the longest delay of a backoff, in milliseconds.
 */
export async function chooseDelay(
  passage: Passage,
  error: unknown,
  retryAfter?: number,
  left?: number,
  most = Infinity,
): Promise<Wait | StopReason> {
  const { options, call } = passage;
  if (Number(retryAfter) > options.maxRetryAfter || retryAfter === Infinity) return 'maxRetryAfter';
  let wait: Wait;
  // It draws from the same source as the backoff, so only where it is needed.
  if (isPaused(passage)) wait = waitAfterPause();
  else {
    const own: Outcome =
      left === undefined ? await askRetryDelay(passage, error) : { value: left, thrown: undefined };
    if (!own) return endOf(passage) ?? 'cancelled';
    const { delay } = passage.retrying;
    wait = limited(chooseWait(options, own.value, call.retryCount + 1, delay, retryAfter), most);
  }
  // What is left of a delay is not the previous delay of the next.
  if (left === undefined) passage.retrying.delay = wait.delay;
  return lacksTime(passage, wait) ?? wait;
}

/** The result of `retryDelay`, which may not be a number. */
async function askRetryDelay(passage: Passage, error: unknown): Promise<Outcome> {
  const { options, call, installation } = passage;
  const { retryDelay } = options;
  if (typeof retryDelay === 'number') return { value: retryDelay, thrown: undefined };
  // `length` does not count a third parameter with a default, which has another meaning: axios-retry's
  // `exponentialDelay` has one.
  const last = retryDelay.length > 2 ? [passage.retrying.delay] : [];
  const outcome = await callHook(passage, 'retryDelay', call.retryCount + 1, error, ...last);
  if (outcome && !outcome.thrown && !Number.isFinite(outcome.value)) {
    // No more: it may be a piece of the response.
    const shown = typeof outcome.value === 'number' ? outcome.value : typeof outcome.value;
    installation.warnOnce(
      options,
      `retryDelay returned ${shown}, not a finite number; the default backoff is used`,
      'wrong delay',
      call.number,
    );
  }
  return outcome;
}

/**
 * Schedules a retry that has been decided on: counts it, runs `onRetry`, and announces it, unless a pacer held
 * the one before it back: nothing has failed since.
 *
 * @param takeSettings what hooks have set on the config of the failed attempt.
 */
export async function scheduleRetry(
  passage: Passage,
  wait: Wait,
  error: unknown,
  takeSettings: TakeSettings,
  sent?: AttemptConfig,
  isHeldBack = false,
): Promise<Wait | Stop> {
  const { call, options, retrying } = passage;
  call.retryCount++;
  const stop = await runOnRetry(passage, error, takeSettings, sent);
  if (stop) return dropRetry(passage, stop);
  if (!isHeldBack) {
    announceRetry(passage, wait);
    // Once for each response: what had been left of it by the end of the first wait is gone.
    retrying.stopDraining = drain(member(error, 'response'));
  }
  // A sleeping call holds little more than its config: the failed response may be large.
  retrying.lastMessage = messageOf(error);
  retrying.lastError = (options.renewData ?? (limitsTime(options) || guardsOf(passage))) ? error : undefined;
  return wait;
}

/** Takes back a retry that will not be sent. */
export function dropRetry(passage: Passage, stop: Stop): Stop {
  passage.call.retryCount--;
  guardsOf(passage)?.retryDropped(passage);
  return stop;
}

/** Runs the hook. Its changes to the config apply to all following attempts, and so may those to `error.config`. */
async function runOnRetry(
  passage: Passage,
  error: unknown,
  takeSettings: TakeSettings,
  sent: AttemptConfig | undefined,
): Promise<Stop | undefined> {
  const { options, original, retrying } = passage;
  const put = takeSettings();
  if (options.onRetry ?? put) {
    const config = toHookConfig(original, sent);
    put?.(config);
    const given = settingsOf(config);
    const outcome = await callOnRetry(passage, error, config, sent);
    if (outcome?.thrown) return new Stop('onRetry', error, outcome.thrown);
    takeSettings()?.(config, given);
    original.replace(config, sent);
    if (retrying.retry) retrying.retry.config = original.config as object;
  }
  const reason = endOf(passage);
  return reason && new Stop(reason, error);
}

function callOnRetry(
  passage: Passage,
  error: unknown,
  config: ReturnType<typeof toHookConfig>,
  sent: AttemptConfig | undefined,
): Promise<Outcome> {
  const { attempt, options, call } = passage;
  // The retry has its number by now, but no time yet.
  const { lastRequestTime } = (sent?.[NAMESPACE] ?? {}) as Partial<Progress>;
  config[NAMESPACE] = progressOf(attempt, lastRequestTime);
  return run(passage, () => options.onRetry?.(call.retryCount, error as AxiosError, config));
}
