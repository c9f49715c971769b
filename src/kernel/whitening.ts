import { Matrix as DenseMatrix, EigenvalueDecomposition } from "ml-matrix";
import { type Backend, type Matrix, matrix, zeros } from "../math/index.ts";
import { correctedMap, denseMap, type LinearMap, scaledIdentity } from "./linear-map.ts";
import { gram, product, transposed } from "./products.ts";

/** Eigenvalues, and their vectors as columns: S = U diag(values) Uᵀ. */
interface Eigen {
  readonly values: readonly number[];
  readonly vectors: Matrix;
}

/**
 * W = c (C + λ)^(−1/2) with C = Xᵀ X/M and λ = ridge · the mean eigenvalue of C that isn't 0 by its shape: whitening in
 * closed form. c keeps the mean of K(ξ, ξ) what the mean of |ξ|² is, so that the same β serves. Takes the eigenvalues of
 * the smaller of XXᵀ and XᵀX in float64, min(M, d)³.
 */
export function whiteningMap(patterns: Matrix, ridge: number, backend: Backend): LinearMap {
  const { rows: M, columns: d } = patterns;
  const inSpan = M < d;
  const small = inSpan ? patterns : transposed(patterns);
  const { values, vectors } = eigenOf(gram(zeros(small.rows, small.rows), small, backend), M);
  const lambda = (ridge * sum(values)) / values.length;
  const scale = Math.sqrt(sum(values) / sum(values.map((value) => value / (value + lambda))));
  if (!inSpan) {
    return denseMap(
      withValues(
        vectors,
        values.map((value) => scale / Math.sqrt(value + lambda)),
        backend,
      ),
    );
  }
  // Off the memories C is 0, and W is scale/√λ; along an eigenvector u of XXᵀ/M, Xᵀu has the length √(M σ).
  const rest = scale / Math.sqrt(lambda);
  const mixed = values.map((value) =>
    value > 0 ? (scale / Math.sqrt(value + lambda) - rest) / (M * value) : 0,
  );
  const mixing = withValues(vectors, mixed, backend);
  return correctedMap(scaledIdentity(d, rest), { anchors: patterns, mixing, patterns });
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
