import {
  dotProduct,
  type Matrix,
  type MatrixInput,
  requireFinite,
  rowOf,
  shapeOf,
  toMatrix,
} from "../math/index.ts";
import { featureKernel, polynomial } from "../memory/index.ts";
import type { Definition } from "./definition.ts";
import { featureModel } from "./feature-memory.ts";
import type { LogFeatures, Span } from "./feature-sums.ts";
import type { Model } from "./model.ts";
import { randomDirections } from "./random-directions.ts";
import { type Seed, seedNumber } from "./seed.ts";

export interface RandomFeatureOptions {
  /** β > 0 of the softmax that is approximated. Default: 1. */
  beta?: number;
  /** m, how many features. Default: 256. */
  features?: number;
  /** Draws the directions; another seed draws others. Default: 1. */
  seed?: Seed;
  /** Whether directions are at right angles within blocks of d. Default: true. */
  orthogonal?: boolean;
  /** Directions Ω of one's own, `[m, d]`, instead of drawn ones. */
  omega?: MatrixInput;
}

/**
 * The model of positive random features, an approximation of the dense one: x ← φ(x) S / ⟨φ(x), z⟩ with
 * S = Σ_n φ(ξ_n)ᵀ ξ_n `[m, d]`, z = Σ_n φ(ξ_n) `[m]` and φ(x) = exp(√β Ω x − β |x|²/2) / √m, so that
 * ⟨φ(x), φ(y)⟩ ≈ exp(β ⟨x, y⟩). It keeps no patterns and forms no weights: a step takes O(m d) for each query.
 * Features are relative to the largest of a query and of the patterns, so that nothing overflows; how far it is from the
 * dense model says `randomFeatureError`.
 *
 * `asCoded: "relu"` takes the features of the published code instead, φ(x) = max(d^(−1/4) Ω x, 0) + 0.001, which don't
 * approximate a softmax; β has no effect on them.
 * Nonparametric, appendix C.3 (C.7) with the corrected normaliser; Choromanski et al. 2021, lemma 1.
 * @throws RangeError for options out of range; when storing, for directions of another number of columns.
 */
export function randomFeatures(options: RandomFeatureOptions & { asCoded?: "relu" } = {}): Model {
  const drawn = directionsOf("randomFeatures", options);
  const { beta = 1, asCoded } = options;
  const source = "Nonparametric, eq. C.7; Choromanski et al. 2021";
  return featureModel({ name: "random-features", source }, (dimension) => {
    const omega = drawn(dimension);
    return asCoded === "relu" ? reluFeatures(omega) : positiveFeatures(omega, beta);
  });
}

/**
 * What it computes, with weights p_j = ⟨φ(x), φ(ξ_j)⟩ / Σ, for directions Ω `[m, d]`: for checking, as features may
 * overflow.
 */
export function randomFeatureDefinition(omega: MatrixInput, beta: number): Definition {
  const Omega = toMatrix(omega, "omega");
  const m = Omega.rows;
  const features = (x: Float32Array): Float64Array => {
    const half = (beta * dotProduct(x, x)) / 2;
    return Float64Array.from({ length: m }, (_, i) => {
      return Math.exp(Math.sqrt(beta) * dotProduct(rowOf(Omega, i), x) - half) / Math.sqrt(m);
    });
  };
  return { similarity: featureKernel(`random-features(${m})`, features), separation: polynomial(1), beta };
}

/** Checks the options; gives the directions for a dimension, always the same. */
export function directionsOf(owner: string, options: RandomFeatureOptions): (dimension: number) => Matrix {
  const { beta = 1, features = 256, orthogonal = true, omega } = options;
  if (!(beta > 0 && Number.isFinite(beta))) {
    throw new RangeError(`${owner}: beta must be a finite number > 0, got ${beta}`);
  }
  if (!(Number.isInteger(features) && features >= 1)) {
    throw new RangeError(`${owner}: features must be a whole number ≥ 1, got ${features}`);
  }
  const seed = seedNumber(owner, options.seed ?? 1);
  const given = omega && requireFinite(toMatrix(omega, "omega"), "omega");
  return (dimension) => {
    const directions = given ?? randomDirections(features, dimension, { seed, orthogonal });
    if (directions.rows > 0 && directions.columns === dimension) return directions;
    throw new RangeError(
      `${owner}: omega is ${shapeOf(directions)}; these patterns need [m, ${dimension}], m ≥ 1`,
    );
  };
}

/** ln φᵢ(x) = √β ⟨ωᵢ, x⟩ − β |x|²/2, without the common 1/√m; of queries without the common −β |x|²/2. */
export function positiveFeatures(omega: Matrix, beta: number): LogFeatures {
  const { rows: m, columns: d } = omega;
  const scaled = Float64Array.from(omega.data, (value) => Math.sqrt(beta) * value);
  return {
    count: m,
    operations: m * d,
    ofPatterns(out, patterns, span) {
      project(out, scaled, patterns, span);
      for (let r = 0, at = 0; r < span.to - span.from; r++) {
        const half = (beta * dotProduct(rowOf(patterns, span.from + r), rowOf(patterns, span.from + r))) / 2;
        for (let i = 0; i < m; i++) out[at++] -= half;
      }
    },
    ofQueries: (out, queries, span) => project(out, scaled, queries, span),
  };
}

function reluFeatures(omega: Matrix): LogFeatures {
  const { rows: m, columns: d } = omega;
  const scaled = Float64Array.from(omega.data, (value) => d ** -0.25 * value);
  const write = (out: Float64Array, source: Matrix, span: Span): void => {
    project(out, scaled, source, span);
    for (let at = 0; at < (span.to - span.from) * m; at++) out[at] = Math.log(Math.max(out[at], 0) + 1e-3);
  };
  return { count: m, operations: m * d, ofPatterns: write, ofQueries: write };
}

/** out[r, i] = ⟨ωᵢ, x_{from + r}⟩ in float64. */
function project(out: Float64Array, omega: Float64Array, source: Matrix, { from, to }: Span): void {
  const { data: x, columns: d } = source;
  const m = omega.length / d;
  for (let i = 0, w = 0; i < m; i++, w += d) {
    for (let r = 0, at = from * d; r < to - from; r++, at += d) {
      let sum = 0;
      for (let j = 0; j < d; j++) sum += omega[w + j] * x[at + j];
      out[r * m + i] = sum;
    }
  }
}
