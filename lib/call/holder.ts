import { copyDeep } from '../axios/copy';
import { mayHoldStream } from '../axios/request-body';
import type { AttemptConfig } from '../axios/types';
import { write } from '../log/write';
import type { HoldRules } from '../options/guard-brand';
import { begin } from './attempt';
import { endOf, timeLeft } from './deadline';
import { cutError, giveUp } from './ending';
import type { MakeHolder, OrPromise } from './guards';
import { safely } from './hooks';
import { Stop } from './next';
import { Attempt, type Passage } from './passage';
import { wait } from './waiter';

/**
 * Holds the new calls of an installation. While its pacer holds calls, an asynchronous request interceptor takes the
 * place of the usual one, so a call that is not held never waits for a promise, and the order of the two does not
 * matter.
 */
export const makeHolder: MakeHolder = ({ onion }, pacer, intercept) => {
  const { request } = onion.instance.interceptors;
  // The answer for the request that axios is about to send: it asks one interceptor right after the other.
  let isHolding = false;
  let isAsked = false;
  const runWhen = (config: AttemptConfig): boolean => {
    const runs = isHolding;
    // A held call is sent later. By then its caller may have changed both, such as a form that a loop fills for each of
    // many calls.
    if (runs) Object.assign(config, { data: copyDeep(config.data), params: copyDeep(config.params) });
    // The usual one may be ejected by its id. And retries that are sent past it must not be held.
    isHolding = false;
    isAsked = true;
    return runs;
  };
  // A mock of axios may know no runWhen, and run both.
  const run = (config: AttemptConfig): OrPromise<AttemptConfig> =>
    isAsked ? intercept(config, hold) : config;
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

/** Lets a call that begins wait, if its pacer says so. What is sent from inside a call is part of that call. */
function hold(passage: Passage, config: AttemptConfig): OrPromise<AttemptConfig> {
  const rules = passage.options.pacer?.rules.holds;
  if (!rules || passage.parent || endOf(passage)) return config;
  // A stream that nobody reads yet may fail, or be destroyed, and nobody would hear of it.
  return mayHoldStream(config.data) ? config : release(passage, config, rules);
}

async function release(passage: Passage, config: AttemptConfig, rules: HoldRules): Promise<AttemptConfig> {
  const isHeld = await waitFor(passage, rules);
  if (isHeld === undefined) throw (await giveUp(passage, await stopOf(passage))).error;
  if (isHeld) {
    // Its limits and its clock begin anew.
    passage.attempt.restore(config);
    passage.attempt = new Attempt(passage, passage.call.elapsed, true);
    begin(passage.attempt, config);
  }
  return config;
}

/** Waits until the pacer releases a call. Returns whether it had to wait, or `undefined` if the call ended first. */
const waitFor = (passage: Passage, rules: HoldRules): Promise<boolean | undefined> =>
  wait(passage, (waiter) => {
    const { call, options, original } = passage;
    const { maxRetryAfter } = options;
    const newCall = { config: original.config as object, number: call.number, maxRetryAfter };
    const wake = (): void => {
      waiter.wake(true);
    };
    const stop = safely(passage, 'pacer', () =>
      rules.hold(newCall, wake, options.log && ((line, event) => void write(options, line, event))),
    );
    if (stop) waiter.onEnd = stop;
    else waiter.wake(false);
  });

/** Why a held call ends. No attempt has left an error. */
async function stopOf(passage: Passage): Promise<Stop> {
  passage.retrying.failure = 'not sent';
  const isLate = timeLeft(passage) <= 0;
  return new Stop(endOf(passage) ?? 'cancelled', isLate ? await cutError(passage, undefined) : undefined);
}
