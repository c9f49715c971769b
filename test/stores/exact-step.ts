import { dotProduct, type Matrix, norm, rowOf, squaredDistance } from "madeleine/math";
import type { Separation } from "madeleine/memory";
import type { NewItem, StoreScore } from "madeleine/store";

/** The scores, in float64 and by their formulas. */
export const STORE_SCORES: Readonly<Record<StoreScore, (q: Float32Array, x: Float32Array) => number>> = {
  dot: dotProduct,
  cosine: (q, x) => (norm(q) * norm(x) > 0 ? dotProduct(q, x) / (norm(q) * norm(x)) : 0),
  "overlap-cosine": (q, x) => {
    const known = x.reduce((sum, value, i) => sum + (q[i] === 0 ? 0 : value * value), 0);
    const size = norm(q) * Math.sqrt(Math.max(known, 0.02 * norm(x) ** 2));
    return size > 0 ? dotProduct(q, x) / size : 0;
  },
  "squared-euclidean": (q, x) => -squaredDistance(q, x),
};

/** The k best of the items for a query: their scores, best first. */
export function bestScores(
  query: Float32Array,
  items: readonly NewItem[],
  { k, score }: { k: number; score: StoreScore },
): number[] {
  return items
    .map(({ vector }) => STORE_SCORES[score](query, vector))
    .sort((a, b) => b - a)
    .slice(0, k);
}

/** sep(β⟨q, Ξ⟩)Ξ for each query, in float64. */
export function exactStates(
  queries: Matrix,
  items: readonly NewItem[],
  { separation, beta }: { separation: Separation; beta: number },
): Float64Array[] {
  return Array.from({ length: queries.rows }, (_, b) => {
    const scores = Float64Array.from(items, ({ vector }) => dotProduct(rowOf(queries, b), vector));
    const weights = separation.weights(new Float64Array(items.length), scores, beta);
    const sums = new Float64Array(queries.columns);
    items.forEach(({ vector }, n) => {
      vector.forEach((value, i) => {
        sums[i] += weights[n] * value;
      });
    });
    return sums;
  });
}
