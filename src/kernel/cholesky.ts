import { type Matrix, zeros } from "../math/index.ts";

/** S ≈ R Rᵀ with R `[M, r]`, whose rows numbered in `pivots` form a lower triangle. */
export interface Cholesky {
  readonly R: Matrix;
  /** The rows in the order in which they were taken, `[r]`. */
  readonly pivots: readonly number[];
  /** The triangle in float64, row by row, `[r, r]`. */
  readonly triangle: Float64Array;
}

/**
 * Cholesky with pivots of a symmetric, positive semidefinite S `[M, M]`, in float64: takes the row with the largest rest
 * on the diagonal until what is left of all is below `tolerance` of the largest to begin with, which is what float32
 * leaves of a zero. (Higham 2002, Accuracy and Stability of Numerical Algorithms, section 10.3.)
 */
export function pivotedCholesky(S: Matrix, tolerance: number = 2 ** -22): Cholesky {
  const M = S.rows;
  const rest = Float64Array.from({ length: M }, (_, i) => S.data[i * M + i]);
  const bar = tolerance * Math.max(...rest);
  // Row j holds the j-th column of R, which the loop below runs along.
  const columns: Float64Array[] = [];
  const pivots: number[] = [];
  const taken = new Uint8Array(M);
  while (pivots.length < M) {
    const pivot = largestOf(rest, taken);
    if (!(rest[pivot] > bar)) break;
    columns.push(nextColumn(S, pivot, { columns, rest, taken }));
    taken[pivot] = 1;
    pivots.push(pivot);
  }
  return gathered(columns, pivots, M);
}

function largestOf(rest: Float64Array, taken: Uint8Array): number {
  let best = -1;
  for (let i = 0; i < rest.length; i++) if (!taken[i] && (best < 0 || rest[i] > rest[best])) best = i;
  return best;
}

interface Partial {
  readonly columns: readonly Float64Array[];
  readonly rest: Float64Array;
  readonly taken: Uint8Array;
}

/** (S[:, p] − Σ_j R[:, j] R[p, j])/√rest_p for rows that weren't taken; what is left of them shrinks. */
function nextColumn(S: Matrix, pivot: number, { columns, rest, taken }: Partial): Float64Array {
  const M = S.rows;
  const next = new Float64Array(M);
  const root = Math.sqrt(rest[pivot]);
  for (let i = 0; i < M; i++) next[i] = S.data[pivot * M + i];
  for (const column of columns) {
    const factor = column[pivot];
    for (let i = 0; i < M; i++) next[i] -= factor * column[i];
  }
  for (let i = 0; i < M; i++) {
    next[i] = taken[i] ? 0 : next[i] / root;
    rest[i] -= next[i] * next[i];
  }
  next[pivot] = root;
  return next;
}

function gathered(columns: readonly Float64Array[], pivots: readonly number[], M: number): Cholesky {
  const r = pivots.length;
  const R = zeros(M, r);
  const triangle = new Float64Array(r * r);
  columns.forEach((column, j) => {
    for (let i = 0; i < M; i++) R.data[i * r + j] = column[i];
    for (let i = j; i < r; i++) triangle[i * r + j] = column[pivots[i]];
  });
  return { R, pivots, triangle };
}

/** Z T⁻¹, `[M, r]`, for a lower triangle T `[r, r]`: each row by substitution from its end, in float64. */
export function dividedByTriangle(Z: Matrix, triangle: Float64Array): Matrix {
  const { rows, columns: r } = Z;
  const result = zeros(rows, r);
  const row = new Float64Array(r);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < r; j++) row[j] = Z.data[i * r + j];
    for (let j = r - 1; j >= 0; j--) {
      const value = row[j] / triangle[j * r + j];
      row[j] = value;
      for (let k = 0; k < j; k++) row[k] -= value * triangle[j * r + k];
    }
    result.data.set(row, i * r);
  }
  return result;
}
