import { type Matrix, rowOf } from "madeleine/math";
import type { Separation } from "madeleine/memory";

/** Weights below this add nothing to a state that float32 can show. */
const NOTHING = 1e-15;

/** One step of some queries in float64. */
export interface Exact {
  /** x = sep(β q Ξᵀ) Ξ, one after the other, `[rows, d]`. */
  readonly states: Float32Array;
  /** How many patterns hold all weight but a millionth, on average. */
  readonly holders: number;
}

export interface ExactOptions {
  readonly separation: Separation;
  readonly beta: number;
  /** Which of the queries. */
  readonly rows: readonly number[];
}

/** The step by plain loops in float64: what the contenders are checked against. */
export function exactStep(queries: Matrix, patterns: Matrix, options: ExactOptions): Exact {
  const { separation, beta, rows } = options;
  const weights = exactScores(queries, patterns, rows);
  const holders = weights.map((scores, b) => {
    separation.weights(scores, scores.slice(), beta, b);
    return holdersOf(scores);
  });
  const states = rows.map(() => new Float64Array(patterns.columns));
  for (let n = 0; n < patterns.rows; n++) {
    const pattern = rowOf(patterns, n);
    states.forEach((state, b) => {
      const weight = weights[b][n];
      if (weight > NOTHING) for (let i = 0; i < state.length; i++) state[i] += weight * pattern[i];
    });
  }
  return {
    states: Float32Array.from(states.flatMap((state) => [...state])),
    holders: holders.reduce((sum, count) => sum + count, 0) / rows.length,
  };
}

/** sep(β s) of every row of scores in float64. */
export function exactWeights(scores: Matrix, separation: Separation, beta: number): Float32Array {
  const result = new Float32Array(scores.data.length);
  for (let b = 0; b < scores.rows; b++) {
    const row = Float64Array.from(rowOf(scores, b));
    result.set(separation.weights(new Float64Array(scores.columns), row, beta, b), b * scores.columns);
  }
  return result;
}

/** ⟨q_b, ξ_n⟩ of the chosen queries, `[rows][N]`. */
function exactScores(queries: Matrix, patterns: Matrix, rows: readonly number[]): Float64Array[] {
  const chosen = rows.map((row) => Float64Array.from(rowOf(queries, row)));
  const scores = rows.map(() => new Float64Array(patterns.rows));
  for (let n = 0; n < patterns.rows; n++) {
    const pattern = Float64Array.from(rowOf(patterns, n));
    chosen.forEach((query, b) => {
      scores[b][n] = product(query, pattern);
    });
  }
  return scores;
}

/** Four sums at a time, so that none waits for another. */
function product(x: Float64Array, y: Float64Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = x.length - (x.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += x[i] * y[i];
    b += x[i + 1] * y[i + 1];
    c += x[i + 2] * y[i + 2];
    d += x[i + 3] * y[i + 3];
  }
  for (let i = whole; i < x.length; i++) a += x[i] * y[i];
  return a + b + c + d;
}

function holdersOf(weights: Float64Array): number {
  const sorted = weights.toSorted();
  let sum = 0;
  let count = 0;
  while (count < sorted.length && sum < 1 - 1e-6) sum += sorted[sorted.length - ++count];
  return count;
}
