import { dotProduct, type Matrix, rowOf, unitRows, zeros } from "../../math/index.ts";
import {
  cosine,
  dot,
  geometryOf,
  negativeSquaredEuclidean,
  type Rivals,
  type Similarity,
} from "../../memory/index.ts";

/** One way to compare vectors: what is done to them first, and by which similarity they are compared then. */
export interface Space {
  readonly name: string;
  readonly similarity: Similarity;
  /** What is done to patterns and cues alike, `[n, d]` to `[n, d]`. */
  enter(vectors: Matrix): Matrix;
  /** The patterns whose inner products, or squared distances, are the scores between patterns. */
  distinct(entered: Matrix): Matrix;
  readonly by: "product" | "distance";
}

const same = (vectors: Matrix): Matrix => vectors;

/** As vectors are, by the dot product. */
export const dotSpace: Space = {
  name: "dot",
  similarity: dot,
  enter: same,
  distinct: same,
  by: "product",
};

/** As vectors are, by the cosine. */
export const cosineSpace: Space = {
  name: "cosine",
  similarity: cosine,
  enter: same,
  distinct: unitRows,
  by: "product",
};

/** As vectors are, by the negative squared distance. */
export const distanceSpace: Space = {
  name: "squared-euclidean",
  similarity: negativeSquaredEuclidean,
  enter: same,
  distinct: same,
  by: "distance",
};

/** The ways that vectors are compared in, the plainest first; the last two with the mean of `patterns` taken off. */
export function vectorSpaces(patterns: Matrix): Space[] {
  const mean = meanOf(patterns);
  const centred = (vectors: Matrix): Matrix => without(vectors, mean);
  return [
    dotSpace,
    cosineSpace,
    distanceSpace,
    { ...dotSpace, name: "centred dot", enter: centred },
    { ...cosineSpace, name: "centred cosine", enter: centred },
  ];
}

/** How far each pattern's score with itself lies above that with any other, K(ξ_μ, ξ_μ) − max K(ξ_ν, ξ_μ), `[R]`. */
export function marginsIn(space: Space, distinct: Matrix, rivals: Rivals): Float64Array {
  return space.by === "distance" ? rivals.squaredDistances : geometryOf(distinct, rivals).margins;
}

/** The patterns of zeros, by number: with an inner product they are as alike to everything. */
export function blankItems(space: Space, distinct: Matrix): Set<number> {
  const blank = new Set<number>();
  if (space.by === "distance") return blank;
  for (let n = 0; n < distinct.rows; n++) {
    const pattern = rowOf(distinct, n);
    if (dotProduct(pattern, pattern) === 0) blank.add(n);
  }
  return blank;
}

/** The mean of every number, `[d]`. */
export function meanOf(patterns: Matrix): Float32Array {
  const mean = new Float64Array(patterns.columns);
  for (let n = 0; n < patterns.rows; n++) {
    const row = rowOf(patterns, n);
    for (let i = 0; i < mean.length; i++) mean[i] += row[i] / patterns.rows;
  }
  return Float32Array.from(mean);
}

function without(vectors: Matrix, mean: Float32Array): Matrix {
  const result = zeros(vectors.rows, vectors.columns);
  for (let n = 0; n < vectors.rows; n++) {
    const [from, to] = [rowOf(vectors, n), rowOf(result, n)];
    for (let i = 0; i < mean.length; i++) to[i] = from[i] - mean[i];
  }
  return result;
}
