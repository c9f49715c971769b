import { type Backend, bestBackend, type MatrixInput, toMatrix } from "../math/index.ts";
import { featureLoss } from "./feature-loss.ts";
import { kernelOf, type LearnedKernel } from "./learned-kernel.ts";
import { type LossSettings, lossOf, requirePatterns } from "./settings.ts";
import { whiteningMap } from "./whitening.ts";

export interface WhitenOptions extends LossSettings {
  /** λ as a share of the mean eigenvalue; the larger, the less is whitened. Default: 0.1. */
  readonly ridge?: number | undefined;
  /** Default: the fastest that runs here. */
  readonly backend?: Backend | undefined;
}

/**
 * A kernel in closed form, to compare learned ones with: Wᵀ W = c² (C + λ)⁻¹, C = Ξᵀ Ξ/M, λ = ridge · tr(C)/min(M, d),
 * and c such that K(ξ, ξ) is on average what |ξ|² is. As λ → 0 memories that are linearly independent get features
 * that are orthogonal to each other. Costs min(M, d)³ in float64: for M = 6,000 and d = 3,072 some 15 seconds.
 * @throws RangeError for fewer than two patterns, a ridge or settings out of range, numbers that aren't finite.
 */
export function whiten(patterns: MatrixInput, options: WhitenOptions = {}): LearnedKernel {
  const { ridge = 0.1, backend = bestBackend(), ...settings } = options;
  const X = requirePatterns(toMatrix(patterns, "patterns"), "whiten");
  if (!(ridge > 0 && Number.isFinite(ridge))) {
    throw new RangeError(`whiten: ridge must be a finite number > 0, got ${ridge}`);
  }
  const chosen = lossOf(settings, "whiten");
  const map = whiteningMap(X, ridge, backend);
  const { loss } = featureLoss(map.apply(X, backend), chosen, backend);
  return kernelOf({
    map,
    backend,
    settings: chosen,
    patterns: X,
    loss: () => loss,
    losses: [loss],
    iterations: 0,
    termination: "closed-form",
    space: X.rows < X.columns ? "span" : "whole",
  });
}
