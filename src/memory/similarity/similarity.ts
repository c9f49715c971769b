import type { Backend, Matrix, ScoreForm } from "../../math/index.ts";

/**
 * How alike a state and a stored pattern are: the scores `s[b, n] = K(x_b, ξ_n)` from which a separation makes
 * weights. Larger means more alike, so distances enter with a minus sign.
 */
export interface Similarity {
  readonly name: string;
  /** Which of the scores that kernels know it is; absent for others. */
  readonly form?: ScoreForm;
  /** Does once what depends on the patterns alone (norms, projections). */
  prepare(patterns: Matrix, backend: Backend): Scorer;
  /**
   * The convex part of the energy E(x) = confinement(x) − Ψ*(β s)/β, for one state `[d]`: K(x, x)/2 for inner
   * products, 0 for the negative squared distance. Absent where no energy with a guarantee is known.
   */
  confinement?(state: Float32Array): number;
}

/** Scores states against the patterns it was prepared for. */
export interface Scorer {
  /** out = s, `[B, N]`, for states `[B, d]`. */
  scores(out: Matrix, states: Matrix): Matrix;
  /**
   * Takes note that the patterns are others now, which differ in the `changed` rows and in those beyond the rows they had:
   * only what depends on these is done again. Absent where a scorer has to be prepared anew.
   */
  update?(patterns: Matrix, changed: readonly number[]): void;
}
