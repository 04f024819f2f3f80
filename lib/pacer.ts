import { exponentialBackoff } from './backoff';
import { check, isMilliseconds, MILLISECONDS } from './check';
import { equalJitter } from './jitter';
import { originOf, type RetryGuard } from './pacer/guard';
import { OriginPacer } from './pacer/origin-pacer';

export interface PacerOptions {
  /** How many failures in a row make an outage. Default `5`. */
  readonly failures?: number;
  readonly probeDelay?: number;
  readonly maxProbeDelay?: number;
}

export function retryPacer({
  failures = 5,
  probeDelay = 1000,
  maxProbeDelay = 10_000,
}: PacerOptions = {}): RetryGuard {
  check(Number.isInteger(failures) && failures > 0, 'failures', 'a whole number of 1 or more', failures);
  check(isMilliseconds(probeDelay), 'probeDelay', MILLISECONDS, probeDelay);
  check(isMilliseconds(maxProbeDelay), 'maxProbeDelay', MILLISECONDS, maxProbeDelay);
  const options = {
    failures,
    probeBackoff: exponentialBackoff({
      initialDelay: probeDelay,
      maxDelay: maxProbeDelay,
      jitter: equalJitter,
    }),
  };
  const origins = new Map<string, OriginPacer>();
  const pacerOf = (origin: string): OriginPacer => {
    let pacer = origins.get(origin);
    if (!pacer) origins.set(origin, (pacer = new OriginPacer(options)));
    return pacer;
  };
  return {
    attemptEnded(attempt) {
      pacerOf(originOf(attempt.config)).attemptEnded(attempt);
    },
    wait(retry, wake) {
      return pacerOf(originOf(retry.config)).wait(retry, wake);
    },
  };
}
