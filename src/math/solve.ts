import { Matrix as DenseMatrix, solve } from "ml-matrix";

/** The x with A x = b for a square A given by its rows (float64, LU by ml-matrix). */
export function solveLinear(A: readonly (readonly number[])[], b: readonly number[]): number[] {
  return solve(new DenseMatrix(A.map((row) => row.slice())), DenseMatrix.columnVector(b.slice())).to1DArray();
}
