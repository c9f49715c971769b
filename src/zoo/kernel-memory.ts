import {
  bestBackend,
  factorSymmetric,
  type MatrixInput,
  requireFinite,
  rowOf,
  type SymmetricFactor,
  toMatrix,
  zeros,
} from "../math/index.ts";
import { radialKernel } from "../memory/index.ts";
import type { Definition } from "./definition.ts";

/** A kernel memory network, and how its Gram matrix K(Ξ, Ξ) was inverted. */
export interface KernelMemoryFit extends Pick<SymmetricFactor, "method" | "condition" | "rank"> {
  readonly definition: Definition;
}

/**
 * The kernel memory network x ← Ξ K⁺ K(Ξ, x) with the radial exponential kernel: it recalls its patterns exactly.
 * Its weights p = K⁺ K(Ξ, x) need not be positive nor sum to 1. HEN appendix, eq. 1–2; Iatropoulos et al. 2022.
 * @throws RangeError for an empty memory, NaN or infinity, and a radius or exponent that isn't positive.
 */
export function kernelMemory(
  patterns: MatrixInput,
  kernel: { radius?: number; exponent?: number } = {},
): Definition {
  return kernelMemoryFit(patterns, kernel).definition;
}

/**
 * {@link kernelMemory} with the condition and rank of K. Rounding in a query's scores grows by up to the condition in
 * its weights: far above 1e7, float32 scores say little about a query that is no pattern. Duplicates make K singular
 * (rank below N, condition Infinity) and share their weight; for exponents above 2, K need not be positive definite.
 */
export function kernelMemoryFit(
  patterns: MatrixInput,
  kernel: { radius?: number; exponent?: number } = {},
): KernelMemoryFit {
  const Xi = requireFinite(toMatrix(patterns, "patterns"), "patterns");
  if (Xi.rows === 0) throw new RangeError("kernelMemory: the memory is empty; give at least one pattern");
  const similarity = radialKernel(kernel);
  // The float32 scores that a stored pattern will have as a query, bit by bit: inverting those is what recalls exactly.
  const K = similarity.prepare(Xi, bestBackend()).scores(zeros(Xi.rows, Xi.rows), Xi);
  const factor = factorSymmetric(Array.from({ length: K.rows }, (_, i) => rowOf(K, i)));
  const { method, condition, rank } = factor;
  const solution = new Float64Array(Xi.rows);
  return {
    ...{ method, condition, rank },
    definition: {
      similarity,
      beta: 1,
      separation: {
        name: "interpolation",
        weights: (out, scores) => {
          out.set(factor.solve(solution, scores));
          return out;
        },
      },
    },
  };
}
