import { integer, type Random } from "../math/index.ts";

/** Where a model's random parts come from: a whole number ≥ 0, or a generator that one is drawn from. */
export type Seed = number | Random;

/**
 * The seed as a number, so that what is drawn from it can be drawn again.
 * @throws RangeError for a number that isn't whole, negative or above 2⁵³ − 1.
 */
export function seedNumber(model: string, seed: Seed): number {
  if (typeof seed !== "number") return integer(seed, 2 ** 32);
  if (Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw new RangeError(`${model}: seed must be a whole number ≥ 0, got ${seed}`);
}
