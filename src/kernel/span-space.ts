import { type Backend, type Matrix, matrix, rowsOf, zeros } from "../math/index.ts";
import { dividedByTriangle, pivotedCholesky } from "./cholesky.ts";
import { featureLoss } from "./feature-loss.ts";
import { type Correction, correctedMap, type LinearMap } from "./linear-map.ts";
import { gram, inner, product } from "./products.ts";
import type { Loss } from "./settings.ts";
import type { Space, Vector } from "./space.ts";

/** What a descent starts from. */
export interface SpaceInput {
  /** X, `[M, d]`. */
  readonly patterns: Matrix;
  /** W₀, `[D, d]`. */
  readonly base: LinearMap;
  readonly loss: Loss;
  readonly backend: Backend;
  /** F₀ = X W₀ᵀ, `[M, D]`, where it is known. */
  readonly features?: Matrix | undefined;
}

/** The features of the memories, and what takes coordinates in their span back to features. */
export interface Span {
  /** G₀ `[M, r]` with G₀ G₀ᵀ = F₀ F₀ᵀ: the features in r ≤ M coordinates. */
  readonly start: Matrix;
  /** X Xᵀ, `[M, M]`. */
  readonly patternGram: Matrix;
  /** W₀, and what Z `[M, r]` adds to it. */
  readonly base: LinearMap;
  correction(Z: Matrix): Correction;
}

/**
 * Descent without W, for fewer memories than dimensions. As F = X Wᵀ and dL/dW = (dL/dF)ᵀ X, every W on the way is
 * W₀ + Qᵀ Zᵀ X, where the rows of Q `[r, D]` are an orthonormal basis of those of F₀: F₀ = G₀ Q, by Cholesky of
 * F₀ F₀ᵀ = G₀ G₀ᵀ. In these coordinates
 *
 *     G = G₀ + (X Xᵀ) Z,   ⟨Qᵀ Z_aᵀ X, Qᵀ Z_bᵀ X⟩ = Σ Z_a ∘ (X Xᵀ Z_b),
 *
 * and the Z of dL/dW is dL/dG, so that a step costs three products of M × M matrices and never touches d or D. Vectors are pairs of Z and (X Xᵀ) Z.
 */
export function spanSpace(input: SpaceInput): Space {
  const { patterns, loss, backend } = input;
  const M = patterns.rows;
  const span = spanOf(gramsOf(input), input);
  const { start, patternGram } = span;
  const r = start.columns;
  return {
    name: "span",
    start: { own: new Float32Array(M * r), image: start.data },
    evaluate: (point, rows) => {
      const G = matrix(point.image, M, r);
      const found = rows
        ? spread(featureLoss(rowsOf(G, rows), loss, backend), rows, M)
        : featureLoss(G, loss, backend);
      const image = product(patternGram, found.gradient, backend);
      return { loss: found.loss, gradient: { own: found.gradient.data, image: image.data } };
    },
    inner: (a: Vector, b: Vector) => inner(a.own, b.image),
    mapAt: (point) => correctedMap(span.base, span.correction(matrix(point.own, M, r))),
  };
}

/** What is known of the features at the start. */
export interface Grams {
  /** F₀ = X W₀ᵀ, `[M, D]`. */
  readonly features: Matrix;
  /** F₀ F₀ᵀ and X Xᵀ, `[M, M]`. */
  readonly featureGram: Matrix;
  readonly patternGram: Matrix;
}

function gramsOf({ patterns, base, backend, features }: SpaceInput): Grams {
  const M = patterns.rows;
  const known = features ?? base.apply(patterns, backend);
  return {
    features: known,
    featureGram: gram(zeros(M, M), known, backend),
    patternGram: gram(zeros(M, M), patterns, backend),
  };
}

/** The span of the features at the start. */
export function spanOf(
  { features, featureGram, patternGram }: Grams,
  { patterns, base }: Pick<SpaceInput, "patterns" | "base">,
): Span {
  const { R, pivots, triangle } = pivotedCholesky(featureGram);
  const anchors = rowsOf(features, pivots);
  return {
    start: R,
    patternGram,
    // Q = T⁻¹ A, where A are the rows of F₀ that were pivots and T those of G₀.
    correction: (Z) => ({
      anchors,
      mixing: dividedByTriangle(Z, triangle),
      patterns,
      known: { features, patternGram },
    }),
    base,
  };
}

/** The gradient of some rows among zeros for the others. */
function spread(
  { loss, gradient }: { loss: number; gradient: Matrix },
  rows: readonly number[],
  M: number,
): { loss: number; gradient: Matrix } {
  const whole = zeros(M, gradient.columns);
  rows.forEach((row, i) => {
    const part = gradient.data.subarray(i * gradient.columns, (i + 1) * gradient.columns);
    whole.data.set(part, row * gradient.columns);
  });
  return { loss, gradient: whole };
}
