import { argmaxOf, type Matrix, shapeOf } from "../math/index.ts";
import { scoredRows } from "./scored-rows.ts";
import { dot } from "./similarity/dot.ts";
import type { Similarity } from "./similarity/similarity.ts";

/**
 * The pattern that each query is most alike to, argmax_n K(q, ξ_n), `[B]`; ties go to the lowest index. A lookup: what
 * retrieval has to be better than, or at least as good as.
 * @param queries `[B, d]`
 * @param patterns `[N, d]`, N ≥ 1
 * @throws RangeError for no patterns or another number of columns.
 */
export function nearestPatterns(queries: Matrix, patterns: Matrix, similarity: Similarity = dot): Int32Array {
  if (patterns.rows === 0 || queries.columns !== patterns.columns) {
    throw new RangeError(
      `nearestPatterns: queries are ${shapeOf(queries)} and patterns ${shapeOf(patterns)}; both need the same number of columns, and patterns a row`,
    );
  }
  return Int32Array.from(scoredRows(queries, patterns, similarity), argmaxOf);
}
