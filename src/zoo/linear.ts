import { featureKernel, polynomial } from "../memory/index.ts";
import type { Definition } from "./definition.ts";

/**
 * The linear model: p_j = ⟨φ(x), φ(ξ_j)⟩ / Σ, φ(x)ᵢ = elu(xᵢ) + 1 > 0; it has no β.
 * Nonparametric, appendix C.1 (C.2); Katharopoulos et al. 2020.
 */
export const linear: Definition = {
  similarity: featureKernel("elu+1", (vector) => vector.map((x) => (x > 0 ? x + 1 : Math.exp(x)))),
  separation: polynomial(1),
  beta: 1,
};
