import { bestBackend, type MatrixInput, toMatrix } from "../math/index.ts";
import { featureLoss } from "./feature-loss.ts";
import type { LearnedKernel } from "./learned-kernel.ts";
import { requirePatterns } from "./settings.ts";

/** How well a kernel fits memories. */
export interface Staleness {
  /** L over these memories. */
  readonly loss: number;
  /** L when the kernel was learned. */
  readonly learnedLoss: number;
  /** loss − learnedLoss: e to that power is how many times as alike a pair is now, on average of exp(−t |φ_i − φ_j|²). */
  readonly excess: number;
  /** Whether the excess is above the threshold: time to update or learn again. */
  readonly stale: boolean;
}

/**
 * Whether a kernel still separates its memories, after some have come or gone: the loss now against the loss when it was
 * learned. Costs one look at all pairs.
 * @param threshold the largest excess that is not stale. Default: 0.1
 * @throws RangeError for fewer than two patterns, or of another dimension.
 */
export function staleness(
  kernel: LearnedKernel,
  patterns: MatrixInput,
  { threshold = 0.1 }: { threshold?: number } = {},
): Staleness {
  const X = requirePatterns(toMatrix(patterns, "patterns"), "staleness");
  const { loss } = featureLoss(kernel.features(X), kernel.settings, bestBackend());
  const excess = loss - kernel.loss;
  return { loss, learnedLoss: kernel.loss, excess, stale: excess > threshold };
}
