import { Matrix as DenseMatrix, EigenvalueDecomposition } from "ml-matrix";
import { type Backend, type Matrix, matrix, zeros } from "../math/index.ts";
import { dividedByTriangle, pivotedCholesky } from "./cholesky.ts";
import { correctedMap, denseMap, type LinearMap, scaledIdentity } from "./linear-map.ts";
import { gram, product, transposed } from "./products.ts";

/** Eigenvalues, and their vectors as columns: S = U diag(values) Uᵀ. */
interface Eigen {
  readonly values: readonly number[];
  readonly vectors: Matrix;
}

/**
 * W with Wᵀ W = c² (C + λ)⁻¹, C = Xᵀ X/M and λ = ridge · the mean eigenvalue of C that isn't 0 by its shape: whitening in
 * closed form. c keeps the mean of K(ξ, ξ) what the mean of |ξ|² is, so that the same β serves. For M < d it is the
 * symmetric root, by the eigenvalues of XXᵀ; else the inverse of a Cholesky factor, d³ in float64, which gives the same
 * kernel many times sooner.
 */
export function whiteningMap(patterns: Matrix, ridge: number, backend: Backend): LinearMap {
  return patterns.rows < patterns.columns
    ? rootInSpan(patterns, ridge, backend)
    : denseMap(inverseFactor(patterns, ridge, backend));
}

function rootInSpan(patterns: Matrix, ridge: number, backend: Backend): LinearMap {
  const { rows: M, columns: d } = patterns;
  const { values, vectors } = eigenOf(gram(zeros(M, M), patterns, backend), M);
  const lambda = (ridge * sum(values)) / values.length;
  const scale = Math.sqrt(sum(values) / sum(values.map((value) => value / (value + lambda))));
  // Off the memories C is 0, and W is scale/√λ; along an eigenvector u of XXᵀ/M, Xᵀu has the length √(M σ).
  const rest = scale / Math.sqrt(lambda);
  const mixed = values.map((value) =>
    value > 0 ? (scale / Math.sqrt(value + lambda) - rest) / (M * value) : 0,
  );
  const mixing = withValues(vectors, mixed, backend);
  return correctedMap(scaledIdentity(d, rest), { anchors: patterns, mixing, patterns });
}

/** c L⁻¹ for C + λ = L Lᵀ, `[d, d]`; c² tr(C (C + λ)⁻¹) = tr(C), and tr((C + λ)⁻¹) = |L⁻¹|². */
function inverseFactor(patterns: Matrix, ridge: number, backend: Backend): Matrix {
  const { rows: M, columns: d } = patterns;
  const turned = transposed(patterns);
  const S = gram(zeros(d, d), turned, backend);
  for (let at = 0; at < S.data.length; at++) S.data[at] /= M;
  const trace = sum(Array.from({ length: d }, (_, i) => S.data[i * d + i]));
  const lambda = (ridge * trace) / d;
  for (let i = 0; i < d; i++) S.data[i * d + i] += lambda;
  const { triangle, pivots } = pivotedCholesky(S, 0);
  const inverse = dividedByTriangle(identity(d), triangle);
  const squares = inverse.data.reduce((total, value) => total + value * value, 0);
  const scale = Math.sqrt(trace / (d - lambda * squares));
  const W = zeros(d, d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) W.data[i * d + pivots[j]] = scale * inverse.data[i * d + j];
  }
  return W;
}

function identity(d: number): Matrix {
  const one = zeros(d, d);
  for (let i = 0; i < d; i++) one.data[i * d + i] = 1;
  return one;
}

/** The eigenvalues of S/M, none below 0, and their vectors. */
function eigenOf({ rows, data }: Matrix, M: number): Eigen {
  const dense = DenseMatrix.from1DArray(rows, rows, Array.from(data));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(dense, {
    assumeSymmetric: true,
  });
  const vectors = matrix(Float32Array.from(eigenvectorMatrix.to1DArray()), rows, rows);
  return { values: realEigenvalues.map((value) => Math.max(0, value / M)), vectors };
}

/** U diag(values) Uᵀ. */
function withValues(vectors: Matrix, values: readonly number[], backend: Backend): Matrix {
  const scaled = zeros(vectors.rows, vectors.columns);
  scaled.data.forEach((_, at) => {
    scaled.data[at] = vectors.data[at] * values[at % vectors.columns];
  });
  return product(scaled, transposed(vectors), backend);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
