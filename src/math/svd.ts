import { Matrix as DenseMatrix, SingularValueDecomposition } from "ml-matrix";
import type { Matrix } from "./matrix.ts";

/** The gap between 1 and the next float32. */
export const float32Epsilon: number = 2 ** -23;

/** The singular values of a matrix, largest first (float64, by ml-matrix). */
export function singularValues(source: Matrix): Float64Array {
  if (source.rows === 0 || source.columns === 0) return new Float64Array(0);
  const dense = DenseMatrix.from1DArray(source.rows, source.columns, Array.from(source.data));
  const { diagonal } = new SingularValueDecomposition(dense, {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  });
  return Float64Array.from(diagonal);
}
