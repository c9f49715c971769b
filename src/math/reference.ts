import type { Backend } from "./backend.ts";
import { type Matrix, rowOf } from "./matrix.ts";

/** The plain backend: float32 in and out, float64 sums. Others are checked against it. */
export const reference: Backend = {
  name: "reference",
  dotProducts,
  squaredDistances: (out, queries, patterns) => forEachPair(out, queries, patterns, squaredDistanceOfRows),
  absoluteDistances: (out, queries, patterns) => forEachPair(out, queries, patterns, absoluteDistanceOfRows),
  weightedSums,
};

/** Four queries at a time against one pattern, so that a pattern is read (and widened) once for the four. */
function dotProducts(out: Matrix, queries: Matrix, patterns: Matrix): Matrix {
  const { data: x, columns: d } = queries;
  const { data: y, rows: N } = patterns;
  const whole = queries.rows - (queries.rows % 4);
  for (let b = 0; b < whole; b += 4) {
    const [x0, x1, x2, x3] = [b * d, (b + 1) * d, (b + 2) * d, (b + 3) * d];
    for (let n = 0; n < N; n++) {
      const y0 = n * d;
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      for (let i = 0; i < d; i++) {
        const value = y[y0 + i];
        s0 += x[x0 + i] * value;
        s1 += x[x1 + i] * value;
        s2 += x[x2 + i] * value;
        s3 += x[x3 + i] * value;
      }
      const at = b * N + n;
      out.data[at] = s0;
      out.data[at + N] = s1;
      out.data[at + 2 * N] = s2;
      out.data[at + 3 * N] = s3;
    }
  }
  for (let b = whole; b < queries.rows; b++) {
    for (let n = 0; n < N; n++) out.data[b * N + n] = dotOfRows(x, b * d, y, n * d, d);
  }
  return out;
}

/** Σᵢ xᵢ yᵢ. */
function dotOfRows(x: Float32Array, xAt: number, y: Float32Array, yAt: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += x[xAt + i] * y[yAt + i];
  return sum;
}

type PairKernel = (x: Float32Array, xAt: number, y: Float32Array, yAt: number, length: number) => number;

function forEachPair(out: Matrix, queries: Matrix, patterns: Matrix, kernel: PairKernel): Matrix {
  const d = queries.columns;
  for (let b = 0; b < queries.rows; b++) {
    for (let n = 0; n < patterns.rows; n++) {
      out.data[b * out.columns + n] = kernel(queries.data, b * d, patterns.data, n * d, d);
    }
  }
  return out;
}

/** Σᵢ (xᵢ − yᵢ)². */
function squaredDistanceOfRows(
  x: Float32Array,
  xAt: number,
  y: Float32Array,
  yAt: number,
  length: number,
): number {
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const difference = x[xAt + i] - y[yAt + i];
    sum += difference * difference;
  }
  return sum;
}

/** Σᵢ |xᵢ − yᵢ|. */
function absoluteDistanceOfRows(
  x: Float32Array,
  xAt: number,
  y: Float32Array,
  yAt: number,
  length: number,
): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += Math.abs(x[xAt + i] - y[yAt + i]);
  return sum;
}

function weightedSums(out: Matrix, weights: Matrix, values: Matrix): Matrix {
  const sums = new Float64Array(values.columns);
  for (let b = 0; b < weights.rows; b++) {
    sums.fill(0);
    for (let n = 0; n < weights.columns; n++) {
      const weight = weights.data[b * weights.columns + n];
      if (weight === 0) continue;
      const at = n * values.columns;
      for (let i = 0; i < values.columns; i++) sums[i] += weight * values.data[at + i];
    }
    rowOf(out, b).set(sums);
  }
  return out;
}
