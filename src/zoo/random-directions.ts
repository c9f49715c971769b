import { createRandom, drawDirections, type Matrix } from "../math/index.ts";
import { type Seed, seedNumber } from "./seed.ts";

/**
 * Directions Ω of random features, `[m, d]`: each row is normal, N(0, I). Orthogonal, every d of them in a row are
 * at right angles to each other, which makes the estimate's error smaller. The same seed gives the same directions.
 * Choromanski et al. 2021; Yu et al. 2016.
 * @throws RangeError for a bad seed.
 */
export function randomDirections(
  count: number,
  dimension: number,
  { seed = 1, orthogonal = true }: { seed?: Seed; orthogonal?: boolean } = {},
): Matrix {
  const random = createRandom(seedNumber("randomDirections", seed), "random features");
  return drawDirections(count, dimension, { random, orthogonal });
}
