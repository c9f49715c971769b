import { type Matrix, zeros } from "../math/index.ts";
import type { Contents } from "./contents.ts";

/** Rows from … to − 1. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Positive features φ of a vector `[d]`, as logarithms, so that none overflows. */
export interface LogFeatures {
  /** m. */
  readonly count: number;
  /** Multiplications of one query's features. */
  readonly operations: number;
  /** out[r, i] = ln φᵢ(ξ_{from + r}), `[to − from, m]`. */
  ofPatterns(out: Float64Array, patterns: Matrix, span: Span): void;
  /** The same for queries, but for an addend common to all features of one. */
  ofQueries(out: Float64Array, queries: Matrix, span: Span): void;
}

/** Σ_n φᵢ(ξ_n) V_n, `[m, columns]`. */
export interface Kept {
  readonly columns: number;
  readonly data: Float64Array;
}

/**
 * What a memory of features keeps, in float64. Everything of feature i is divided by its largest value so far, so that
 * the sums are neither too large nor too small whatever the patterns are.
 */
export interface FeatureSums {
  count: number;
  /** ln maxₙ φᵢ(ξ_n), `[m]`. */
  readonly largest: Float64Array;
  /** Σ_n φᵢ(ξ_n), `[m]`. */
  readonly totals: Float64Array;
  readonly patterns: Kept;
  readonly values: Kept | undefined;
}

/** Rows that are worked on at a time, so that the sums are read once for all of them. */
const BLOCK = 32;

/** The sums of an empty memory. */
export function featureSums(
  m: number,
  { dimension, valueColumns }: { dimension: number; valueColumns: number | undefined },
): FeatureSums {
  const kept = (columns: number): Kept => ({ columns, data: new Float64Array(m * columns) });
  return {
    count: 0,
    largest: new Float64Array(m).fill(Number.NEGATIVE_INFINITY),
    totals: new Float64Array(m),
    patterns: kept(dimension),
    values: valueColumns === undefined ? undefined : kept(valueColumns),
  };
}

/** Adds patterns, and their values where those are kept. */
export function addTo(sums: FeatureSums, features: LogFeatures, items: Contents): void {
  forEachBlock(items.patterns.rows, features.count, (phi, span) => {
    features.ofPatterns(phi, items.patterns, span);
    raise(sums, phi, span.to - span.from);
    accumulate(sums, phi, { items, span, sign: 1 });
  });
  sums.count += items.patterns.rows;
}

/** Takes patterns out again. */
export function takeFrom(sums: FeatureSums, features: LogFeatures, items: Contents): void {
  forEachBlock(items.patterns.rows, features.count, (phi, span) => {
    features.ofPatterns(phi, items.patterns, span);
    accumulate(sums, phi, { items, span, sign: -1 });
  });
  sums.count -= items.patterns.rows;
  if (sums.count === 0) clear(sums);
}

/** The first pattern with a feature above the largest so far, which cannot have been added; −1 where there is none. */
export function strangerIn(sums: FeatureSums, features: LogFeatures, patterns: Matrix): number {
  let found = -1;
  forEachBlock(patterns.rows, features.count, (phi, span) => {
    features.ofPatterns(phi, patterns, span);
    const end = (span.to - span.from) * features.count;
    for (let at = 0; at < end && found < 0; at++) {
      if (phi[at] > sums.largest[at % features.count]) found = span.from + Math.floor(at / features.count);
    }
  });
  return found;
}

/**
 * out[b] = Σᵢ φᵢ(x_b) keptᵢ / Σᵢ φᵢ(x_b) totalsᵢ, `[B, columns]`, relative to the largest term of a query: its
 * denominator is at least 1 as long as nothing was taken out.
 * @throws RangeError where rounding has left nothing of what was not taken out.
 */
