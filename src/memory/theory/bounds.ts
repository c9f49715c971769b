import { dotProduct, largest, type MatrixInput, norm, rowOf, toMatrix } from "../../math/index.ts";
import type { Mask } from "../separation/masked.ts";
import type { Geometry } from "./geometry.ts";

/**
 * ln of the dense model's error bound per pattern, |T(x) − ξ_μ| ≤ 2m(N−1) exp(−β(Δ_μ − 2mR)), for x within
 * `radius` of ξ_μ. The radius is free up to R (the default), and a useful bound needs a small one: at R the
 * closest pair always has Δ ≤ 2mR. Nonparametric, eq. 1.3; Ramsauer et al. 2020, theorem 4.
 */
export function logDenseErrorBounds(
  geometry: Geometry,
  beta: number,
  radius: number = geometry.radius,
): Float64Array {
  const { margins, largestNorm: m, patternCount: N } = geometry;
  return margins.map((margin) => Math.log(2 * m * (N - 1)) - beta * (margin - 2 * m * radius));
}

/**
 * ln of the sparse-structured model's error bound, for query x that belongs to pattern μ, with k kept patterns:
 * |T(x) − ξ_μ| ≤ m (N+k−2) exp(−β(⟨ξ_μ, x⟩ − max_{ν≠μ} ⟨x, ξ_ν⟩)). `asPrinted` takes the maximum over
 * ⟨ξ_μ, ξ_ν⟩ as the paper prints it, which doesn't bound the error. Nonparametric, eq. 4.1.
 * @param targets the pattern each query belongs to; by default query b belongs to pattern b.
 */
export function logSparseErrorBounds(
  queries: MatrixInput,
  patterns: MatrixInput,
  {
    beta,
    k,
    targets,
    asPrinted = false,
  }: { beta: number; k: number; targets?: number[]; asPrinted?: boolean },
): Float64Array {
  const x = toMatrix(queries, "queries");
  const Xi = toMatrix(patterns, "patterns");
  const rows = Array.from({ length: Xi.rows }, (_, n) => rowOf(Xi, n));
  const m = rows.reduce((top, row) => Math.max(top, norm(row)), 0);
  return Float64Array.from({ length: x.rows }, (_, b) => {
    const mu = targets?.[b] ?? b;
    const query = rowOf(x, b);
    const rival = asPrinted ? rows[mu] : query;
    const closest = rows.reduce(
      (top, row, nu) => (nu === mu ? top : Math.max(top, dotProduct(rival, row))),
      -Infinity,
    );
    return Math.log(m * (Xi.rows + k - 2)) - beta * (dotProduct(rows[mu], query) - closest);
  });
}

/**
 * ln of the error bound of softmax over a kept set of k patterns, for query x that belongs to pattern μ:
 * |T(x) − ξ_μ| ≤ 2m (k−1) exp(−β(⟨ξ_μ, x⟩ − max_{ν kept, ν≠μ} ⟨x, ξ_ν⟩)). Never above that of
 * {@link logSparseErrorBounds}: only kept patterns can mislead, as the weights sum to 1 over them. −∞ where μ alone is
 * kept, and ∞ where μ isn't. From (1 − p_μ)|ξ_μ| + Σ_{ν≠μ} p_ν |ξ_ν|, in place of Nonparametric, eq. 4.1.
 * @param mask `true` is kept, as in `masked`
 * @param targets the pattern each query belongs to; by default query b belongs to pattern b.
 * @throws RangeError where the mask hasn't one flag per pattern.
 */
export function logKeptErrorBounds(
  queries: MatrixInput,
  patterns: MatrixInput,
  { beta, mask, targets }: { beta: number; mask: Mask; targets?: number[] },
): Float64Array {
  const x = toMatrix(queries, "queries");
  const Xi = toMatrix(patterns, "patterns");
  const rows = Array.from({ length: Xi.rows }, (_, n) => rowOf(Xi, n));
  const m = rows.reduce((top, row) => Math.max(top, norm(row)), 0);
  return Float64Array.from({ length: x.rows }, (_, b) => {
    const mu = targets?.[b] ?? b;
    const flags = (Array.isArray(mask[0]) ? mask[b] : mask) as readonly boolean[] | undefined;
    if (flags?.length !== rows.length) {
      throw new RangeError(
        `logKeptErrorBounds: query ${b} has ${flags?.length ?? "no"} flags for ${rows.length} patterns; give one each`,
      );
    }
    if (!flags[mu]) return Number.POSITIVE_INFINITY;
    const products = rows.flatMap((row, nu) =>
      flags[nu] && nu !== mu ? [dotProduct(rowOf(x, b), row)] : [],
    );
    if (products.length === 0) return Number.NEGATIVE_INFINITY;
    const lead = dotProduct(rows[mu], rowOf(x, b)) - largest(products);
    return Math.log(2 * m * products.length) - beta * lead;
  });
}

/**
 * The margin that makes a pattern well separated: (1/β) ln((N+k−2) m / R) + 2mR, with k kept patterns (k = N for
 * the dense model). A pattern is well separated when Δ_μ ≥ this. Nonparametric, theorem 4.2, eq. 4.3.
 */
export function wellSeparationThreshold(
  geometry: Geometry,
  {
    beta,
    k = geometry.patternCount,
    radius = geometry.radius,
  }: { beta: number; k?: number; radius?: number },
): number {
  const { largestNorm: m, patternCount: N } = geometry;
  return Math.log(((N + k - 2) * m) / radius) / beta + 2 * m * radius;
}

/**
 * By how much each pattern passes (≥ 0) or fails (< 0) the condition of exact retrieval,
 * K(ξ_μ, ξ_μ) − max_{ν≠μ} K(ξ_ν, ξ_μ) ≥ 1/(β(α−1)), which holds exactly when α-entmax(β K(Ξ, ξ_μ)) is one-hot.
 * For a learned kernel give the geometry of the features. U-Hop, theorem 2.2 with the sign of its own proof (E.1).
 * @throws RangeError for α ≤ 1: softmax never retrieves exactly.
 */
export function exactRetrievalMargins(
  geometry: Geometry,
  { beta, alpha }: { beta: number; alpha: number },
): Float64Array {
  if (!(alpha > 1)) throw new RangeError(`exactRetrievalMargins: alpha must be > 1, got ${alpha}`);
  return geometry.margins.map((margin) => margin - 1 / (beta * (alpha - 1)));
}
