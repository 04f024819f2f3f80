import type { AxiosRequestConfig } from 'axios';
import { originOf } from '../axios/origin';
import { exponentialBackoff } from '../delay/backoff';
import { check, isFunction, isMilliseconds, MILLISECONDS } from '../checks/check';
import { retryGuard } from './guard';
import { equalJitter } from '../delay/jitter';
import { withDefaults } from '../checks/member';
import { OriginPacer } from './pacer/origin-pacer';
import { PerKey } from './per-key';
import type { RetryGuard } from '../types';

// As long as the longest wait of the default backoff, and then some.
const IDLE = 120_000;

/** The figures of a pacer. */
export interface RetryPacerOptions {
  /** How many attempts in a row must fail, and for half a second, for a server to count as down. Default `5`. */
  readonly failures?: number;
  /** The time from one probe to the next at first, in milliseconds; it doubles each time. Default `1000`. */
  readonly probeDelay?: number;
  /** The longest time from one probe to the next, in milliseconds. Default `5000`. */
  readonly maxProbeDelay?: number;
  /** What a pacer is kept for: the requests for which this returns the same. Default {@link originOf}. */
  readonly key?: (config: AxiosRequestConfig) => string;
}

/**
 * Makes the retries to an origin that is down take turns, and brings them back no faster than it can bear. Give it as
 * option `pacer`, to many instances if you like. First attempts are never held back, and while an origin is well, each
 * retry waits as if there were no pacer.
 *
 * While it is down, a retry that falls due is sent as a probe, one at a time; the others count and are not sent, but
 * for the last retry of a call. The first success, of a probe or of a new call, wakes those that sleep, long before
 * their time and in the order in which they went to sleep, at a third of the pace at which they would come by
 * themselves. The pace grows as long as nothing fails, and a failure cuts it by a fifth. What the server asks of one
 * by `Retry-After` holds for all that sleep, until something succeeds. Where eight or fewer sleep, they go when they
 * are due.
 *
 * @throws TypeError when an option is wrong.
 * @see Chiu and Jain, "Analysis of the Increase and Decrease Algorithms for Congestion Avoidance", 1989
 */
export function retryPacer(options: RetryPacerOptions = {}): RetryGuard {
  const { failures, probeDelay, maxProbeDelay, key } = withDefaults<RetryPacerOptions>(options, {
    failures: 5,
    probeDelay: 1000,
    maxProbeDelay: 5000,
    key: originOf,
  });
  check(isFunction(key), 'key', 'a function', key);
  check(Number.isInteger(failures) && failures >= 1, 'failures', 'a whole number of 1 or more', failures);
  check(isMilliseconds(probeDelay), 'probeDelay', MILLISECONDS, probeDelay);
  check(isMilliseconds(maxProbeDelay), 'maxProbeDelay', MILLISECONDS, maxProbeDelay);

  const probeBackoff = exponentialBackoff({
    initialDelay: probeDelay,
    maxDelay: maxProbeDelay,
    // Half of it at least, so that it is a pause; by chance, so that a fleet does not probe in step.
    jitter: equalJitter,
  });
  const origins = new PerKey(
    key,
    () => new OriginPacer(failures, probeBackoff),
    IDLE,
    (origin) => origin.isBusy,
  );
  return retryGuard({
    attemptEnded: (attempt) => {
      const { config, retry } = attempt;
      const origin = origins.of(config);
      const keeper = retry ? origins.of(retry.config) : origin;
      if (keeper === origin) origin.attemptEnded(attempt);
      else {
        // An inner interceptor has sent it elsewhere: of the origin that let it go that tells nothing.
        keeper.attemptEnded({ ...attempt, isUp: undefined });
        origin.attemptEnded({ ...attempt, retry: undefined });
      }
    },
    wait: (retry, wake) => origins.of(retry.config).wait(retry, wake),
  });
}