export function readFrom(
  states: Matrix,
  kept: Kept,
  { sums, features }: { sums: FeatureSums; features: LogFeatures },
): Matrix {
  const { columns: v, data: S } = kept;
  const m = features.count;
  const out = zeros(states.rows, v);
  const read = new Float64Array(BLOCK * v);
  forEachBlock(states.rows, m, (phi, { from, to }) => {
    const rows = to - from;
    features.ofQueries(phi, states, { from, to });
    read.fill(0);
    for (let r = 0; r < rows; r++) weigh(phi.subarray(r * m, (r + 1) * m), sums);
    for (let i = 0, sum = 0; i < m; i++, sum += v) {
      for (let r = 0, at = 0; r < rows; r++, at += v) {
        const feature = phi[r * m + i];
        for (let j = 0; j < v; j++) read[at + j] += feature * S[sum + j];
      }
    }
    out.data.set(read.subarray(0, rows * v), from * v);
  });
  return out;
}

/** φ ← φ max φ(ξ) / Σᵢ φᵢ totalsᵢ, of logarithms. */
function weigh(phi: Float64Array, { largest, totals }: FeatureSums): void {
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < phi.length; i++) {
    // Rounding may leave a total of 0 or less where all that was in it has been taken out.
    phi[i] = totals[i] > 0 ? phi[i] + largest[i] : Number.NEGATIVE_INFINITY;
    if (phi[i] > top) top = phi[i];
  }
  if (top === Number.NEGATIVE_INFINITY) {
    throw new RangeError(
      "retrieve: rounding has left nothing of the patterns in this memory, as much larger ones were removed; build it anew",
    );
  }
  let total = 0;
  for (let i = 0; i < phi.length; i++) {
    phi[i] = Math.exp(phi[i] - top);
    total += phi[i] * totals[i];
  }
  for (let i = 0; i < phi.length; i++) phi[i] /= total;
}

function forEachBlock(rows: number, m: number, take: (phi: Float64Array, span: Span) => void): void {
  const phi = new Float64Array(Math.min(BLOCK, rows) * m);
  for (let from = 0; from < rows; from += BLOCK) take(phi, { from, to: Math.min(rows, from + BLOCK) });
}

/** Makes the largest features so far include those of a block, and scales the sums to them. */
function raise({ largest, totals, patterns, values }: FeatureSums, phi: Float64Array, rows: number): void {
  const m = largest.length;
  for (let i = 0; i < m; i++) {
    let top = largest[i];
    for (let r = 0; r < rows; r++) if (phi[r * m + i] > top) top = phi[r * m + i];
    if (top === largest[i]) continue;
    const scale = Math.exp(largest[i] - top);
    largest[i] = top;
    totals[i] *= scale;
    for (const { data, columns } of values ? [patterns, values] : [patterns]) {
      for (let at = i * columns; at < (i + 1) * columns; at++) data[at] *= scale;
    }
  }
}

interface Change {
  readonly items: Contents;
  readonly span: Span;
  readonly sign: 1 | -1;
}

/** Adds or takes off a block of patterns with the logarithms of their features. */
function accumulate(sums: FeatureSums, phi: Float64Array, { items, span, sign }: Change): void {
  const m = sums.largest.length;
  const rows = span.to - span.from;
  for (let r = 0, at = 0; r < rows; r++) {
    for (let i = 0; i < m; i++, at++) {
      phi[at] = sign * Math.exp(phi[at] - sums.largest[i]);
      sums.totals[i] += phi[at];
    }
  }
  addProducts(sums.patterns, phi, items.patterns, span);
  if (sums.values && items.values) addProducts(sums.values, phi, items.values, span);
}

/** sumsᵢ += Σ_r φ[r, i] source_{from + r}. */
function addProducts({ data, columns }: Kept, phi: Float64Array, source: Matrix, { from, to }: Span): void {
  if (columns === 0) return;
  const m = data.length / columns;
  for (let i = 0, sum = 0; i < m; i++, sum += columns) {
    for (let r = 0, at = from * columns; r < to - from; r++, at += columns) {
      const feature = phi[r * m + i];
      for (let j = 0; j < columns; j++) data[sum + j] += feature * source.data[at + j];
    }
  }
}

function clear({ largest, totals, patterns, values }: FeatureSums): void {
  largest.fill(Number.NEGATIVE_INFINITY);
  totals.fill(0);
  patterns.data.fill(0);
  values?.data.fill(0);
}
