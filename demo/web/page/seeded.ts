import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';

/** A source of chance that gives the same numbers in [0, 1) each time: a plot must not flicker. */
export function seeded(): () => number {
  const generator = mersenne(2015);
  return () => uniformFloat64(generator);
}
