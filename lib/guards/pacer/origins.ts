import type { AxiosRequestConfig } from 'axios';
import { originOf } from '../../axios/origin';
import { exponentialBackoff, type Backoff } from '../../delay/backoff';
import { equalJitter } from '../../delay/jitter';
import type { OwnRules } from '../../options/guard-brand';
import type { GuardRules, PendingRetry } from '../../types';
import { PerKey } from '../per-key';
import { IDLE, Law } from './law';
import { OriginPacer } from './origin-pacer';

export const PACER_DEFAULTS = {
  failures: 5,
  probeDelay: 1000,
  maxProbeDelay: 5000,
  key: originOf,
  holdNewCalls: false,
  maxHeld: 1000,
};

interface Pacing {
  readonly failures: number;
  readonly probeDelay: number;
  readonly maxProbeDelay: number;
  readonly key: (config: AxiosRequestConfig) => string;
}

// The jitter keeps at least half of the delay, so that it is a pause; random, so that a fleet does not probe in step.
const probeBackoffOf = (initialDelay: number, maxDelay: number): Backoff =>
  exponentialBackoff({ initialDelay, maxDelay, jitter: equalJitter });

/**
 * The rules of a guard that paces each origin.
 *
 * @param holds is told of each attempt as well.
 * @param makeOrigin makes the pacer of an origin, given what makes its law.
 */
export function originRules(
  { failures, probeDelay, maxProbeDelay, key }: Pacing,
  holds: GuardRules | undefined,
  makeOrigin: (newLaw: () => Law, key: string) => OriginPacer = (newLaw) => new OriginPacer(newLaw()),
): OwnRules {
  const probeBackoff = probeBackoffOf(probeDelay, maxProbeDelay);
  const origins = new PerKey(
    key,
    (name) => makeOrigin(() => new Law(failures, probeBackoff), name),
    IDLE,
    (origin) => origin.isBusy,
  );
  /** Who released a retry. By the time it ends, its config may have another key. */
  const keepers = new WeakMap<PendingRetry, OriginPacer>();
  return {
    attemptEnded: (attempt) => {
      const { config, retry } = attempt;
      const keeper = retry && keepers.get(retry);
      let origin: OriginPacer | undefined;
      try {
        origin = origins.of(config);
      } finally {
        // Sent elsewhere by an inner interceptor, or by now without a key: that says nothing about who released it.
        if (keeper !== origin) keeper?.attemptEnded({ ...attempt, isUp: undefined });
      }
      origin.attemptEnded(keeper && keeper !== origin ? { ...attempt, retry: undefined } : attempt);
      holds?.attemptEnded?.(attempt);
    },
    key,
    wait: (retry, wake) => {
      const origin = origins.of(retry.config);
      keepers.set(retry, origin);
      return origin.wait(retry, wake);
    },
    close: () => {
      holds?.close?.();
      for (const origin of origins.values) origin.close();
    },
    isServerSound: (config) => origins.of(config).law.isSound,
  };
}
