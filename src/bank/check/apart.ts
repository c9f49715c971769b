import { createRandom, type Matrix, sample } from "../../math/index.ts";
import { type Geometry, geometryOf, type Rivals, rivalsOf } from "../../memory/index.ts";
import { blankItems, marginsIn, type Space } from "./space.ts";

/** How far apart patterns lie in a space. */
export interface Apart {
  readonly space: Space;
  /** What the scores between patterns are made of, `[N, d]`. */
  readonly distinct: Matrix;
  readonly rivals: Rivals;
  /** K(ξ_μ, ξ_μ) − max K(ξ_ν, ξ_μ) for the rows looked at. */
  readonly margins: Float64Array;
  /** The same by inner products, with radius and norm. */
  readonly geometry: Geometry;
  readonly blank: ReadonlySet<number>;
}

/** Looking at all pairs is worth so many multiplications. */
const mostWork = 1.2e11;

/** Two patterns that are compared cost as much as so many multiplications besides. */
export const workPerPair = 300;

/**
 * The margins of all patterns, or, where N² d is more than some ten seconds' work, of as many drawn by chance, each
 * against all others.
 */
export function apartIn(
  space: Space,
  stored: Matrix,
  { seed, onProgress }: { seed: number; onProgress?: (done: number, total: number) => void },
): Apart {
  const distinct = space.distinct(space.enter(stored));
  const rows = lookedAt(distinct, seed);
  const rivals = rivalsOf(distinct, { rows, ...(onProgress && { onProgress }) });
  return {
    ...{ space, distinct, rivals },
    margins: marginsIn(space, distinct, rivals),
    geometry: geometryOf(distinct, rivals),
    blank: blankItems(space, distinct),
  };
}

function lookedAt({ rows, columns }: Matrix, seed: number): number[] {
  const all = Array.from({ length: rows }, (_, n) => n);
  const count = Math.max(200, Math.floor(mostWork / (rows * (columns + workPerPair))));
  if (count >= rows) return all;
  return sample(createRandom(seed, "looked at"), all, count).sort((a, b) => a - b);
}
