import { check, isMilliseconds } from '../checks/check';

/** What a jitter may look at besides the ceiling. All times are in milliseconds. */
export interface JitterContext {
  readonly initialDelay: number;
  readonly maxDelay: number;
  /** The wait before this one; `0` before the first retry. */
  readonly previousDelay: number;
}

/**
 * Turns the ceiling of a wait into the wait, in milliseconds. A pure function of its arguments, which draws from
 * `random` and gives its longest wait for a draw of 1.
 *
 * @see Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015
 */
export type Jitter = (ceiling: number, random: () => number, context: JitterContext) => number;

/** Uniform on [0, ceiling]: spreads a crowd the widest and costs a server the least. The default. */
export const fullJitter: Jitter = (ceiling, random) => random() * ceiling;

/** Uniform on [ceiling / 2, ceiling]: keeps at least half of the wait. */
export const equalJitter: Jitter = (ceiling, random) => (ceiling * (1 + random())) / 2;

/** No jitter: the ceiling itself. For tests, and for a client that is alone. */
export const noJitter: Jitter = (ceiling) => ceiling;

/**
 * Uniform on [initialDelay, 3 × the wait before], capped by `maxDelay`. It grows from the waits that were
 * drawn, so the multiplier and the ceiling play no part.
 */
export const decorrelatedJitter: Jitter = (_ceiling, random, { initialDelay, maxDelay, previousDelay }) =>
  Math.min(maxDelay, initialDelay + random() * (3 * Math.max(initialDelay, previousDelay) - initialDelay));

/**
 * The ceiling and up to `ratio` of it more: uniform on [ceiling, ceiling × (1 + ratio)].
 *
 * @param ratio how much longer a wait may get, as a part of the ceiling. Default `0.2`.
 * @throws TypeError when `ratio` is not a finite number of 0 or more.
 */
export function proportionalJitter(ratio = 0.2): Jitter {
  check(isMilliseconds(ratio), 'ratio', 'a finite number of 0 or more', ratio);
  return (ceiling, random) => ceiling * (1 + ratio * random());
}
