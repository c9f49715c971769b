import {
  createRandom,
  dotProduct,
  type Matrix,
  norm,
  normal,
  type Random,
  rowOf,
  zeros,
} from "../math/index.ts";
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
  const directions = zeros(count, dimension);
  let block: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    if (block.length === dimension) block = [];
    const drawn = normals(random, dimension);
    if (!orthogonal || dimension === 0) {
      rowOf(directions, i).set(drawn);
      continue;
    }
    const unit = unitBeside(block, drawn);
    block.push(unit);
    const length = norm(normals(random, dimension));
    rowOf(directions, i).set(unit.map((value) => length * value));
  }
  return directions;
}

function normals(random: Random, count: number): Float64Array {
  return Float64Array.from({ length: count }, () => normal(random));
}

/** The part of a vector at right angles to a block of unit vectors, as a unit vector; taken twice, for rounding. */
function unitBeside(block: readonly Float64Array[], vector: Float64Array): Float64Array {
  for (const _ of [1, 2]) {
    for (const other of block) {
      const along = dotProduct(vector, other);
      for (let i = 0; i < vector.length; i++) vector[i] -= along * other[i];
    }
    const length = norm(vector);
    for (let i = 0; i < vector.length; i++) vector[i] /= length;
  }
  return vector;
}
