import { float32Epsilon, type Matrix, rankOf, rowOf } from "../../math/index.ts";

/**
 * rank(recovered) / rank(patterns): below 1 the states have collapsed onto fewer directions than the memory has.
 * 1 doesn't prove that recall is right (a permutation of the memories has it too). HEN appendix, section 3.
 */
export function relativeRank(
  recovered: Matrix,
  patterns: Matrix,
  epsilon: number = float32Epsilon,
): { rankRecovered: number; rankPatterns: number; relativeRank: number } {
  const rankRecovered = rankOf(recovered, epsilon);
  const rankPatterns = rankOf(patterns, epsilon);
  return { rankRecovered, rankPatterns, relativeRank: rankRecovered / rankPatterns };
}

/**
 * How many patterns each state mixes: the number of weights above `threshold` per query. A size above 1 is a
 * metastable state, a blend.
 */
export function metastableSizes(weights: Matrix, threshold = 0.01): number[] {
  return Array.from(
    { length: weights.rows },
    (_, b) => rowOf(weights, b).filter((weight) => weight > threshold).length,
  );
}
