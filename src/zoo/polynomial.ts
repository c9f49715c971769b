import { dot, polynomial as polynomialSeparation } from "../memory/index.ts";
import { attentionModel } from "./attention-model.ts";
import type { Model } from "./model.ts";

/**
 * The polynomial model: x ← p Ξ, p = max(s, 0)ⁿ / Σ max(s, 0)ⁿ, s = x Ξᵀ; it has no β.
 * Krotov and Hopfield 2016, normalised as in U-Hop, section 4.1.
 * @throws RangeError when the degree isn't a number ≥ 1.
 */
export function polynomial({ degree = 10 }: { degree?: number } = {}): Model {
  const separation = polynomialSeparation(degree);
  const source = "Krotov and Hopfield 2016; U-Hop, section 4.1";
  return attentionModel({ name: "polynomial", source }, () => ({ similarity: dot, separation }));
}
