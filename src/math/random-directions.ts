import type { Matrix } from "./matrix.ts";
import { zeros } from "./matrix.ts";
import { normal, type Random } from "./random.ts";
import { dotProduct, norm } from "./vector.ts";

/**
 * Directions `[count, dimension]`: each row is normal, N(0, I). Orthogonal, every `dimension` of them in a row are at
 * right angles to each other, which makes the error of random features smaller. Choromanski et al. 2021; Yu et al. 2016.
 */
export function drawDirections(
  count: number,
  dimension: number,
  { random, orthogonal = true }: { random: Random; orthogonal?: boolean },
): Matrix {
  const directions = zeros(count, dimension);
  let block: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    if (block.length === dimension) block = [];
    const drawn = normals(random, dimension);
    const row = directions.data.subarray(i * dimension, (i + 1) * dimension);
    if (!orthogonal || dimension === 0) {
      row.set(drawn);
      continue;
    }
    const unit = unitBeside(block, drawn);
    block.push(unit);
    const length = norm(normals(random, dimension));
    row.set(unit.map((value) => length * value));
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
