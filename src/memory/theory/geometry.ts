import {
  dotProduct,
  type MatrixInput,
  norm,
  requireFinite,
  rowOf,
  squaredDistance,
  toMatrix,
} from "../../math/index.ts";

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
 * @throws RangeError for an empty set, NaN or infinity.
 */
export function geometryOf(patterns: MatrixInput): Geometry {
  const Xi = requireFinite(toMatrix(patterns, "patterns"), "patterns");
  if (Xi.rows === 0) throw new RangeError("geometryOf: there are no patterns; give at least one");
  const rows = Array.from({ length: Xi.rows }, (_, i) => rowOf(Xi, i));
  const closest = new Float64Array(Xi.rows).fill(Number.NEGATIVE_INFINITY);
  let smallestSquared = Number.POSITIVE_INFINITY;
  for (let mu = 0; mu < rows.length; mu++) {
    for (let nu = 0; nu < mu; nu++) {
      const product = dotProduct(rows[mu], rows[nu]);
      closest[mu] = Math.max(closest[mu], product);
      closest[nu] = Math.max(closest[nu], product);
      smallestSquared = Math.min(smallestSquared, squaredDistance(rows[mu], rows[nu]));
    }
  }
  return {
    margins: closest.map((product, mu) => dotProduct(rows[mu], rows[mu]) - product),
    radius: Math.sqrt(smallestSquared) / 2,
    largestNorm: rows.reduce((top, row) => Math.max(top, norm(row)), 0),
    patternCount: Xi.rows,
  };
}
