import { check, isMilliseconds } from '../checks/check';
import { markMeant } from '../checks/meant-by';

/** What a jitter can use besides the ceiling. All times are in milliseconds. */
export interface JitterContext {
  /** The ceiling of the first delay. */
  readonly initialDelay: number;
  /** The highest ceiling. */
  readonly maxDelay: number;
  /** The delay before this one; `0` before the first retry. */
  readonly previousDelay: number;
}

/**
 * Turns the ceiling of a delay into the delay, in milliseconds. A pure function of its arguments: all
 * randomness comes from `random`, and a draw of 1 must give the longest delay.
 *
 * @see Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015
 */
export type Jitter = (ceiling: number, random: () => number, context: JitterContext) => number;

/** Marks a jitter, which is not a delay function. */
const asJitter = (draw: Jitter): Jitter => markMeant('exponentialBackoff({ jitter: … })', draw);

/**
 * Uniform on [0, ceiling]. The default: it spreads clients the widest and costs the server the least.
 *
 * @see Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015
 */
export const fullJitter: Jitter = /* @__PURE__ */ asJitter((ceiling, random) => random() * ceiling);

/** Uniform on [ceiling / 2, ceiling]. Keeps at least half of the delay. */
export const equalJitter: Jitter = /* @__PURE__ */ asJitter(
  (ceiling, random) => (ceiling * (1 + random())) / 2,
);

/** No jitter: returns the ceiling. For tests, and for a single client. */
export const noJitter: Jitter = /* @__PURE__ */ asJitter((ceiling) => ceiling);

/**
 * Uniform on [initialDelay, 3 × the previous delay], capped at `maxDelay`. It grows from the delays already
 * drawn, so `multiplier` and the ceiling have no effect.
 *
 * @see Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015
 */
export const decorrelatedJitter: Jitter = /* @__PURE__ */ asJitter(
  (_ceiling, random, { initialDelay, maxDelay, previousDelay }) =>
    Math.min(maxDelay, initialDelay + random() * (3 * Math.max(initialDelay, previousDelay) - initialDelay)),
);

/**
 * Makes a jitter that lengthens the ceiling: uniform on [ceiling, ceiling × (1 + ratio)].
 *
 * @param ratio the longest extension, as a fraction of the ceiling. Default `0.2`.
 * @throws TypeError if `ratio` is not a number from 0 to 1.
 */
export function proportionalJitter(ratio = 0.2): Jitter {
  check((value: number) => isMilliseconds(value) && value <= 1, 'ratio', 'a number from 0 to 1', ratio);
  return (ceiling, random) => ceiling * (1 + ratio * random());
}
