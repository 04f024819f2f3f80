import { check, isFunction, isMilliseconds, MILLISECONDS } from '../checks/check';
import { fullJitter, type Jitter } from './jitter';
import { withDefaults } from '../checks/member';

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

const ONE = (): number => 1;

/**
 * Exponential backoff with jitter. Before retry `n` the ceiling is
 * `min(maxDelay, initialDelay × multiplier^(n − 1))`, and the jitter draws the wait below it. The cap comes
 * before the jitter, so that clients that have reached it stay spread out.
 *
 * @throws TypeError when an option is wrong; the message names the option, the rule and the value.
 * @see Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015
 */
export function exponentialBackoff(options: BackoffOptions = {}): Backoff {
  const { initialDelay, multiplier, maxDelay, jitter, random } = withDefaults<BackoffOptions>(options, {
    initialDelay: 1000,
    multiplier: 2,
    maxDelay: 60_000,
    jitter: fullJitter,
    // Looked up at each draw, so that a test which replaces Math.random is heard.
    random: () => Math.random(),
  });
  check(isMilliseconds(initialDelay), 'initialDelay', MILLISECONDS, initialDelay);
  check(
    multiplier >= 1 && isMilliseconds(multiplier),
    'multiplier',
    'a finite number of 1 or more',
    multiplier,
  );
  check(isMilliseconds(maxDelay), 'maxDelay', MILLISECONDS, maxDelay);
  check(isFunction(jitter), 'jitter', 'a function', jitter);
  check(isFunction(random), 'random', 'a function', random);

  const draw = (retryCount: number, previousDelay = 0, source = random): number =>
    jitter(
      // 0 × ∞ is NaN, and no wait stays none however often it is multiplied.
      Math.min(maxDelay, initialDelay * multiplier ** (retryCount - 1) || 0),
      source,
      { initialDelay, maxDelay, previousDelay },
    );

  return Object.assign(
    (retryCount: number, _error?: unknown, previousDelay?: number): number => draw(retryCount, previousDelay),
    {
      ceiling: (retryCount: number, previousDelay?: number): number => draw(retryCount, previousDelay, ONE),
      random,
    },
  );
}

export const defaultBackoff = exponentialBackoff();
