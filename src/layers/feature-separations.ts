import {
  add,
  constant,
  elu,
  exp,
  matmul,
  max,
  multiply,
  sqrt,
  square,
  subtract,
  sum,
  transpose,
  type Value,
  where,
} from "../engine/index.ts";
import { dotProduct, drawDirections, type Matrix, type Random, rowOf } from "../math/index.ts";
import { type FeatureMap, featureKernel, polynomial } from "../memory/index.ts";
import type { FeatureSeparation, MemoryForm, SeparationContext } from "./layer-separation.ts";

/**
 * φ(x) = elu(x) + 1: p ∝ ⟨φ(q), φ(k)⟩ at a cost linear in the patterns. It has no β. Nonparametric, appendix C.1 (C.1);
 * Katharopoulos et al. 2020.
 */
export function linearSeparation(): FeatureSeparation {
  const features = (x: Value): Value => add(elu(x), 1);
  return {
    ...{ name: "linear", parameters: [], queryFeatures: features, patternFeatures: features },
    toMemory: () => ({
      ...byFeatures("elu+1", (x) => x.map((value) => (value > 0 ? value + 1 : Math.exp(value)))),
      beta: 1,
    }),
  };
}

export interface RandomFeaturesOptions {
  /** Draws the directions, once. */
  readonly random: Random;
  /** k, the width of a head. */
  readonly dimension: number;
  /** m, how many features. Default: 4 k. */
  readonly features?: number;
  /** Directions Ω of one's own, `[m, k]`. */
  readonly directions?: Matrix;
}

/**
 * Positive random features φ(x) = exp(√β Ω x − β |x|²/2), an estimate of softmax at a cost linear in the patterns. The
 * same directions serve all heads and passes and are never drawn again. Features are taken relative to the largest of a
 * query and of a head's patterns, which cancels. Nonparametric, appendix C.3; Choromanski et al. 2021, lemma 1.
 * @throws RangeError for directions of another width than the heads have, when applied.
 */
export function randomFeatureSeparation({
  random,
  dimension,
  features = 4 * dimension,
  directions = drawDirections(features, dimension, { random }),
}: RandomFeaturesOptions): FeatureSeparation {
  const Omega = constant(directions.data, [directions.rows, directions.columns]);
  const root = (x: Value, { beta }: SeparationContext): Value =>
    multiply(x, typeof beta === "number" ? Math.sqrt(beta) : sqrt(beta));
  return {
    name: "random-features",
    parameters: [],
    queryFeatures(queries, context) {
      const logs = matmul(root(queries, context), Omega, { transposeY: true });
      return exp(subtract(logs, max(logs, -1, { keep: true })));
    },
    patternFeatures(patterns, context) {
      const x = root(patterns, context);
      const logs = subtract(
        matmul(x, Omega, { transposeY: true }),
        multiply(sum(square(x), -1, { keep: true }), 0.5),
      );
      return exp(subtract(logs, largest(logs, context)));
    },
    toMemory: (_, beta) => ({
      ...byFeatures("random-features", (x) => featuresOf(x, directions, beta)),
      beta,
    }),
  };
}

/** Weights p = ⟨φ(x), φ(ξ)⟩ / Σ, which `memory/` forms. */
function byFeatures(name: string, features: FeatureMap): MemoryForm {
  return { similarity: featureKernel(name, features), separation: polynomial(1) };
}

function featuresOf(x: Float32Array, directions: Matrix, beta: number): Float64Array {
  const half = (beta * dotProduct(x, x)) / 2;
  return Float64Array.from({ length: directions.rows }, (_, i) =>
    Math.exp(Math.sqrt(beta) * dotProduct(rowOf(directions, i), x) - half),
  );
}

/** The largest of all features of a head's patterns, padding aside: `[B, H, 1, 1]`. */
function largest(logs: Value, { valid }: SeparationContext): Value {
  const known = valid ? where(transpose(valid, [0, 1, 3, 2]), logs, farBelow) : logs;
  return max(max(known, -1, { keep: true }), 2, { keep: true });
}

/** Below every logarithm of a feature, and yet finite. */
const farBelow = -1e30;
