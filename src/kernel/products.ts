import { type Backend, type Matrix, matrix, zeros } from "../math/index.ts";

/** Rows of a symmetric product that are computed together: fewer waste less of the triangle, more waste fewer calls. */
const STRIPE = 128;

/** The side of the squares in which a matrix is turned. */
const SQUARE = 32;

/** A view of `count` rows from `first` on. */
export function stripe(source: Matrix, first: number, count: number): Matrix {
  const { columns } = source;
  return matrix(source.data.subarray(first * columns, (first + count) * columns), count, columns);
}

/** Aᵀ, `[columns, rows]`. */
export function transposed(source: Matrix): Matrix {
  const { rows, columns, data } = source;
  const result = zeros(columns, rows);
  const out = result.data;
  // Square by square, so that what is read and written stays in the first cache.
  for (let top = 0; top < rows; top += SQUARE) {
    const bottom = Math.min(rows, top + SQUARE);
    for (let left = 0; left < columns; left += SQUARE) {
      const right = Math.min(columns, left + SQUARE);
      for (let i = top; i < bottom; i++) {
        for (let j = left; j < right; j++) out[j * rows + i] = data[i * columns + j];
      }
    }
  }
  return result;
}

/** out = A Aᵀ, `[M, M]`: the lower triangle stripe by stripe, then its mirror image. */
export function gram(out: Matrix, A: Matrix, backend: Backend): Matrix {
  const M = A.rows;
  for (let first = 0; first < M; first += STRIPE) {
    const count = Math.min(STRIPE, M - first);
    const end = first + count;
    const part = backend.dotProducts(zeros(count, end), stripe(A, first, count), stripe(A, 0, end));
    for (let i = 0; i < count; i++) {
      out.data.set(part.data.subarray(i * end, i * end + first + i + 1), (first + i) * M);
    }
  }
  for (let i = 0; i < M; i++) {
    for (let j = 0; j < i; j++) out.data[j * M + i] = out.data[i * M + j];
  }
  return out;
}

/** A B, `[n, m]` from `[n, k]` and `[k, m]`. Turning B pays: rows are multiplied faster than weighted sums are taken. */
export function product(A: Matrix, B: Matrix, backend: Backend): Matrix {
  return productTransposed(A, transposed(B), backend);
}

/** A Bᵀ, `[n, m]` from `[n, k]` and `[m, k]`. */
export function productTransposed(A: Matrix, B: Matrix, backend: Backend): Matrix {
  return backend.dotProducts(zeros(A.rows, B.rows), A, B);
}

/** out ← out + factor · A. */
export function add(out: Float32Array, A: Float32Array, factor = 1): Float32Array {
  for (let i = 0; i < out.length; i++) out[i] += factor * A[i];
  return out;
}

/** Σ aᵢ bᵢ in float64; four sums at a time, so that none waits for another. */
export function inner(a: Float32Array, b: Float32Array): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const whole = a.length - (a.length % 4);
  for (let i = 0; i < whole; i += 4) {
    s0 += a[i] * b[i];
    s1 += a[i + 1] * b[i + 1];
    s2 += a[i + 2] * b[i + 2];
    s3 += a[i + 3] * b[i + 3];
  }
  for (let i = whole; i < a.length; i++) s0 += a[i] * b[i];
  return s0 + s1 + (s2 + s3);
}
