import { copyDeep } from '../axios/copy';
import { mayHoldStream } from '../axios/request-body';
import type { AttemptConfig } from '../axios/types';
import { write } from '../log/write';
import type { HoldRules } from '../options/guard-brand';
import { begin } from './attempt';
import { endOf, timeLeft } from './deadline';
import { cutError, giveUp } from './ending';
import type { MakeHolder, OrPromise } from './guards';
import { runLogged } from './hooks';
import { Stop } from './next';
import { Attempt, type Passage } from './passage';
import { wait } from './waiter';

/**
 * Holds the new calls of an installation. While its pacer holds calls, an asynchronous request interceptor takes the
 * place of the usual one: only one of the two runs for each request. So while no calls are held, no call waits for a
 * promise.
 */
export const makeHolder: MakeHolder = ({ onion }, pacer, intercept) => {
  const { request } = onion.instance.interceptors;
  // Whether the pacer holds calls, for the request that axios is about to send: for each, axios asks the usual
  // interceptor, and right after it this one, whether it runs.
  let isHolding = false;
  let knowsRunWhen = false;
  const runWhen = (config: AttemptConfig): boolean => {
    const runs = isHolding;
    // A held call is sent later. By then its caller may have changed both, such as a form that a loop fills for each of
    // many calls.
    if (runs) Object.assign(config, { data: copyDeep(config.data), params: copyDeep(config.params) });
    // For a request without the usual interceptor: if that was ejected by its id, and for a retry, which is sent past it.
    isHolding = false;
    knowsRunWhen = true;
    return runs;
  };
  // A mock of axios may not know `runWhen`, and run both interceptors.
  const run = (config: AttemptConfig): OrPromise<AttemptConfig> =>
    knowsRunWhen ? intercept(config, hold) : config;
  return {
    runsUsual: () => !(isHolding = pacer.rules.holds?.isHolding() === true),
    install: () => {
      const id = request.use(run as never, null as never, { runWhen } as never);
      return () => {
        request.eject(id);
      };
    },
  };
};

/** Holds a call that begins, if its pacer says so. A request sent from inside a call is part of that call. */
function hold(passage: Passage, config: AttemptConfig): OrPromise<AttemptConfig> {
  const rules = passage.options.pacer?.rules.holds;
  if (!rules || passage.parent || endOf(passage)) return config;
  // A stream that nobody reads yet may fail, or be destroyed, and nobody would hear of it.
  return mayHoldStream(config.data) ? config : holdUntilReleased(passage, config, rules);
}

/** @throws the error of a call that ends before it is released. */
async function holdUntilReleased(
  passage: Passage,
  config: AttemptConfig,
  rules: HoldRules,
): Promise<AttemptConfig> {
  const wasHeld = await untilReleased(passage, rules);
  if (wasHeld === undefined) throw (await giveUp(passage, await stopOf(passage))).error;
  if (wasHeld) {
    // The first attempt begins only now: with a clock of its own, and with what is left of the call's limits.
    passage.attempt.restore(config);
    passage.attempt = new Attempt(passage, passage.call.elapsed, true);
    begin(passage.attempt, config);
  }
  return config;
}

/** Waits until the pacer releases a call. Returns whether it had to wait, or `undefined` if the call ended first. */
const untilReleased = (passage: Passage, rules: HoldRules): Promise<boolean | undefined> =>
  wait(passage, (waiter) => {
    const { call, options, original } = passage;
    const { maxRetryAfter } = options;
    const newCall = { config: original.config as object, number: call.number, maxRetryAfter };
    const wake = (): void => {
      waiter.wake(true);
    };
    const stop = runLogged(passage, 'pacer', () =>
      rules.hold(newCall, wake, options.log && ((line, event) => void write(options, line, event))),
    );
    if (stop) waiter.onEnd = stop;
    else waiter.wake(false);
  });

/** Why a held call ended before it was released. It has no error yet: nothing was sent. */
async function stopOf(passage: Passage): Promise<Stop> {
  passage.retrying.failure = 'not sent';
  const isLate = timeLeft(passage) <= 0;
  return new Stop(endOf(passage) ?? 'cancelled', isLate ? await cutError(passage, undefined) : undefined);
}
