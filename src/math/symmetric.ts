import { CholeskyDecomposition, Matrix as DenseMatrix, EigenvalueDecomposition } from "ml-matrix";
import { dotProduct, norm } from "./vector.ts";

/** A symmetric matrix A `[N][N]`, factored so that A x = b can be solved again and again in O(N²). */
export interface SymmetricFactor {
  /** `"cholesky"` where A is positive definite and well conditioned, `"eigen"` otherwise. */
  readonly method: "cholesky" | "eigen";
  /**
   * max |λ| / min |λ| over the eigenvalues: how much rounding grows at most. Infinity where A is singular. Estimated
   * from below, to a few per cent, for `"cholesky"`.
   */
  readonly condition: number;
  /** How many eigenvalues differ from 0 by more than rounding: N for `"cholesky"`. */
  readonly rank: number;
  /** out = A⁺ b, `[N]`: the solution, or where there is none or many the shortest x with the least |A x − b|. */
  solve(out: Float64Array, b: ArrayLike<number>): Float64Array;
}

/** Up to this condition a Cholesky factor's solutions keep six digits in float64. */
const wellConditioned = 1e10;

/**
 * Factors a symmetric matrix given by its rows (float64, by ml-matrix): by Cholesky, A = L Lᵀ, where that works, in N³/6
 * multiplications, else by its eigenvalues, A = V Λ Vᵀ, many times slower; eigenvalues up to max |λ| · N · 2⁻⁵² count
 * as 0. Only the lower triangle is read.
 * @throws RangeError for rows of another length, NaN or infinity.
 */
export function factorSymmetric(rows: readonly ArrayLike<number>[]): SymmetricFactor {
  const A = symmetricFrom(rows);
  const cholesky = new CholeskyDecomposition(A);
  if (cholesky.isPositiveDefinite()) {
    const factor = choleskyFactor(A, cholesky.lowerTriangularMatrix);
    if (factor.condition <= wellConditioned) return factor;
  }
  return eigenFactor(A);
}

function choleskyFactor(A: DenseMatrix, lower: DenseMatrix): SymmetricFactor {
  const N = A.rows;
  const L = rowsFrom(lower);
  const columns = rowsFrom(lower.transpose());
  const solve: SymmetricFactor["solve"] = (out, b) => {
    // L z = b by rows, then Lᵀ x = z by rows of Lᵀ.
    for (let i = 0; i < N; i++) out[i] = (b[i] - dotProduct(L[i].subarray(0, i), out)) / L[i][i];
    for (let i = N - 1; i >= 0; i--) {
      const rest = dotProduct(columns[i].subarray(i + 1), out.subarray(i + 1));
      out[i] = (out[i] - rest) / L[i][i];
    }
    return out;
  };
  const rows = rowsFrom(A);
  const top = largestEigenvalue(N, (out, b) => {
    rows.forEach((row, i) => {
      out[i] = dotProduct(row, b);
    });
    return out;
  });
  return { method: "cholesky", rank: N, condition: Math.max(1, top * largestEigenvalue(N, solve)), solve };
}

function eigenFactor(A: DenseMatrix): SymmetricFactor {
  const N = A.rows;
  const { realEigenvalues: values, eigenvectorMatrix } = new EigenvalueDecomposition(A, {
    assumeSymmetric: true,
  });
  const vectors = rowsFrom(eigenvectorMatrix.transpose());
  const sizes = values.map(Math.abs);
  const top = Math.max(...sizes);
  const kept = values.flatMap((value, i) => (Math.abs(value) > top * N * 2 ** -52 ? [i] : []));
  return {
    method: "eigen",
    rank: kept.length,
    condition: kept.length < N ? Number.POSITIVE_INFINITY : top / Math.min(...sizes),
    solve: (out, b) => {
      const shares = kept.map((i) => dotProduct(vectors[i], b) / values[i]);
      out.fill(0);
      kept.forEach((i, at) => {
        for (let j = 0; j < N; j++) out[j] += shares[at] * vectors[i][j];
      });
      return out;
    },
  };
}

/** The largest eigenvalue of a positive definite map by the power method, from below. */
function largestEigenvalue(N: number, map: (out: Float64Array, b: Float64Array) => Float64Array): number {
  // No pattern that a matrix is likely to be blind to: signs alternate and sizes grow.
  let x: Float64Array = Float64Array.from({ length: N }, (_, i) => (i % 2 ? -1 : 1) * (1 + i / N));
  let estimate = 0;
  for (let round = 0; round < 100; round++) {
    const length = norm(x);
    for (let i = 0; i < N; i++) x[i] /= length;
    const image = map(new Float64Array(N), x);
    const next = dotProduct(x, image);
    x = image;
    if (next - estimate <= 1e-4 * next) return next;
    estimate = next;
  }
  return estimate;
}

function symmetricFrom(rows: readonly ArrayLike<number>[]): DenseMatrix {
  const N = rows.length;
  const A = DenseMatrix.zeros(N, N);
  rows.forEach((row, i) => {
    if (row.length !== N) {
      throw new RangeError(`factorSymmetric: row ${i} has ${row.length} numbers; a square matrix needs ${N}`);
    }
    for (let j = 0; j <= i; j++) {
      if (!Number.isFinite(row[j])) {
        throw new RangeError(
          `factorSymmetric: every number must be finite, got ${row[j]} at row ${i}, column ${j}`,
        );
      }
      A.set(i, j, row[j]);
      A.set(j, i, row[j]);
    }
  });
  return A;
}

function rowsFrom(matrix: DenseMatrix): Float64Array[] {
  return Array.from({ length: matrix.rows }, (_, i) => Float64Array.from(matrix.getRow(i)));
}
