import {
  type Backend,
  bestBackend,
  dotProduct,
  type Matrix,
  type MatrixInput,
  shapeOf,
  toMatrix,
} from "../math/index.ts";
import type { Scorer, Similarity } from "../memory/index.ts";
import type { LearningEnd } from "./descent.ts";
import type { LinearMap } from "./linear-map.ts";
import type { Loss } from "./settings.ts";

/**
 * A kernel K(x, ξ) = ⟨W x, W ξ⟩ that was learned from the memories, as a similarity for every model, with what became of
 * learning it. U-Hop, eq. 2.1–2.4.
 */
export interface LearnedKernel extends Similarity {
  /** D and d. */
  readonly featureDimension: number;
  readonly dimension: number;
  /** What it was learned by. */
  readonly settings: Loss;
  /** The memories it was learned from; undefined where they were not handed over with a decoded kernel. */
  readonly patterns: Matrix | undefined;
  /** L over all of them with this kernel, from W itself: computed when first asked for. */
  readonly loss: number;
  /** L before each iteration and after the last, over all iterations so far; of mini-batches, where those were taken. */
  readonly losses: readonly number[];
  readonly iterations: number;
  /** Why learning ended; `"closed-form"` for a whitening. */
  readonly termination: LearningEnd | "closed-form";
  /** Where learning took place: the span of the memories, whose W is only written out when asked for, or all W. */
  readonly space: "span" | "whole";
  /** W, `[D, d]`: computed when first asked for. */
  weights(): Matrix;
  /** W x for each row, `[n, D]`. */
  features(vectors: MatrixInput): Matrix;
}

/** What a {@link LearnedKernel} is made of. */
export interface KernelParts
  extends Pick<LearnedKernel, "settings" | "patterns" | "losses" | "iterations" | "termination" | "space"> {
  readonly loss: () => number;
  readonly map: LinearMap;
  readonly backend: Backend;
}

/** The maps of kernels made here: what descent goes on from. */
const maps = new WeakMap<LearnedKernel, LinearMap>();

/** The map of a kernel. */
export function mapOf(kernel: LearnedKernel): LinearMap {
  const map = maps.get(kernel);
  if (map) return map;
  throw new TypeError(
    "learned kernel: expected what learnKernel, whiten or decodeKernel gave, got something else",
  );
}

export function kernelOf({ map, backend, loss: computeLoss, ...parts }: KernelParts): LearnedKernel {
  const shape = `[${map.rows}, ${map.columns}]`;
  const require = (vectors: Matrix, what: string): Matrix => {
    if (vectors.columns === map.columns) return vectors;
    throw new RangeError(
      `learned kernel: W is ${shape} but ${what} are ${shapeOf(vectors)}; W needs ${vectors.columns} columns`,
    );
  };
  let last: { readonly patterns: Matrix; readonly image: Matrix } | undefined;
  let known: number | undefined;
  const kernel: LearnedKernel = {
    ...parts,
    get loss() {
      known ??= computeLoss();
      return known;
    },
    name: `learned${shape}`,
    featureDimension: map.rows,
    dimension: map.columns,
    weights: () => map.matrix(backend),
    features: (vectors) => map.apply(require(toMatrix(vectors, "vectors"), "vectors"), backend),
    prepare: (patterns, backend) => {
      if (last?.patterns !== patterns) {
        last = { patterns, image: imageOf(map, require(patterns, "patterns"), backend) };
      }
      return scorerOf(last.image, backend);
    },
    confinement: (state) => {
      const features = map.apply({ rows: 1, columns: map.columns, data: state }, bestBackend()).data;
      return dotProduct(features, features) / 2;
    },
  };
  maps.set(kernel, map);
  return kernel;
}

/** Rows WᵀW ξ_n, `[N, d]`: with them a state's scores cost what inner products cost. */
function imageOf(map: LinearMap, patterns: Matrix, backend: Backend): Matrix {
  return map.back(map.apply(patterns, backend), backend);
}

function scorerOf(image: Matrix, backend: Backend): Scorer {
  return { scores: (out, states) => backend.dotProducts(out, states, image) };
}
