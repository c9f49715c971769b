import { dotProduct, type MatrixInput, norm, requireFinite, rowOf, toMatrix } from "../../math/index.ts";
import { type Rivals, rivalsOf } from "./rivals.ts";

/** How far apart a set of patterns (or of their features) lies: what every bound is made of. */
export interface Geometry {
  /** Δ_μ = ⟨ξ_μ, ξ_μ⟩ − max_{ν≠μ} ⟨ξ_μ, ξ_ν⟩, per pattern; ∞ for a single one. Nonparametric, definition 4.1. */
  margins: Float64Array;
  /** R = half the smallest distance between two patterns; ∞ for a single one. Nonparametric, definition 3.1. */
  radius: number;
  /** m = the largest norm. */
  largestNorm: number;
  /** How many patterns, N. */
  patternCount: number;
}

/**
 * Margins, radius and largest norm of `patterns` `[N, d]`, in O(N² d). For a learned kernel give the features
 * W ξ: U-Hop's R_Φ and m_Φ are those of the features.
 * @param rivals the closest others, where they are known already. Of some patterns only, the margins are those
 * patterns', and the radius is the smallest distance to one of them.
 * @throws RangeError for an empty set, NaN or infinity.
 */
export function geometryOf(patterns: MatrixInput, rivals?: Rivals): Geometry {
  const Xi = requireFinite(toMatrix(patterns, "patterns"), "patterns");
  if (Xi.rows === 0) throw new RangeError("geometryOf: there are no patterns; give at least one");
  const { rows, products, squaredDistances } = rivals ?? rivalsOf(Xi);
  let largestNorm = 0;
  for (let mu = 0; mu < Xi.rows; mu++) largestNorm = Math.max(largestNorm, norm(rowOf(Xi, mu)));
  return {
    margins: products.map((product, i) => dotProduct(rowOf(Xi, rows[i]), rowOf(Xi, rows[i])) - product),
    radius: Math.sqrt(squaredDistances.reduce((least, squared) => Math.min(least, squared))) / 2,
    largestNorm,
    patternCount: Xi.rows,
  };
}
