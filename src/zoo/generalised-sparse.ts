import { dot, entmax } from "../memory/index.ts";
import { attentionModel } from "./attention-model.ts";
import type { Model } from "./model.ts";

/**
 * The generalised sparse model: x ← α-entmax(β x Ξᵀ) Ξ, dense at α = 1 and sparse at α = 2. Its operations are counted
 * as if no weight were 0. Wu et al. 2024 (STanHop); U-Hop, eq. 2.3–2.4.
 * @throws RangeError when α < 1 or not finite.
 */
export function generalisedSparse({ beta = 1, alpha = 1.5 }: { beta?: number; alpha?: number } = {}): Model {
  const separation = entmax(alpha);
  const source = "Wu et al. 2024; U-Hop, eq. 2.3–2.4";
  return attentionModel({ name: "generalised-sparse", source }, () => ({
    similarity: dot,
    separation,
    beta,
  }));
}
