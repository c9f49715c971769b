import { argmaxRow, largest, largestIndices, logSumExp, type Row, topKRow } from "../../math/index.ts";
import type { Separation } from "./separation.ts";

/**
 * Softmax over the k largest scores, every other weight exactly 0; ties go to the lowest index. Its potential is
 * the largest log-sum-exp over k scores. Nonparametric, eq. 3.12.
 * @throws RangeError when k isn't a whole number ≥ 1, or (in use) when there are fewer than k patterns.
 */
export function topK(k: number): Separation {
  if (!(Number.isInteger(k) && k >= 1)) throw new RangeError(`topK: k must be a whole number ≥ 1, got ${k}`);
  const requireEnough = (scores: Row): void => {
    if (k > scores.length) {
      throw new RangeError(
        `topK: k = ${k} but there are only ${scores.length} patterns; use a k of at most that`,
      );
    }
  };
  return {
    name: `top-${k}`,
    form: { kind: "top-k", k },
    weights: (out, scores, beta) => {
      requireEnough(scores);
      return topKRow(out, scores, beta, k);
    },
    potential: (scores, beta) => {
      requireEnough(scores);
      return logSumExp(
        largestIndices(scores, k).map((i) => scores[i]),
        beta,
      );
    },
  };
}

/** p = 1 at the largest score (lowest index on ties): nearest neighbour. Its potential is β max s. */
export const argmax: Separation = {
  name: "argmax",
  form: { kind: "top-k", k: 1 },
  weights: argmaxRow,
  potential: (scores, beta) => beta * largest(scores),
};
