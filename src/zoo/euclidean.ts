import { negativeEuclidean, softmax } from "../memory/index.ts";
import { attentionModel } from "./attention-model.ts";
import type { Model } from "./model.ts";

/** The model of Euclidean distances: x ← softmax(−β |x − ξ|₂) Ξ. U-Hop, section 4.1; Millidge et al. 2022. */
export function euclidean({ beta = 1 }: { beta?: number } = {}): Model {
  const source = "U-Hop, section 4.1; Millidge et al. 2022";
  return attentionModel({ name: "euclidean", source }, () => ({
    similarity: negativeEuclidean,
    separation: softmax,
    beta,
  }));
}
