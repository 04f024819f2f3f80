import { seededRandom } from '../../shared/seeded-random';

/** A source of chance that gives the same numbers in [0, 1) each time: a plot must not flicker. */
export const seeded = (): (() => number) => seededRandom(2015);
