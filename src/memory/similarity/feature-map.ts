import {
  type Backend,
  bestBackend,
  dotProduct,
  fromRows,
  type Matrix,
  requireFinite,
  rowOf,
  shapeOf,
  zeros,
} from "../../math/index.ts";
import type { Similarity } from "./similarity.ts";

/** φ, applied to one vector `[d]` and giving its features `[D]`. */
export type FeatureMap = (vector: Float32Array) => ArrayLike<number>;

/**
 * A kernel given by its features, s = ⟨φ(x), φ(ξ)⟩ (Mercer). The patterns' features are computed once.
 * Nonparametric, section 3.2.
 */
export function featureKernel(name: string, features: FeatureMap): Similarity {
  const mapped = (source: Matrix): Matrix =>
    fromRows(Array.from({ length: source.rows }, (_, i) => features(rowOf(source, i))));
  return {
    name,
    prepare: (patterns, backend) => {
      const patternFeatures = mapped(patterns);
      return { scores: (out, states) => backend.dotProducts(out, mapped(states), patternFeatures) };
    },
  };
}

/**
 * The learned linear kernel s = ⟨W x, W ξ⟩ with W `[D, d]`. Its energy has K(x, x)/2 = |W x|²/2, and retrieval
 * never raises it. U-Hop, eq. 2.1–2.4.
 * @throws RangeError where W isn't finite, or (in use) hasn't one column per dimension of the patterns.
 */
export function learnedKernel(W: Matrix): Similarity {
  requireFinite(W, "learnedKernel: W");
  return {
    name: `learned${shapeOf(W)}`,
    prepare: (patterns, backend) => {
      if (W.columns !== patterns.columns) {
        throw new RangeError(
          `learnedKernel: W is ${shapeOf(W)} but patterns are ${shapeOf(patterns)}; W needs ${patterns.columns} columns`,
        );
      }
      const patternFeatures = project(W, patterns, backend);
      return {
        scores: (out, states) => backend.dotProducts(out, project(W, states, backend), patternFeatures),
      };
    },
    confinement: (state) => {
      const features = project(W, { rows: 1, columns: W.columns, data: state }, bestBackend()).data;
      return dotProduct(features, features) / 2;
    },
  };
}

/** Row b of the result is W x_b: `[B, D]`. */
export function project(W: Matrix, vectors: Matrix, backend: Backend): Matrix {
  return backend.dotProducts(zeros(vectors.rows, W.rows), vectors, W);
}
