import type { LearnedKernel } from "../kernel/index.ts";
import { type Matrix, rowOf, unitRows, zeros } from "../math/index.ts";

/*
 * What a store that computes with its vectors keeps of an item: its pattern `[d]`; where items are compared by features,
 * those behind it, `[d + D]`. A query with zeros in place of the pattern is compared with the features alone.
 */

/** How many numbers are kept of an item with patterns `[d]`. */
export function keptLength(kernel: LearnedKernel | undefined, d: number): number {
  return d + (kernel?.featureDimension ?? 0);
}

/** What is kept of patterns `[n, d]`. */
export function keptVectors(kernel: LearnedKernel | undefined, patterns: Matrix): Matrix {
  if (!kernel) return patterns;
  const features = unitRows(kernel.features(patterns));
  const kept = zeros(patterns.rows, patterns.columns + features.columns);
  for (let n = 0; n < kept.rows; n++) {
    rowOf(kept, n).set(rowOf(patterns, n));
    rowOf(kept, n).set(rowOf(features, n), patterns.columns);
  }
  return kept;
}

/** The query for what items are compared by, `[n, D]`. */
export function keptQueries(kernel: LearnedKernel | undefined, compared: Matrix): Matrix {
  if (!kernel) return compared;
  const queries = zeros(compared.rows, kernel.dimension + compared.columns);
  for (let n = 0; n < queries.rows; n++) rowOf(queries, n).set(rowOf(compared, n), kernel.dimension);
  return queries;
}

/** The pattern in what is kept of an item. */
export function patternIn(kernel: LearnedKernel | undefined, kept: Float32Array): Float32Array {
  return kernel ? kept.subarray(0, kernel.dimension) : kept;
}
