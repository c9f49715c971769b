import { type Matrix, norm, rowOf } from "madeleine/math";
import type { Separation } from "madeleine/memory";

/** The scores, in float64 and by their formulas. */
export const SCORES: Readonly<Record<string, (x: Float32Array, y: Float32Array) => number>> = {
  dot: inner,
  cosine: (x, y) => (norm(x) * norm(y) > 0 ? inner(x, y) / (norm(x) * norm(y)) : 0),
  "squared-euclidean": (x, y) => -squares(x, y),
  euclidean: (x, y) => -Math.sqrt(squares(x, y)),
  manhattan: (x, y) => -x.reduce((sum, value, i) => sum + Math.abs(value - y[i]), 0),
};

function inner(x: Float32Array, y: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}

function squares(x: Float32Array, y: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] - y[i]) ** 2;
  return sum;
}

export interface Model {
  readonly score: string;
  readonly separation: Separation;
  readonly beta: number;
}

/** The weights of one query, and what they give, in float64. */
export function exactStep(
  query: Float32Array,
  patterns: Matrix,
  values: Matrix,
  { score, separation, beta }: Model,
): { weights: Float64Array; sums: Float64Array } {
  const of = SCORES[score];
  const scores = Float64Array.from({ length: patterns.rows }, (_, n) => of(query, rowOf(patterns, n)));
  const weights = separation.weights(new Float64Array(patterns.rows), scores, beta, 0) as Float64Array;
  const sums = new Float64Array(values.columns);
  weights.forEach((weight, n) => {
    rowOf(values, n).forEach((value, i) => {
      sums[i] += weight * value;
    });
  });
  return { weights, sums };
}
