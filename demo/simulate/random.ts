import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * A source of numbers in [0, 1) that gives the same ones for the same seed. All simulated figures in the documents depend
 * on this generator. Elsewhere `shared/seeded-random` serves better: here, the first number after a small seed is almost 1.
 */
export function seededRandom(seed: number): () => number {
  const generator = xoroshiro128plus(seed);
  return () => uniformFloat64(generator);
}
