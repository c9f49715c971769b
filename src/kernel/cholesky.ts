import { type Matrix, zeros } from "../math/index.ts";

/** S ≈ R Rᵀ with R `[M, r]`, whose rows numbered in `pivots` form a lower triangle. */
export interface Cholesky {
  readonly R: Matrix;
  /** The rows in the order in which they were taken, `[r]`. */
  readonly pivots: readonly number[];
  /** The triangle in float64, column by column, `[r, r]`. */
  readonly triangle: Float64Array;
}

/**
 * Cholesky with pivots of a symmetric, positive semidefinite S `[M, M]`, in float64: takes the row with the largest rest
 * on the diagonal until what is left of all is below `tolerance` of the largest to begin with, which is what float32
 * leaves of a zero. (Higham 2002, Accuracy and Stability of Numerical Algorithms, section 10.3.)
 */
export function pivotedCholesky(S: Matrix, tolerance: number = 2 ** -22): Cholesky {
  const M = S.rows;
  const order = Array.from({ length: M }, (_, i) => i);
  const rest = Float64Array.from(order, (i) => S.data[i * M + i]);
  const bar = tolerance * Math.max(...rest);
  // Column j of R, its rows in the order in which they are taken: nothing above j.
  const columns: Float64Array[] = [];
  while (columns.length < M) {
    const j = columns.length;
    const pivot = largestFrom(rest, j);
    if (!(rest[pivot] > bar)) break;
    for (const list of [order, rest, ...columns]) [list[j], list[pivot]] = [list[pivot], list[j]];
    columns.push(nextColumn(S, { order, rest, columns }));
  }
  return gathered(columns, order);
}

function largestFrom(rest: Float64Array, first: number): number {
  let best = first;
  for (let i = first + 1; i < rest.length; i++) if (rest[i] > rest[best]) best = i;
  return best;
}

interface Partial {
  readonly order: readonly number[];
  readonly rest: Float64Array;
  readonly columns: readonly Float64Array[];
}

/** (S_ij − Σ_k R_ik R_jk)/√rest_j for i ≥ j, the number of columns so far; what is left of those rows shrinks. */
function nextColumn(S: Matrix, { order, rest, columns }: Partial): Float64Array {
  const M = S.rows;
  const j = columns.length;
  const next = new Float64Array(M);
  const row = order[j] * M;
  for (let i = j; i < M; i++) next[i] = S.data[row + order[i]];
  subtractAll(next, columns, j);
  const root = Math.sqrt(rest[j]);
  next[j] = root;
  for (let i = j + 1; i < M; i++) {
    next[i] /= root;
    rest[i] -= next[i] * next[i];
  }
  return next;
}

/** next −= Σ_k R_jk column_k from j on; four columns at a time, so that `next` is read and written a quarter as often. */
function subtractAll(next: Float64Array, columns: readonly Float64Array[], j: number): void {
  const whole = columns.length - (columns.length % 4);
  for (let k = 0; k < whole; k += 4) {
    const [a, b, c, d] = [columns[k], columns[k + 1], columns[k + 2], columns[k + 3]];
    const [fa, fb, fc, fd] = [a[j], b[j], c[j], d[j]];
    for (let i = j; i < next.length; i++) next[i] -= fa * a[i] + fb * b[i] + (fc * c[i] + fd * d[i]);
  }
  for (const column of columns.slice(whole)) {
    const factor = column[j];
    for (let i = j; i < next.length; i++) next[i] -= factor * column[i];
  }
}

function gathered(columns: readonly Float64Array[], order: readonly number[]): Cholesky {
  const [M, r] = [order.length, columns.length];
  const R = zeros(M, r);
  const triangle = new Float64Array(r * r);
  columns.forEach((column, j) => {
    for (let i = j; i < M; i++) R.data[order[i] * r + j] = column[i];
    triangle.set(column.subarray(0, r), j * r);
  });
  return { R, pivots: order.slice(0, r), triangle };
}

/** How many right-hand sides go along with each look at a triangle. */
const SIDES = 8;

/** Z T⁻¹, `[M, r]`, for a lower triangle T `[r, r]`, given by its columns: by substitution from the end of each row, in float64. */
export function dividedByTriangle(Z: Matrix, triangle: Float64Array): Matrix {
  const { rows, columns: r } = Z;
  const result = zeros(rows, r);
  // Eight rows at a time, turned: side by side in memory.
  const sides = new Float64Array(SIDES * r);
  for (let first = 0; first < rows; first += SIDES) {
    const count = Math.min(SIDES, rows - first);
    sides.fill(0);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < r; j++) sides[j * SIDES + i] = Z.data[(first + i) * r + j];
    }
    substitute(sides, triangle, r);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < r; j++) result.data[(first + i) * r + j] = sides[j * SIDES + i];
    }
  }
  return result;
}

/** x_j = (z_j − Σ_{k > j} x_k T_kj)/T_jj from the last j to the first, for all sides. */
function substitute(sides: Float64Array, triangle: Float64Array, r: number): void {
  for (let j = r - 1; j >= 0; j--) {
    const at = j * r;
    const to = j * SIDES;
    let [s0, s1, s2, s3] = [sides[to], sides[to + 1], sides[to + 2], sides[to + 3]];
    let [s4, s5, s6, s7] = [sides[to + 4], sides[to + 5], sides[to + 6], sides[to + 7]];
    for (let k = j + 1; k < r; k++) {
      const factor = triangle[at + k];
      const from = k * SIDES;
      s0 -= factor * sides[from];
      s1 -= factor * sides[from + 1];
      s2 -= factor * sides[from + 2];
      s3 -= factor * sides[from + 3];
      s4 -= factor * sides[from + 4];
      s5 -= factor * sides[from + 5];
      s6 -= factor * sides[from + 6];
      s7 -= factor * sides[from + 7];
    }
    const own = triangle[at + j];
    sides.set([s0 / own, s1 / own, s2 / own, s3 / own, s4 / own, s5 / own, s6 / own, s7 / own], to);
  }
}
