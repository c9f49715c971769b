import type { Matrix } from "./matrix.ts";
import { float32Epsilon, singularValues } from "./svd.ts";

/** Up to so many rows or columns, whichever are fewer, singular values are computed as they are. */
const smallSide = 32;

/**
 * The numerical rank: how many singular values exceed largest · max(rows, columns) · ε, with ε of float32 by
 * default because that is what a matrix is stored in.
 *
 * Of large matrices the eigenvalues of the smaller Gram matrix are counted, the squares of the singular values: it is
 * made tridiagonal (Householder), and the signs of its Sturm sequence say how many lie above a bar (Golub and Van Loan,
 * 8.3–8.4), all in float64. That tells singular values apart down to 1e-7 of the largest; where the bar is lower, they
 * are computed themselves.
 */
export function rankOf(source: Matrix, epsilon: number = float32Epsilon): number {
  const bar = Math.max(source.rows, source.columns) * epsilon;
  if (Math.min(source.rows, source.columns) <= smallSide || bar < 1e-6) {
    const values = singularValues(source);
    return values.filter((value) => value > (values[0] ?? 0) * bar).length;
  }
  const spectrum = tridiagonal(gramOf(source));
  return countAbove(spectrum, largestOf(spectrum) * bar * bar);
}

/** AᵀA or A Aᵀ, whichever is smaller, by rows in float64. */
function gramOf({ rows, columns, data }: Matrix): Float64Array[] {
  const n = Math.min(rows, columns);
  const gram = Array.from({ length: n }, () => new Float64Array(n));
  if (rows <= columns) {
    const lines = Array.from({ length: n }, (_, i) =>
      Float64Array.from(data.subarray(i * columns, (i + 1) * columns)),
    );
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) gram[i][j] = product(lines[i], lines[j], columns);
  } else {
    for (let from = 0; from < rows; from += rowsAtOnce)
      addRows(gram, data, from, Math.min(rows, from + rowsAtOnce));
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) gram[j][i] = gram[i][j];
  return gram;
}

/** So many rows are taken together, so that the Gram matrix is read and written once for all of them. */
const rowsAtOnce = 256;

/** gram[i][j] += Σ_r A[r, i] A[r, j] for the rows from … to − 1, j ≤ i. */
function addRows(gram: Float64Array[], data: Float32Array, from: number, to: number): void {
  const n = gram.length;
  const columns = Array.from({ length: n }, (_, i) =>
    Float64Array.from({ length: to - from }, (_, r) => data[(from + r) * n + i]),
  );
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) gram[i][j] += product(columns[i], columns[j], to - from);
}

/** ⟨x, y⟩, four sums side by side. */
function product(x: Float64Array, y: Float64Array, length: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = length - (length % 4);
  for (let k = 0; k < whole; k += 4) {
    a += x[k] * y[k];
    b += x[k + 1] * y[k + 1];
    c += x[k + 2] * y[k + 2];
    d += x[k + 3] * y[k + 3];
  }
  for (let k = whole; k < length; k++) a += x[k] * y[k];
  return a + b + c + d;
}

interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Beside it: `beside[i]` lies between i − 1 and i. */
  readonly beside: Float64Array;
}

/** Householder reflections take a symmetric matrix, which is overwritten, to a tridiagonal one of the same eigenvalues. */
function tridiagonal(A: Float64Array[]): Tridiagonal {
  const n = A.length;
  const beside = new Float64Array(n);
  const u = new Float64Array(n);
  for (let i = n - 1; i > 1; i--) {
    const row = A[i];
    const length = Math.sqrt(product(row, row, i));
    if (length === 0) continue;
    const sign = row[i - 1] >= 0 ? 1 : -1;
    beside[i] = -sign * length;
    row[i - 1] += sign * length;
    const half = product(row, row, i) / 2;
    reflect(A, row, u, { size: i, half });
  }
  if (n > 1) beside[1] = A[1][0];
  return { diagonal: Float64Array.from(A, (row, i) => row[i]), beside };
}

/** A ← P A P on the leading `size` rows (lower triangle), P = 1 − v vᵀ/half; `u` is room for what that takes. */
function reflect(
  A: Float64Array[],
  v: Float64Array,
  u: Float64Array,
  { size, half }: { size: number; half: number },
): void {
  u.fill(0, 0, size);
  for (let i = 0; i < size; i++) {
    const [row, vi] = [A[i], v[i]];
    let sum = row[i] * vi;
    for (let j = 0; j < i; j++) {
      sum += row[j] * v[j];
      u[j] += row[j] * vi;
    }
    u[i] += sum;
  }
  let overlap = 0;
  for (let i = 0; i < size; i++) {
    u[i] /= half;
    overlap += u[i] * v[i];
  }
  const shift = overlap / (2 * half);
  for (let i = 0; i < size; i++) u[i] -= shift * v[i];
  for (let i = 0; i < size; i++) {
    const [row, vi, ui] = [A[i], v[i], u[i]];
    for (let j = 0; j <= i; j++) row[j] -= vi * u[j] + ui * v[j];
  }
}

/** How many eigenvalues exceed `bar`: those pivots of T − bar that are positive. */
function countAbove({ diagonal, beside }: Tridiagonal, bar: number): number {
  let [count, pivot] = [0, 1];
  for (let i = 0; i < diagonal.length; i++) {
    pivot = diagonal[i] - bar - (i > 0 ? beside[i] ** 2 / (pivot || Number.MIN_VALUE) : 0);
    if (pivot > 0) count++;
  }
  return count;
}

/** The largest eigenvalue, halving the interval that Gershgorin's circles give. */
function largestOf(spectrum: Tridiagonal): number {
  const { diagonal, beside } = spectrum;
  let high = 0;
  for (let i = 0; i < diagonal.length; i++) {
    high = Math.max(high, diagonal[i] + Math.abs(beside[i]) + Math.abs(beside[i + 1] ?? 0));
  }
  let low = 0;
  for (let halved = 0; halved < 60; halved++) {
    const middle = (low + high) / 2;
    if (countAbove(spectrum, middle) > 0) low = middle;
    else high = middle;
  }
  return high;
}
