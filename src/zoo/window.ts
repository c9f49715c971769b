import { type Matrix, zeros } from "../math/index.ts";
import { dot, masked, retrieveBy, softmax, windowMask } from "../memory/index.ts";
import { queriesOf, storedContentsOf } from "./contents.ts";
import type { Definition } from "./definition.ts";
import type { Model } from "./model.ts";

/**
 * The window model for queries and patterns aligned in one sequence of any length L: the query at place i attends the
 * patterns at most w places away, x_i ← Σ_j softmax(β ⟨x_i, ξ_j⟩) ξ_j over |i − j| ≤ w. A step takes O(L w) time and
 * no more memory than the states; weights are never formed. Queries keep their places from step to step.
 * Nonparametric, eq. 3.10 and remark 3.8; Beltagy et al. 2020.
 * @param window w, a whole number ≥ 0; default: ⌊√L⌋
 * @throws RangeError for a window that isn't one, or β that isn't > 0; in retrieval, unless there are as many queries as
 * patterns.
 */
export function window({ beta = 1, window: reach }: { beta?: number; window?: number } = {}): Model {
  requireWindow(reach);
  if (!(beta > 0 && Number.isFinite(beta))) {
    throw new RangeError(`window: beta must be a finite number > 0, got ${beta}`);
  }
  return {
    name: "window",
    source: "Nonparametric, eq. 3.10 and remark 3.8",
    store(input, options = {}) {
      const { patterns, values } = storedContentsOf("window", input, options.values);
      const { rows: L, columns: d } = patterns;
      const band: Band = { patterns, beta, window: Math.min(reach ?? Math.floor(Math.sqrt(L)), L - 1) };
      return {
        patternCount: L,
        dimension: d,
        retrieve(queries, chosen = {}) {
          const x = queriesOf("window", queries, d);
          requireAligned(x.rows, L);
          const found = retrieveBy((states, places) => attend(band, patterns, { states, places }), x, {
            ...chosen,
            readout: values && ((states, places) => attend(band, values, { states, places })),
          });
          return { ...found, weights: undefined };
        },
        operations(B) {
          requireAligned(B, L);
          return pairsIn(L, band.window) * (d + (values ?? patterns).columns);
        },
      };
    },
  };
}

/**
 * What the window model computes, by a mask over all pairs: for checking, as it takes L² places.
 */
export function windowDefinition(length: number, reach: number): Definition {
  return { similarity: dot, separation: masked(softmax, windowMask(length, reach)) };
}

function requireWindow(window: number | undefined): void {
  if (window === undefined || (Number.isInteger(window) && window >= 0)) return;
  throw new RangeError(`window: window must be a whole number ≥ 0, got ${window}`);
}

function requireAligned(queryCount: number, patternCount: number): void {
  if (queryCount === patternCount) return;
  throw new RangeError(
    `window: queries and patterns are one sequence, got ${queryCount} queries for ${patternCount} patterns; give one query per pattern`,
  );
}

/** How many (i, j) there are with |i − j| ≤ w < L. */
function pairsIn(L: number, w: number): number {
  return L * (2 * w + 1) - w * (w + 1);
}

interface Band {
  readonly patterns: Matrix;
  readonly beta: number;
  readonly window: number;
}

/** out[a] = Σ_j p_j V_j over the window of the state's place, `[A, v]`, in float64. */
function attend(
  { patterns, beta, window }: Band,
  values: Matrix,
  { states, places }: { states: Matrix; places: readonly number[] },
): Matrix {
  const out = zeros(states.rows, values.columns);
  const weights = new Float64Array(2 * window + 1);
  const sums = new Float64Array(values.columns);
  for (let a = 0; a < states.rows; a++) {
    const from = Math.max(0, places[a] - window);
    const count = Math.min(patterns.rows - 1, places[a] + window) + 1 - from;
    scoreRow(weights, states, a, { patterns, from, count });
    const total = exponentiate(weights, beta, count);
    addRows(sums, weights, values, { from, count });
    const at = a * values.columns;
    for (let j = 0; j < sums.length; j++) out.data[at + j] = sums[j] / total;
  }
  return out;
}

interface Span {
  readonly from: number;
  readonly count: number;
}

/** out[n] = ⟨x_a, ξ_{from + n}⟩, four patterns at a time, so that no sum waits for itself. */
function scoreRow(
  out: Float64Array,
  states: Matrix,
  a: number,
  { patterns, from, count }: Span & { patterns: Matrix },
): void {
  const { data: x, columns: d } = states;
  const { data: y } = patterns;
  const [start, state] = [from * d, a * d];
  const whole = count - (count % 4);
  for (let n = 0, at = start; n < whole; n += 4, at += 4 * d) {
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    for (let i = 0; i < d; i++) {
      const value = x[state + i];
      s0 += value * y[at + i];
      s1 += value * y[at + d + i];
      s2 += value * y[at + 2 * d + i];
      s3 += value * y[at + 3 * d + i];
    }
    out[n] = s0;
    out[n + 1] = s1;
    out[n + 2] = s2;
    out[n + 3] = s3;
  }
  for (let n = whole, at = start + whole * d; n < count; n++, at += d) {
    let sum = 0;
    for (let i = 0; i < d; i++) sum += x[state + i] * y[at + i];
    out[n] = sum;
  }
}

/** out[n] ← exp(β (out[n] − max)); returns their sum. */
function exponentiate(out: Float64Array, beta: number, count: number): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let n = 0; n < count; n++) if (out[n] > top) top = out[n];
  let total = 0;
  for (let n = 0; n < count; n++) {
    out[n] = Math.exp(beta * (out[n] - top));
    total += out[n];
  }
  return total;
}

/** out = Σ_n p_n V_{from + n}, four rows at a time, so that the sums are read and written once for them. */
function addRows(out: Float64Array, weights: Float64Array, values: Matrix, { from, count }: Span): void {
  const { data, columns: v } = values;
  const whole = count - (count % 4);
  out.fill(0);
  for (let n = 0, at = from * v; n < whole; n += 4, at += 4 * v) {
    const [p0, p1, p2, p3] = [weights[n], weights[n + 1], weights[n + 2], weights[n + 3]];
    for (let j = at; j < at + v; j++) {
      out[j - at] += p0 * data[j] + p1 * data[j + v] + (p2 * data[j + 2 * v] + p3 * data[j + 3 * v]);
    }
  }
  for (let n = whole, at = (from + whole) * v; n < count; n++, at += v) {
    for (let j = 0; j < v; j++) out[j] += weights[n] * data[at + j];
  }
}
