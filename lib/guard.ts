import type { Call } from './call';
import { abandon, proceed } from './call-loop';
import { isCancelled, sleep, unlessCancelled } from './cancellation';
import { check, isFunction } from './check';
import { schedule } from './decision';
import type { Wait } from './delay';
import { giveUp } from './ending';
import { isCancel, type Failure } from './failure';
import { brand, type Guard } from './guard-brand';
import type { GuardRules, PendingRetry } from './guard-rules';
import { timeLeft } from './limits';
import { warn } from './log';
import { member } from './member';
import { isPaused } from './offline';
import { isMendable } from './policy';
import { retryAfterOf } from './retry-after';
import { startTimer } from './timer';
import type { RetryGuard, StopReason } from './types';

const nothing = (): void => undefined;

const METHODS = ['attemptEnded', 'allows', 'wait'] as const;

/** Calls that a guard has ended: with two guards, they must not end twice. */
const refused = new WeakSet<Call>();

/** What an attempt tells of the server; see {@link EndedAttempt}. */
function isUp(call: Call, error: unknown, failure: Failure | undefined): boolean | undefined {
  if (!failure) return true;
  const isMute = failure.kind === 'error' || call.isCut || isCancel(error) || isPaused(call);
  return isMute ? undefined : !isMendable(failure, call.options);
}

const pendingRetry = (
  { base, elapsed }: Call,
  retryCount: number,
  delay: number,
  retryAfter?: number,
): PendingRetry => ({
  config: base as object,
  retryCount,
  delay,
  elapsed,
  retryAfter,
});

/** Goes on after a retry that was held back: with the next one, or to the end of the call. */
async function holdBack(call: Call): Promise<Wait> {
  const { root, options, lastError } = call;
  root.skipped = (root.skipped ?? 0) + 1;
  call.failure =
    `${call.failure.replace(/ ?\(\d+ held back\)$/, '')} (${root.skipped} held back)`.trimStart();
  const decision = root.retryCount < options.retries ? await schedule(call, lastError) : 'retries';
  return proceed(call, lastError, decision);
}

/**
 * Makes a guard of your own, for the option `budget` or `pacer`: a circuit breaker, a budget that several machines
 * share. What one of its methods throws is logged, and the call goes on as if it had said nothing.
 *
 * @throws TypeError when a method is not a function.
 */
