import type { AxiosRequestConfig } from 'axios';
import { makeHolder } from '../call/holder';
import { check, isFunction, isMilliseconds, MILLISECONDS } from '../checks/check';
import { retryGuard } from './guard';
import { withDefaults } from '../checks/with-defaults';
import type { OwnRules } from '../options/guard-brand';
import { holdsOf } from './pacer/holds';
import { IDLE } from './pacer/law';
import { originRules, PACER_DEFAULTS } from './pacer/origins';
import type { RetryGuard } from '../types';

/** The options of {@link retryPacer}. */
export interface RetryPacerOptions {
  /**
   * How many failures in a row, over at least half a second, make a server count as down; in less time, it takes
   * twice as many. At least 1.
   * @default 5
   */
  readonly failures?: number | undefined;
  /**
   * The longest time from a failed probe to the next, in milliseconds. It doubles with each failed probe; the actual
   * time is at random, down to half of it. A new call that fails counts as a probe: while new calls fail, a retry
   * becomes the probe only when the next of them is overdue, or that time has passed once more, whichever is sooner.
   * @default 1000
   */
  readonly probeDelay?: number | undefined;
  /**
   * The upper limit of that time, in milliseconds.
   * @default 5000
   */
  readonly maxProbeDelay?: number | undefined;
  /**
   * Maps a request to its pacer: requests with the same key share one.
   * @default originOf
   */
  readonly key?: ((config: AxiosRequestConfig) => string) | undefined;
  /**
   * `true`: while a server asks clients to wait, new calls with the same key wait as well. Only for the pacer of an
   * installation: in the options of a request it is a `TypeError`.
   *
   * They wait for what the server asked for, extended at random by up to a tenth (or 100 ms, if that is more). Then
   * eight or fewer go at once, and more of them at a growing rate. A call is held for at most its `maxRetryAfter` and
   * that random part: if the server asks for more, it goes at once. So does a call whose body is a stream.
   * `maxElapsedTime` includes the time that a call is held.
   * @default false
   */
  readonly holdNewCalls?: boolean | undefined;
  /**
   * How many new calls with the same key may be held at once. Further ones go at once.
   * @default 1000
   */
  readonly maxHeld?: number | undefined;
}

function checked(given: RetryPacerOptions): Required<RetryPacerOptions> {
  const options = withDefaults<RetryPacerOptions>('retryPacer', given, PACER_DEFAULTS);
  const { failures, probeDelay, maxProbeDelay, key, holdNewCalls, maxHeld } = options;
  check(isFunction, 'key', 'a function', key);
  check(
    (value: number) => Number.isInteger(value) && value >= 1,
    'failures',
    'a whole number of 1 or more',
    failures,
  );
  check(isMilliseconds, 'probeDelay', MILLISECONDS, probeDelay);
  check(isMilliseconds, 'maxProbeDelay', MILLISECONDS, maxProbeDelay);
  check((value) => typeof value === 'boolean', 'holdNewCalls', 'true or false', holdNewCalls);
  check(
    (value: number) => value === Infinity || (Number.isInteger(value) && value >= 0),
    'maxHeld',
    'a whole number of 0 or more, or Infinity',
    maxHeld,
  );
  return options;
}

/**
 * Makes a pacer for the option `pacer`. It paces the retries to an origin that is down, and ramps them up no
 * faster than the origin can take; instances can share it. First attempts are never delayed, except with
 * `holdNewCalls`.
 *
 * - **Up:** each retry is sent when it is due, as if there were no pacer.
 * - **Down:** one retry that is due is sent at a time, as a probe. The others are held back: they count, but are not
 *   sent. The last retry of a call is always sent.
 * - **Recovering,** from the first success of a probe or a new call: waiting retries are released, those that are due
 *   before the others. The rate starts at about half of that at which they would come by themselves. It grows while
 *   nothing fails and answers are quick. The first failure cuts it by up to 70 %, each further one by a quarter;
 *   a few failures at any rate don't. A retry that is due waits at most half as long again, and is then held back.
 *
 * A retry that is released early and fails takes the place of one that was held back, and so does the last retry of a
 * call after a random failure.
 *
 * A `Retry-After` sent to one call applies to all waiting retries with the same key until a later request succeeds,
 * except to those whose `maxRetryAfter` is shorter, or whose call has less time left. A 429 that says when to come
 * back is no outage. With eight or fewer waiting, each retry is sent when it is due; after a failed probe, only that of
 * a call without others.
 *
 * @example
 * axiosRetry(client, { pacer: retryPacer() });
 * @throws TypeError if an option is wrong. The message names the option, the rule and the value.
 * @see Chiu and Jain, "Analysis of the Increase and Decrease Algorithms for Congestion Avoidance", 1989
 */
export function retryPacer(options: RetryPacerOptions = {}): RetryGuard {
  const complete = checked(options);
  const { key, holdNewCalls, maxHeld } = complete;
  const holds = holdNewCalls ? holdsOf(key, maxHeld, IDLE) : undefined;
  const rules: OwnRules = {
    ...originRules(complete, holds),
    ...(holds && { holds: { ...holds, link: makeHolder } }),
  };
  return retryGuard(rules);
}
