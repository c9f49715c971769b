import { type Matrix, rowOf, zeros } from "./matrix.ts";

/** ⟨x, y⟩ in float64. */
export function dotProduct(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}

/** |x − y|₂² in float64. */
export function squaredDistance(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] - y[i]) ** 2;
  return sum;
}

/** |x|₂ in float64. */
export function norm(x: ArrayLike<number>): number {
  return Math.sqrt(dotProduct(x, x));
}

/** Every row divided by its 2-norm; rows of zeros stay zero. */
export function unitRows(source: Matrix): Matrix {
  const result = zeros(source.rows, source.columns);
  for (let i = 0; i < source.rows; i++) {
    const row = rowOf(source, i);
    const length = norm(row);
    if (length > 0) rowOf(result, i).set(row.map((value) => value / length));
  }
  return result;
}