export function retryGuard(rules: GuardRules): RetryGuard {
  check(typeof rules === 'object' && rules, 'rules', 'an object', rules);
  const rule = <Name extends keyof GuardRules>(name: Name): GuardRules[Name] =>
    member(rules, name) as GuardRules[Name];
  for (const name of METHODS) {
    check(rule(name) === undefined || isFunction(rule(name)), name, 'a function', rule(name));
  }
  const nameFor = ({ options }: Call): 'budget' | 'pacer' => (options.budget === guard ? 'budget' : 'pacer');

  const warnOfThrow = (call: Call, thrown: unknown): void => {
    const what = thrown instanceof Error ? String(thrown) : typeof thrown;
    warn(call.options, `${nameFor(call)} threw ${what}`, thrown);
  };

  /** Runs code of the guard's author. */
  const attempt = <T>(call: Call, work: () => T): T | undefined => {
    try {
      return work();
    } catch (thrown) {
      warnOfThrow(call, thrown);
      return undefined;
    }
  };

  const tell = (call: Call, isFirst: boolean, up?: boolean, retryAfter?: number): void => {
    // A request that an inner interceptor sends again is part of the retry that was let go, and ends it.
    let holder = call;
    while (!holder.pending && holder.parent) holder = holder.parent;
    const { pending } = holder;
    if (call.options.pacer === guard) holder.pending = undefined;
    const config = (call.rest ?? call.base) as object;
    const duration = performance.now() - call.attemptStartedAt;
    // Typed as returning nothing, it may still be an async function.
    const told: unknown = attempt(call, () =>
      rule('attemptEnded')?.call(rules, { config, duration, isFirst, retry: pending, isUp: up, retryAfter }),
    );
    if (told) {
      Promise.resolve(told).catch((thrown: unknown) => {
        warnOfThrow(call, thrown);
      });
    }
  };

  const isRefused = async (call: Call, retry: PendingRetry, stage: 'wait' | 'send'): Promise<boolean> => {
    let isAllowed: unknown;
    try {
      isAllowed = await unlessCancelled(rule('allows')?.call(rules, retry, stage), call.base);
    } catch (thrown) {
      warnOfThrow(call, thrown);
    }
    if (isAllowed !== false || refused.has(call)) return false;
    refused.add(call);
    // A call that ends for this reason ends with a line in the log, even before its first retry.
    call.root.isAnnounced = true;
    return true;
  };

  /** Begins a wait as the guard's own method does it, or by a timer where it has none. */
  const startPacing = (
    call: Call,
    delay: number,
    retryAfter: number | undefined,
    wake: (next?: Promise<Wait>) => void,
  ): (() => void) => {
    // Let go before, but not sent, since the network had gone.
    if (call.pending) tell(call, false);
    const retry = pendingRetry(call, call.root.retryCount, delay, retryAfter);
    call.pending = retry;
    call.waitingSince ??= retry.elapsed;
    let isOver = false;
    let stopTimer = nothing;
    let stopClock = nothing;
    const end = (): void => {
      isOver = true;
      stopTimer();
      stopClock();
    };
    const wakeOnce = (isSent: boolean): void => {
      if (isOver) return;
      end();
      if (isSent) {
        call.delay = call.elapsed - (call.waitingSince ?? 0);
        call.waitingSince = undefined;
        wake();
      } else {
        call.pending = undefined;
        wake(holdBack(call));
      }
    };
    const stop: unknown = attempt(call, () => rule('wait')?.call(rules, retry, wakeOnce));
    const giveBack = (): void => {
      end();
      call.pending = undefined;
      if (isFunction(stop)) attempt(call, stop as () => void);
    };
    // Not `isOver` itself, which the compiler does not expect a callback to have changed.
    const hasWoken = (): boolean => isOver;
    if (hasWoken()) return giveBack;
    if (!isFunction(stop)) {
      stopTimer = startTimer(delay, () => {
        wakeOnce(true);
      });
    }
    // A guard may wait longer than the backoff would, but not longer than the call may last. A timer may fire up to
    // a millisecond early.
    const longest = timeLeft(call);
    if (longest < Infinity) {
      stopClock = startTimer(longest + 1, () => {
        giveBack();
        wake();
      });
    }
    return giveBack;
  };

  const moments = {
    end(call: Call, error?: unknown, failure?: Failure): void {
      // From its first failure on a call keeps its latest error.
      const isFirst = call === call.root && call.lastError === undefined;
      tell(call, isFirst, isUp(call, error, failure), failure && retryAfterOf(error));
    },

    async wait(call: Call, error: unknown, decision: Wait | StopReason): Promise<void> {
      if (typeof decision === 'string') return;
      call.lastError = error;
      const retry = pendingRetry(call, call.root.retryCount + 1, decision.delay, decision.retryAfter);
      if (await isRefused(call, retry, 'wait')) throw await giveUp(call, nameFor(call), error);
    },

    pace(call: Call, delay: number, retryAfter?: number): Promise<unknown> {
      return sleep<Promise<Wait>>((wake) => startPacing(call, delay, retryAfter, wake), call.base);
    },

    async send(call: Call): Promise<void> {
      const { base, pending, root, delay, lastError } = call;
      // Such a call is about to end, and needs no leave for a retry that it does not send.
      if (isCancelled(base) || timeLeft(call) <= 0) return;
      const retry = pending ?? pendingRetry(call, root.retryCount, delay);
      if (await isRefused(call, retry, 'send')) throw await abandon(call, nameFor(call), lastError);
    },

    drop(call: Call): void {
      if (call.pending) tell(call, false);
    },
  };

  const guard: Guard = brand((moment, call, first, second) =>
    (moments[moment] as (call: unknown, first: unknown, second: unknown) => unknown)(call, first, second),
  );
  return guard;
}
