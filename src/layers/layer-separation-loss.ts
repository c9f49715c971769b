import {
  add,
  constant,
  divide,
  exp,
  log,
  matmul,
  mean,
  multiply,
  sqrt,
  square,
  subtract,
  sum,
  type Value,
} from "../engine/index.ts";

export interface LayerLossOptions {
  /** t > 0. Default: 2. */
  readonly t?: number;
  /**
   * "squared": exp(2t (K² − 1)), definition 3.1, which is least for features at right angles. "radial": exp(2t (K − 1)), which
   * is exp(−t |φ(u) − φ(v)|²), definition 2.2, and what the published code takes. Default: "squared".
   */
  readonly form?: "squared" | "radial";
}

/**
 * How little sets of features `[B, M, D]` are separated: log of the mean over pairs u ≠ v of a set, averaged over the sets,
 * with K = ⟨φ(u), φ(v)⟩ of features brought to length 1. U-Hop, definition 3.1.
 * @throws RangeError for fewer than two features in a set, or a t that isn't > 0.
 */
export function layerSeparationLoss(
  features: Value,
  { t = 2, form = "squared" }: LayerLossOptions = {},
): Value {
  const [, M] = features.shape;
  if (M < 2) throw new RangeError(`layerSeparationLoss: a set needs two features at least, got ${M}`);
  if (!(t > 0)) throw new RangeError(`layerSeparationLoss: t must be > 0, got ${t}`);
  // Below float32's smallest steps, so that a feature of zeros has no direction instead of NaN.
  const lengths = sqrt(add(sum(square(features), -1, { keep: true }), 1e-12));
  const unit = divide(features, lengths);
  const K = matmul(unit, unit, { transposeY: true });
  const close = exp(multiply(subtract(form === "squared" ? square(K) : K, 1), 2 * t));
  const pairs = constant(
    Float32Array.from({ length: M * M }, (_, i) => Number(i % (M + 1) !== 0)),
    [M, M],
  );
  return mean(log(multiply(sum(multiply(close, pairs), [1, 2]), 1 / (M * (M - 1)))));
}
