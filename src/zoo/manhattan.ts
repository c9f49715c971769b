import { negativeManhattan, softmax } from "../memory/index.ts";
import { attentionModel } from "./attention-model.ts";
import type { Model } from "./model.ts";

/** The model of Manhattan distances: x ← softmax(−β |x − ξ|₁) Ξ. U-Hop, section 4.1; Millidge et al. 2022. */
export function manhattan({ beta = 1 }: { beta?: number } = {}): Model {
  const source = "U-Hop, section 4.1; Millidge et al. 2022";
  return attentionModel({ name: "manhattan", source }, () => ({
    similarity: negativeManhattan,
    separation: softmax,
    beta,
  }));
}
