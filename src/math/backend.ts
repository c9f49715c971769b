import type { Matrix } from "./matrix.ts";

/**
 * The arithmetic that retrieval is made of. Each kernel writes into `out`, its first argument, and returns it;
 * shapes are the caller's business and are not checked again. Every backend agrees with the reference.
 */
export interface Backend {
  readonly name: string;
  /** out[b, n] = ⟨q_b, ξ_n⟩, `[B, N]` from `[B, d]` and `[N, d]`. */
  dotProducts(out: Matrix, queries: Matrix, patterns: Matrix): Matrix;
  /** out[b, n] = Σᵢ (q_b[i] − ξ_n[i])², `[B, N]`. */
  squaredDistances(out: Matrix, queries: Matrix, patterns: Matrix): Matrix;
  /** out[b, n] = Σᵢ |q_b[i] − ξ_n[i]|, `[B, N]`. */
  absoluteDistances(out: Matrix, queries: Matrix, patterns: Matrix): Matrix;
  /** out[b] = Σ_n p[b, n] V_n, `[B, v]` from weights `[B, N]` and values `[N, v]`; zero weights cost nothing. */
  weightedSums(out: Matrix, weights: Matrix, values: Matrix): Matrix;
}
