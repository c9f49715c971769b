import { dot, sparsemax } from "../memory/index.ts";
import { attentionModel } from "./attention-model.ts";
import type { Model } from "./model.ts";

/**
 * The sparse model: x ← sparsemax(β x Ξᵀ) Ξ; patterns far below the best get a weight of exactly 0. Its operations are
 * counted as the paper counts them, as if none were 0. Hu et al. 2023; Nonparametric, appendix E.5.
 */
export function sparse({ beta = 1 }: { beta?: number } = {}): Model {
  const source = "Hu et al. 2023; Nonparametric, appendix E";
  return attentionModel({ name: "sparse", source }, () => ({ similarity: dot, separation: sparsemax, beta }));
}
