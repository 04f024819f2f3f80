import { check, checkReturned, isFunction, isMilliseconds, MILLISECONDS } from '../checks/check';
import { markMeant } from '../checks/meant-by';
import { fullJitter, proportionalJitter, type Jitter } from './jitter';
import { withDefaults } from '../checks/with-defaults';

/** The options of {@link exponentialBackoff}. */
export interface BackoffOptions {
  /**
   * The ceiling of the first delay, in milliseconds.
   * @default 1000
   */
  readonly initialDelay?: number | undefined;
  /**
   * The factor by which the ceiling grows from one retry to the next. At least 1.
   * @default 2
   */
  readonly multiplier?: number | undefined;
  /**
   * The highest ceiling, in milliseconds.
   * @default 60_000
   */
  readonly maxDelay?: number | undefined;
  /**
   * Draws the delay from the ceiling.
   * @default fullJitter
   * @see {@link fullJitter}
   */
  readonly jitter?: Jitter | undefined;
  /**
   * The source of random numbers in [0, 1). Pass a seeded one for reproducible delays.
   * @default Math.random
   */
  readonly random?: (() => number) | undefined;
}

/** A delay function that also knows its longest possible delays. */
export interface Backoff {
  /** The delay in milliseconds before retry number `retryCount` (1 for the first). */
  (retryCount: number, error?: unknown, previousDelay?: number): number;
  /** The longest delay that it can draw before that retry, in milliseconds. */
  readonly ceiling: (retryCount: number, previousDelay?: number) => number;
  /** The source of random numbers in [0, 1). */
  readonly random: () => number;
}

const ONE = (): number => 1;

/** Makes the backoff of options that are complete and right. */
function backoffOf({
  initialDelay,
  multiplier,
  maxDelay,
  jitter,
  random,
}: Required<BackoffOptions>): Backoff {
  const draw = (retryCount: number, previousDelay = 0, source = random): number =>
    jitter(
      // 0 × ∞ is NaN. An initial delay of 0 stays 0.
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

const DEFAULTS: Required<BackoffOptions> = {
  initialDelay: 1000,
  multiplier: 2,
  maxDelay: 60_000,
  jitter: fullJitter,
  // Looked up at each draw, so that a test can replace Math.random.
  random: () => Math.random(),
};

export const defaultBackoff = /* @__PURE__ */ backoffOf(DEFAULTS);

/** A function of the caller's that throws if it returns an object, such as the promise of an async function. */
const checked =
  <A extends unknown[]>(name: string, draw: (...args: A) => number) =>
  (...args: A): number =>
    checkReturned(draw(...args), name, 'a number');

const isJitter = (value: unknown): boolean => isFunction(value) && value !== proportionalJitter;

const meantJitter = (value: unknown): string | undefined =>
  isFunction(value) ? 'proportionalJitter()' : undefined;

/**
 * Makes an exponential backoff with jitter. Before retry `n` the ceiling is
 * `min(maxDelay, initialDelay × multiplier^(n − 1))`, and the jitter draws the delay from it.
 *
 * The cap comes before the jitter, so clients that have reached it stay spread out.
 *
 * @example
 * axiosRetry(client, { retryDelay: exponentialBackoff({ initialDelay: 200, maxDelay: 10_000 }) });
 * @throws TypeError if an option is wrong. The message names the option, the rule and the value. The backoff
 * itself throws one if `jitter` or `random` is async.
 * @see Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015
 */
export const exponentialBackoff: (options?: BackoffOptions) => Backoff = /* @__PURE__ */ markMeant(
  'exponentialBackoff()',
  function exponentialBackoff(given: BackoffOptions = {}): Backoff {
    const options = withDefaults('exponentialBackoff', given, DEFAULTS);
    const { initialDelay, multiplier, maxDelay, jitter, random } = options;
    check(isMilliseconds, 'initialDelay', MILLISECONDS, initialDelay);
    check(
      (value: number) => isMilliseconds(value) && value >= 1,
      'multiplier',
      'a finite number of 1 or more',
      multiplier,
    );
    check(isMilliseconds, 'maxDelay', MILLISECONDS, maxDelay);
    check(isJitter, 'jitter', 'a jitter', jitter, meantJitter);
    check(isFunction, 'random', 'a function', random);
    return backoffOf({ ...options, jitter: checked('jitter', jitter), random: checked('random', random) });
  },
);
