import {
  bestBackend,
  dotProduct,
  type MatrixInput,
  pseudoInverse,
  rowOf,
  toMatrix,
  zeros,
} from "../math/index.ts";
import { radialKernel } from "../memory/index.ts";
import type { Definition } from "./definition.ts";

/**
 * The kernel memory network x ← Ξ K⁺ K(Ξ, x) with the radial exponential kernel: it recalls its patterns exactly.
 * Its weights p = K⁺ K(Ξ, x) need not be positive nor sum to 1. HEN appendix, eq. 1–2; Iatropoulos et al. 2022.
 */
export function kernelMemory(
  patterns: MatrixInput,
  kernel: { radius?: number; exponent?: number } = {},
): Definition {
  const Xi = toMatrix(patterns, "patterns");
  const similarity = radialKernel(kernel);
  const K = similarity.prepare(Xi, bestBackend()).scores(zeros(Xi.rows, Xi.rows), Xi);
  const inverse = pseudoInverse(Array.from({ length: K.rows }, (_, i) => rowOf(K, i)));
  return {
    similarity,
    beta: 1,
    separation: {
      name: "interpolation",
      weights: (out, scores) => {
        inverse.forEach((row, i) => {
          out[i] = dotProduct(row, scores);
        });
        return out;
      },
    },
  };
}
