import type { Backend, MatrixInput, Random } from "../math/index.ts";
import type { OnProgress } from "./descent.ts";
import type { LearnedKernel } from "./learned-kernel.ts";
import type { LossSettings } from "./settings.ts";

export interface LearnOptions extends LossSettings {
  /** N of algorithm 1. Default: 100. */
  readonly iterations?: number | undefined;
  /**
   * `"sgd"`: W ← W − γ dL/dW, as algorithm 1 has it; `"l-bfgs"`: no rate to choose, and a loss that never rises, for 16
   * times the memory of W (outside the span of the memories) or of 2 M² numbers (in it). No rate suits all memories: the
   * gradient goes with 1/|W|, and with how alike they are. Default: `"l-bfgs"`, but `"sgd"` where batches or `asCoded`
   * are asked for.
   */
  readonly optimiser?: "sgd" | "l-bfgs" | undefined;
  /** γ of `"sgd"`. Default: 1. */
  readonly rate?: number | undefined;
  /** Ends once the loss fell by at most this in 10 iterations. Default: 0 (never) for `"sgd"`, 1e-4 for `"l-bfgs"`. */
  readonly tolerance?: number | undefined;
  /** D. Default: d, or as the start has it. */
  readonly featureDimension?: number | undefined;
  /**
   * W before the first iteration: `"random"`, from N(0, 1/d); `"whitening"`, as {@link whiten} has it; or a matrix
   * `[D, d]`. Default: `"random"`.
   */
  readonly start?: "random" | "whitening" | MatrixInput | undefined;
  /** Of the whitening. Default: 0.1. */
  readonly ridge?: number | undefined;
  /** A kernel to go on from, its settings included where none are given; the start and its options don't count then. */
  readonly from?: LearnedKernel | undefined;
  /** Whether each row of W is divided by its length in the end: algorithm 1, line 4. Default: false. */
  readonly normaliseRows?: boolean | undefined;
  /**
   * `"sgd"` only: how many patterns each iteration looks at, drawn without replacement. The mean over their pairs is an
   * unbiased estimate of the mean over all pairs; its logarithm, and so the loss, isn't (it lies lower on average, the
   * less the larger the batch). Default: all.
   */
  readonly batch?: number | undefined;
  /** As the published code learns: W from N(0, 1), and a rate divided by √(i+1) after iteration i, over and over. */
  readonly asCoded?: boolean | undefined;
  /** For the start and the batches. Default: a generator with seed 0. */
  readonly random?: Random | undefined;
  /** Called before each iteration with the loss; `false` stops there. */
  readonly onProgress?: OnProgress | undefined;
  /** Default: the fastest that runs here. */
  readonly backend?: Backend | undefined;
}

/** The optimiser that options ask for. */
export function optimiserOf({ optimiser, batch, asCoded }: LearnOptions): "sgd" | "l-bfgs" {
  return optimiser ?? (batch !== undefined || asCoded ? "sgd" : "l-bfgs");
}

/** @throws RangeError for options out of range, and those that don't go together. */
export function requireOptions(options: LearnOptions, where: string): void {
  const { iterations = 100, rate = 1, tolerance = 0, ridge = 0.1, batch, featureDimension } = options;
  const { start, from } = options;
  const optimiser = optimiserOf(options);
  const count = (name: string, value: number, least: number): void => {
    if (Number.isInteger(value) && value >= least) return;
    throw new RangeError(`${where}: ${name} must be a whole number ≥ ${least}, got ${value}`);
  };
  const above = (name: string, value: number): void => {
    if (value > 0 && Number.isFinite(value)) return;
    throw new RangeError(`${where}: ${name} must be a finite number > 0, got ${value}`);
  };
  count("iterations", iterations, 0);
  above("rate", rate);
  above("ridge", ridge);
  if (!(tolerance >= 0)) throw new RangeError(`${where}: tolerance must be ≥ 0, got ${tolerance}`);
  if (batch !== undefined) count("batch", batch, 2);
  if (featureDimension !== undefined) count("featureDimension", featureDimension, 1);
  if (optimiser !== "sgd" && optimiser !== "l-bfgs") {
    throw new RangeError(`${where}: optimiser must be one of sgd, l-bfgs, got ${String(optimiser)}`);
  }
  if (optimiser === "l-bfgs" && (batch !== undefined || options.asCoded)) {
    throw new RangeError(`${where}: batches and asCoded go with the optimiser "sgd"`);
  }
  if (featureDimension !== undefined && (from || (start !== undefined && start !== "random"))) {
    throw new RangeError(`${where}: featureDimension goes with a random start; others bring their own`);
  }
}
