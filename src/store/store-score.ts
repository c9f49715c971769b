import { type Backend, dotProduct, type Matrix, norm, rowOf, squaredDistance } from "../math/index.ts";
import { overlapCosine } from "../memory/index.ts";
import type { StoreScore } from "./pattern-store.ts";

/** A way to score vectors quickly in float32, with a bound that can't be wrong, and exactly in float64. */
export interface ScoreKind {
  /** Scores in float32 of every query and vector, `[B, n]`. */
  quick(backend: Backend, out: Matrix, queries: Matrix, vectors: Matrix): Matrix;
  /** The score in float64; the norms are |q| and |ξ|. */
  exact(query: Float32Array, vector: Float32Array, norms: Norms): number;
  /** What the exact score is at most, given the quick one: ∞ where float32 says nothing. */
  most(quick: number, norms: Norms, dimension: number): number;
}

export interface Norms {
  readonly query: number;
  readonly vector: number;
}

/**
 * A score of a backend differs from the exact one by at most (70 + d/256) 2⁻²⁴ Σᵢ |term i|, and Σᵢ |qᵢ ξᵢ| ≤ |q| |ξ|;
 * below that, by what is lost where terms are smaller than float32's smallest numbers.
 */
const relativeError = (dimension: number): number => (71 + dimension / 256) * 2 ** -24;
const smallest = (dimension: number): number => (dimension + 1) * 2 ** -125;

/** From where on float32 sums may overflow. */
const largestSafe = 1e37;

/** ⟨q, ξ⟩ at most, from its quick form. */
function mostDot(quick: number, { query, vector }: Norms, dimension: number): number {
  const size = query * vector;
  if (!(size < largestSafe)) return Number.POSITIVE_INFINITY;
  return quick + relativeError(dimension) * size + smallest(dimension);
}

export const SCORE_KINDS: Readonly<Record<StoreScore, ScoreKind>> = {
  dot: {
    quick: (backend, out, queries, vectors) => backend.dotProducts(out, queries, vectors),
    exact: dotProduct,
    most: mostDot,
  },
  cosine: {
    quick: (backend, out, queries, vectors) => backend.dotProducts(out, queries, vectors),
    exact: (query, vector, norms) => cosineOf(dotProduct(query, vector), norms),
    most: (quick, norms, dimension) => cosineOf(mostDot(quick, norms, dimension), norms),
  },
  "overlap-cosine": {
    quick: quickOverlap,
    exact: exactOverlap,
    most: (quick, { query, vector }, dimension) => {
      const safe = vector > 1e-10 && vector < 1e18 && query > 1e-18 && query * vector < largestSafe;
      // The products' rounding is relative to |q| |ξ_K|, and so is the divisor's.
      return safe ? quick + 4 * relativeError(dimension) : Number.POSITIVE_INFINITY;
    },
  },
  "squared-euclidean": {
    quick: (backend, out, queries, vectors) => backend.squaredDistances(out, queries, vectors),
    exact: (query, vector) => -squaredDistance(query, vector),
    most: (quick, _, dimension) =>
      quick < largestSafe ? smallest(dimension) - quick * (1 - relativeError(dimension)) : 0,
  },
};

function cosineOf(dot: number, { query, vector }: Norms): number {
  const size = query * vector;
  return size > 0 ? dot / size : 0;
}

/** |ξ_K|² counts as at least this share of |ξ|²: the default of `overlapCosine`. */
export const OVERLAP_FLOOR = 0.02;

/** ⟨q, ξ⟩ / (|q| |ξ_K|), K the coordinates where q isn't 0. */
function exactOverlap(query: Float32Array, vector: Float32Array, norms: Norms): number {
  let known = 0;
  for (let i = 0; i < query.length; i++) if (query[i] !== 0) known += vector[i] * vector[i];
  const size = norms.query * Math.sqrt(Math.max(known, OVERLAP_FLOOR * norms.vector ** 2));
  return size > 0 ? dotProduct(query, vector) / size : 0;
}

function quickOverlap(backend: Backend, out: Matrix, queries: Matrix, vectors: Matrix): Matrix {
  return overlapCosine({ floor: OVERLAP_FLOOR }).prepare(vectors, backend).scores(out, queries);
}

const known = new WeakMap<Float32Array, Float64Array>();

/** |ξ| of each row, `[n]`; remembered for as long as the rows are. */
export function rowNorms(vectors: Matrix): Float64Array {
  const found = known.get(vectors.data);
  if (found?.length === vectors.rows) return found;
  const norms = Float64Array.from({ length: vectors.rows }, (_, i) => norm(rowOf(vectors, i)));
  known.set(vectors.data, norms);
  return norms;
}
