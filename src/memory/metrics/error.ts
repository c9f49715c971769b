import { argmaxOf, type Matrix, rowOf, squaredDistance } from "../../math/index.ts";

/** Σ (a − b)². The error of U-Hop, appendix F.2. */
export function squaredError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  requireSameLength("squaredError", a, b);
  return squaredDistance(a, b);
}

/** The mean of (a − b)². */
export function meanSquaredError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  requireSameLength("meanSquaredError", a, b);
  return a.length === 0 ? 0 : squaredDistance(a, b) / a.length;
}

/** The share of errors at or below `threshold`, in [0, 1]; NaN for none. Nonparametric, appendix E.1. */
export function successRate(errors: ArrayLike<number>, threshold: number): number {
  return Array.from(errors).filter((error) => error <= threshold).length / errors.length;
}

/** The share of queries whose largest weight is on their own pattern, in [0, 1]; NaN for none. */
export function recallAtOne(weights: Matrix, targets: ArrayLike<number>): number {
  let right = 0;
  for (let b = 0; b < weights.rows; b++) if (argmaxOf(rowOf(weights, b)) === targets[b]) right++;
  return right / weights.rows;
}

function requireSameLength(name: string, a: ArrayLike<number>, b: ArrayLike<number>): void {
  if (a.length !== b.length) {
    throw new RangeError(`${name}: both need the same length, got ${a.length} and ${b.length}`);
  }
}
