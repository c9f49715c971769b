import type { Row, SeparationForm } from "../../math/index.ts";

/**
 * How scores become weights: p = sep(β s), weights ≥ 0 that sum to 1 (see the exception in `zoo/`). β is the
 * inverse temperature: small mixes many patterns, large picks one.
 */
export interface Separation {
  readonly name: string;
  /** Which of the separations that kernels know it is; absent for others. */
  readonly form?: SeparationForm;
  /**
   * Writes the weights of one row of scores into `out`, `[N]`. `query` is the row's number in the batch, for
   * separations that treat queries differently (masks).
   */
  weights(out: Row, scores: Row, beta: number, query?: number): Row;
  /**
   * The potential whose gradient in β s is the weights: Ψ*(β s), the convex conjugate of the regulariser that the
   * separation maximises with. Where a similarity has a confinement, E(x) = confinement(x) − Ψ*(β s)/β is an
   * energy that no step raises. Absent where there is none.
   */
  potential?(scores: Row, beta: number, query?: number): number;
}
