import { cosine as cosineSimilarity, softmax } from "../memory/index.ts";
import { attentionModel } from "./attention-model.ts";
import type { Model } from "./model.ts";

/** The model of cosines: x ← softmax(β cos(x, ξ)) Ξ. Millidge et al. 2022. */
export function cosine({ beta = 1 }: { beta?: number } = {}): Model {
  const source = "Millidge et al. 2022";
  return attentionModel({ name: "cosine", source }, () => ({
    similarity: cosineSimilarity,
    separation: softmax,
    beta,
  }));
}
