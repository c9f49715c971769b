import type { Backend } from "./backend.ts";
import { type Matrix, rowOf } from "./matrix.ts";

/** The plain backend: float32 in and out, float64 sums. Others are checked against it. */
export const reference: Backend = {
  name: "reference",
  dotProducts: (out, queries, patterns) => forEachPair(out, queries, patterns, dotOfRows),
  squaredDistances: (out, queries, patterns) => forEachPair(out, queries, patterns, squaredDistanceOfRows),
  absoluteDistances: (out, queries, patterns) => forEachPair(out, queries, patterns, absoluteDistanceOfRows),
  weightedSums,
};

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

/** Σᵢ xᵢ yᵢ. */
function dotOfRows(x: Float32Array, xAt: number, y: Float32Array, yAt: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += x[xAt + i] * y[yAt + i];
  return sum;
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
