import { dotProduct, type MatrixInput, rowOf, toMatrix } from "../math/index.ts";
import { featureKernel, polynomial } from "../memory/index.ts";
import type { Definition } from "./definition.ts";

/**
 * Positive random features of the softmax kernel: p_j = ⟨φ(x), φ(ξ_j)⟩ / Σ with
 * φ(x) = exp(√β Ω x − β |x|²/2) / √m, so that ⟨φ(x), φ(y)⟩ ≈ exp(β ⟨x, y⟩).
 * Nonparametric, appendix C.3 (C.7) with the corrected normaliser; Choromanski et al. 2021.
 * @param omega the directions Ω, `[m, d]`, drawn from N(0, I)
 */
export function randomFeatures(omega: MatrixInput, beta: number): Definition {
  const Omega = toMatrix(omega, "omega");
  const m = Omega.rows;
  const features = (x: Float32Array): Float64Array => {
    const half = (beta * dotProduct(x, x)) / 2;
    return Float64Array.from({ length: m }, (_, i) => {
      return Math.exp(Math.sqrt(beta) * dotProduct(rowOf(Omega, i), x) - half) / Math.sqrt(m);
    });
  };
  return { similarity: featureKernel(`random-features(${m})`, features), separation: polynomial(1), beta };
}
