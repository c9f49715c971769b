import { type Matrix, rowOf } from "madeleine/math";
import type { Separation } from "madeleine/memory";

/** The β at which the separation gives about `wanted` weights above zero, on average over some rows of scores. */
export function betaForSupport(scores: Matrix, separation: Separation, wanted: number): number {
  const rows = Array.from({ length: Math.min(scores.rows, 8) }, (_, b) =>
    Float64Array.from(rowOf(scores, b)),
  );
  // The support shrinks while β grows: halve the interval of its logarithm.
  let [low, high] = [-12, 12];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (meanSupport(rows, separation, Math.exp(middle)) > wanted) low = middle;
    else high = middle;
  }
  return Math.exp(high);
}

function meanSupport(rows: readonly Float64Array[], separation: Separation, beta: number): number {
  let count = 0;
  for (const row of rows) {
    for (const weight of separation.weights(new Float64Array(row.length), row, beta)) if (weight > 0) count++;
  }
  return count / rows.length;
}
