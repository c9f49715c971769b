import { entmaxRow, type Row } from "../../math/index.ts";
import type { Separation } from "./separation.ts";
import { softmax } from "./softmax.ts";

/**
 * p = α-entmax(β s), the generalised sparse model: α = 1 is softmax, α = 2 sparsemax; scores far below the top get
 * a weight of exactly 0. U-Hop, eq. 2.3–2.4 and appendix D.1.
 * @throws RangeError when α < 1 or not finite.
 */
export function entmax(alpha = 1.5): Separation {
  if (!(alpha >= 1 && Number.isFinite(alpha))) {
    throw new RangeError(`entmax: alpha must be a number ≥ 1, got ${alpha}`);
  }
  if (alpha === 1) return softmax;
  return {
    name: alpha === 2 ? "sparsemax" : `entmax(${alpha})`,
    form: { kind: "entmax", alpha },
    weights: (out, scores, beta) => entmaxRow(out, scores, beta, alpha),
    potential: (scores, beta) => tsallisConjugate(scores, beta, alpha),
  };
}

/** p = the Euclidean projection of β s on the simplex: the sparse model. Nonparametric, eq. 3.7; Martins and Astudillo 2016. */
export const sparsemax: Separation = entmax(2);

/**
 * Ψ*_α(β s) = max over the simplex of ⟨p, β s⟩ − Ψ_α(p), Ψ_α(p) = Σ(pᵅ − p) / (α(α−1)), attained at
 * p = α-entmax(β s). U-Hop, eq. 2.3 with the corrected sign and factor.
 */
function tsallisConjugate(scores: Row, beta: number, alpha: number): number {
  const p = entmaxRow(new Float64Array(scores.length), scores, beta, alpha);
  let value = 0;
  for (let i = 0; i < p.length; i++) {
    if (p[i] > 0) value += p[i] * beta * scores[i] - (p[i] ** alpha - p[i]) / (alpha * (alpha - 1));
  }
  return value;
}
