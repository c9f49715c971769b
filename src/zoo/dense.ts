import { dot, softmax } from "../memory/index.ts";
import { attentionModel } from "./attention-model.ts";
import type { Model } from "./model.ts";

/** The dense model: x ← softmax(β x Ξᵀ) Ξ. Ramsauer et al. 2020, eq. 3; Nonparametric, eq. 3.7. */
export function dense({ beta = 1 }: { beta?: number } = {}): Model {
  const source = "Ramsauer et al. 2020, eq. 3; Nonparametric, eq. 3.7";
  return attentionModel({ name: "dense", source }, () => ({ similarity: dot, separation: softmax, beta }));
}
