import { dot, topK as topKSeparation } from "../memory/index.ts";
import { attentionModel } from "./attention-model.ts";
import { countOf, requireFraction } from "./count-of.ts";
import type { Model } from "./model.ts";

/**
 * The top-K model: x ← softmax(β s) Ξ over the k largest scores s = x Ξᵀ, exactly k, ties by lowest index.
 * Give `k`, or a `fraction` f in (0, 1] of the patterns, k = max(1, ⌊f N⌋). Default: f = 0.2. Nonparametric, eq. 3.12.
 * @throws RangeError for both, a k that isn't a whole number ≥ 1, a fraction outside of (0, 1]; when storing, for a k
 * above the number of patterns.
 */
export function topK({
  beta = 1,
  k,
  fraction,
}: {
  beta?: number;
  k?: number;
  fraction?: number;
} = {}): Model {
  if (k !== undefined && fraction !== undefined) {
    throw new RangeError(`topK: k = ${k} and fraction = ${fraction} say the same; give one of them`);
  }
  if (k !== undefined) topKSeparation(k);
  if (fraction !== undefined) requireFraction("topK", "fraction", fraction);
  const kept = (N: number): number => k ?? countOf("topK", fraction ?? 0.2, N);
  return attentionModel(
    { name: "top-k", source: "Nonparametric, eq. 3.12; Gupta et al. 2021" },
    ({ rows: N }) => {
      if (kept(N) > N) {
        throw new RangeError(`topK: k = ${k} but there are only ${N} patterns; use a k of at most that`);
      }
      return { similarity: dot, separation: topKSeparation(kept(N)), beta };
    },
    ({ N, d, v }) => N * d + kept(N) * v,
  );
}
