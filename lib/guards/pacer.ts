import type { AxiosRequestConfig } from 'axios';
import { originOf } from '../axios/origin';
import { exponentialBackoff } from '../delay/backoff';
import { check, isFunction, isMilliseconds, MILLISECONDS } from '../checks/check';
import { retryGuard } from './guard';
import { equalJitter } from '../delay/jitter';
import { withDefaults } from '../checks/with-defaults';
import { Law } from './pacer/law';
import { OriginPacer } from './pacer/origin-pacer';
import { PerKey } from './per-key';
import type { EndedAttempt, RetryGuard } from '../types';

// Twice the longest delay of the default backoff. In milliseconds.
const IDLE = 120_000;

/** The options of {@link retryPacer}. */
export interface RetryPacerOptions {
  /**
   * How many attempts in a row must fail, over at least half a second, before a server counts as down. Twice as
   * many are enough at once.
   * @default 5
   */
  readonly failures?: number | undefined;
  /**
   * The initial time between probes, in milliseconds. It doubles with each failed probe.
   * @default 1000
   */
  readonly probeDelay?: number | undefined;
  /**
   * The longest time between probes, in milliseconds.
   * @default 5000
   */
  readonly maxProbeDelay?: number | undefined;
  /**
   * Maps a request to its pacer: requests with the same key share one.
   * @default originOf
   * @see {@link originOf}
   */
  readonly key?: ((config: AxiosRequestConfig) => string) | undefined;
}

export const PACER_DEFAULTS: Required<RetryPacerOptions> = {
  failures: 5,
  probeDelay: 1000,
  maxProbeDelay: 5000,
  key: originOf,
};

/**
 * Makes the guard that paces each origin.
 *
 * @param makeOrigin makes the pacer of an origin, given what makes its law.
 * @throws TypeError if an option is wrong.
 */
export function pacerGuard(
  { failures, probeDelay, maxProbeDelay, key }: Required<RetryPacerOptions>,
  makeOrigin: (newLaw: () => Law, key: string) => OriginPacer,
  close?: () => void,
): RetryGuard {
  check(isFunction, 'key', 'a function', key);
  check(
    (value: number) => Number.isInteger(value) && value >= 1,
    'failures',
    'a whole number of 1 or more',
    failures,
  );
  check(isMilliseconds, 'probeDelay', MILLISECONDS, probeDelay);
  check(isMilliseconds, 'maxProbeDelay', MILLISECONDS, maxProbeDelay);
  const probeBackoff = exponentialBackoff({
    initialDelay: probeDelay,
    maxDelay: maxProbeDelay,
    // Keeps at least half of the delay, so that it is a pause; random, so that a fleet does not probe in
    // step.
    jitter: equalJitter,
  });
  const origins = new PerKey(
    key,
    (name) => makeOrigin(() => new Law(failures, probeBackoff), name),
    IDLE,
    (origin) => origin.isBusy,
  );
  return retryGuard({
    attemptEnded: (attempt) => {
      tellOrigins(origins, attempt);
    },
    key,
    wait: (retry, wake) => origins.of(retry.config).wait(retry, wake),
    close,
  });
}

function tellOrigins(origins: PerKey<OriginPacer>, attempt: EndedAttempt): void {
  const { config, retry } = attempt;
  const origin = origins.of(config);
  const keeper = retry ? origins.of(retry.config) : origin;
  if (keeper === origin) origin.attemptEnded(attempt);
  else {
    // An inner interceptor sent it elsewhere, which says nothing about the origin that released it.
    keeper.attemptEnded({ ...attempt, isUp: undefined });
    origin.attemptEnded({ ...attempt, retry: undefined });
  }
}

/**
 * Makes a pacer for the option `pacer`. It paces the retries to an origin that is down, and ramps them up no
 * faster than the origin can take; instances can share it. First attempts are never held back. While an
 * origin is healthy, each retry waits as if there were no pacer.
 *
 * While an origin is down, a retry that falls due is sent as a probe, one at a time. The others count but are
 * not sent, except for the last retry of a call. The first success, of a probe or of a new call, starts the
 * recovery: waiting retries are resumed early, in the order in which they began to wait, at first at a third
 * of the rate at which they would come by themselves. The rate grows while nothing fails and answers are
 * quick; a failure cuts it by a fifth or so. A retry that is resumed early and fails takes the place of one that
 * was held back, so a call keeps its last retries at their own times.
 *
 * A `Retry-After` sent to one call holds for all waiting retries with the same key until something succeeds,
 * but for none longer than its `maxRetryAfter`. A 429 that says when to come back is no outage. With eight or
 * fewer waiting, each is sent when it is due; after a failed probe, with two or fewer.
 *
 * @example
 * axiosRetry(client, { pacer: retryPacer() });
 * @throws TypeError if an option is wrong. The message names the option, the rule and the value.
 * @see Chiu and Jain, "Analysis of the Increase and Decrease Algorithms for Congestion Avoidance", 1989
 */
export function retryPacer(options: RetryPacerOptions = {}): RetryGuard {
  return pacerGuard(
    withDefaults('retryPacer', options, PACER_DEFAULTS),
    (newLaw) => new OriginPacer(newLaw()),
  );
}
