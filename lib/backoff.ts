import { check, isFunction, isMilliseconds } from './check';
import { fullJitter, type Jitter } from './jitter';

/** The figures of an exponential backoff. */
export interface BackoffOptions {
  /** The ceiling of the first wait, in milliseconds. Default `1000`. */
  readonly initialDelay?: number;
  /** How much the ceiling grows from one retry to the next. Default `2`. */
  readonly multiplier?: number;
  /** The highest ceiling, in milliseconds. Default `60_000`. */
  readonly maxDelay?: number;
  /** Draws the wait below the ceiling. Default {@link fullJitter}. */
  readonly jitter?: Jitter;
  /** A source of numbers in [0, 1). Default `Math.random`; give a seeded one for waits that repeat. */
  readonly random?: () => number;
}

/** A delay function that also knows how long its waits can get. */
export interface Backoff {
  /** The wait in milliseconds before retry number `retryCount` (1 for the first). */
  (retryCount: number, error?: unknown, previousDelay?: number): number;
  /** The longest wait in milliseconds that it can draw before that retry. */
  readonly ceiling: (retryCount: number, previousDelay?: number) => number;
  readonly random: () => number;
}

/**
 * Exponential backoff with jitter. Before retry `n` the ceiling is
 * `min(maxDelay, initialDelay × multiplier^(n − 1))`, and the jitter draws the wait below it. The cap comes
 * before the jitter, so that clients that have reached it stay spread out.
 *
 * @throws TypeError when an option is wrong; the message names the option, the rule and the value.
 * @see Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015
 */
export function exponentialBackoff(options: BackoffOptions = {}): Backoff {
  const {
    initialDelay = 1000,
    multiplier = 2,
    maxDelay = 60_000,
    jitter = fullJitter,
    // Looked up at each draw, so that a test which replaces Math.random is heard.
    random = () => Math.random(),
  } = options;
  check(isMilliseconds(initialDelay), 'initialDelay', 'finite milliseconds of 0 or more', initialDelay);
  check(
    Number.isFinite(multiplier) && multiplier >= 1,
    'multiplier',
    'a finite number of 1 or more',
    multiplier,
  );
  check(isMilliseconds(maxDelay), 'maxDelay', 'finite milliseconds of 0 or more', maxDelay);
  check(isFunction(jitter), 'jitter', 'a function', jitter);
  check(isFunction(random), 'random', 'a function', random);

  const ceilingOf = (retryCount: number): number =>
    // 0 × ∞ is NaN, so a first wait of nothing is answered before it is multiplied.
    initialDelay === 0 ? 0 : Math.min(maxDelay, initialDelay * multiplier ** (retryCount - 1));

  return Object.assign(
    (retryCount: number, _error?: unknown, previousDelay = 0): number =>
      jitter(ceilingOf(retryCount), random, { initialDelay, maxDelay, previousDelay }),
    {
      ceiling: (retryCount: number, previousDelay = 0): number => {
        const ceiling = ceilingOf(retryCount);
        return jitter.longest?.(ceiling, { initialDelay, maxDelay, previousDelay }) ?? ceiling;
      },
      random,
    },
  );
}
