import { seededRandom } from '../../simulate/random';

/**
 * A source of chance that gives the same numbers in [0, 1) each time: a plot must not flicker. That of the simulator,
 * which the page has anyway. After a small seed its first number would be almost 1.
 */
export const seeded = (): (() => number) => seededRandom(2_718_281_828);
