import {
  factorSymmetric,
  type Matrix,
  type MatrixInput,
  rankOf,
  shapeOf,
  singularValues,
  toMatrix,
  zeros,
} from "../../math/index.ts";
import { softmax } from "../separation/softmax.ts";

/** Maps that make softmax attention give weights that were asked for, as far as features allow. */
export interface Representation {
  /** W_Q and W_K, `[d, d]`: a feature φ becomes the query W_Q φ, or the key W_K φ. */
  readonly queries: Matrix;
  readonly keys: Matrix;
  /** softmax(β ⟨W_Q φ_b, W_K φ_n⟩) with those, `[M, M]`. */
  readonly weights: Matrix;
  /** max |weights − P|. */
  readonly error: number;
  /** ‖log weights − log P‖, Frobenius, the rows of both centred. */
  readonly logError: number;
  /** How many of the features are linearly independent. */
  readonly rank: number;
  /**
   * Below which `logError` can't fall for features of this rank, whatever W_Q, W_K and d: the root of the sum of squares
   * of all but the `rank` largest singular values of the centred log P (Eckart and Young 1936).
   */
  readonly leastLogError: number;
}

/**
 * W_Q and W_K with softmax(β (W_Q φ_b)ᵀ W_K φ_n) = P_bn. With scores S = log P / β and X⁺ the left inverse of the features
 * (columns), W_K = X⁺ and W_Q = Sᵀ X⁺, each filled up with zeros to `[d, d]`; any positive P is reached exactly where
 * the M features are linearly independent, which needs M ≤ d. U-Hop, theorem 3.1 and appendix E.4, which asks for
 * orthogonal features; independent ones are enough. Where they are fewer, X⁺ is the pseudo-inverse, and the scores are
 * those of least squares; `leastLogError` says what no other maps could avoid.
 * @param features φ, `[M, d]`, M ≤ d
 * @param weights P, `[M, M]`, positive; each row, the weights of a query, sums to 1 (the paper has it by columns)
 * @throws RangeError for other shapes, weights that aren't positive or don't sum to 1, or a β that isn't > 0.
 */
export function representation(
  features: MatrixInput,
  weights: MatrixInput,
  { beta = 1 }: { beta?: number } = {},
): Representation {
  const X = toMatrix(features, "features");
  const P = requireWeights(toMatrix(weights, "weights"), X);
  if (!(beta > 0 && Number.isFinite(beta))) {
    throw new RangeError(`representation: beta must be a finite number > 0, got ${beta}`);
  }
  const { rows: M, columns: d } = X;
  const logs = centredLogs(P.data, M);
  const inverse = pseudoInverse(X);
  const [queries, keys] = [zeros(d, d), zeros(d, d)];
  for (let n = 0; n < M; n++) {
    for (let i = 0; i < d; i++) {
      keys.data[n * d + i] = inverse[n][i];
      let sum = 0;
      for (let b = 0; b < M; b++) sum += (logs[b * M + n] / beta) * inverse[b][i];
      queries.data[n * d + i] = sum;
    }
  }
  const reached = attended(X, { queries, keys, beta });
  const rank = rankOf(X);
  const error = P.data.reduce((most, p, i) => Math.max(most, Math.abs(p - reached.data[i])), 0);
  const reachedLogs = centredLogs(reached.data, M);
  const logError = Math.sqrt(logs.reduce((sum, value, i) => sum + (value - reachedLogs[i]) ** 2, 0));
  const values = singularValues({ rows: M, columns: M, data: Float32Array.from(logs) });
  const leastLogError = Math.sqrt(values.slice(rank).reduce((sum, value) => sum + value * value, 0));
  return { queries, keys, weights: reached, error, logError, rank, leastLogError };
}

/** softmax(β ⟨W_Q φ_b, W_K φ_n⟩), `[M, M]`, in float64 but for the maps. */
function attended(
  X: Matrix,
  { queries, keys, beta }: { queries: Matrix; keys: Matrix; beta: number },
): Matrix {
  const [q, k] = [queries, keys].map((W) => mapped(X, W));
  const { rows: M, columns: d } = X;
  const result = zeros(M, M);
  for (let b = 0; b < M; b++) {
    const scores = Float64Array.from({ length: M }, (_, n) => {
      let sum = 0;
      for (let i = 0; i < d; i++) sum += q[b * d + i] * k[n * d + i];
      return sum;
    });
    result.data.set(softmax.weights(new Float64Array(M), scores, beta), b * M);
  }
  return result;
}

/** W φ for every row φ. */
function mapped(X: Matrix, W: Matrix): Float64Array {
  const { rows: M, columns: d } = X;
  return Float64Array.from({ length: M * d }, (_, at) => {
    const [n, i] = [Math.floor(at / d), at % d];
    let sum = 0;
    for (let j = 0; j < d; j++) sum += W.data[i * d + j] * X.data[n * d + j];
    return sum;
  });
}

/** X⁺ = (X Xᵀ)⁺ X of rows X, `[M][d]`: its rows meet X's as the identity where those are independent. */
function pseudoInverse(X: Matrix): Float64Array[] {
  const { rows: M, columns: d, data } = X;
  const gram = Array.from({ length: M }, (_, a) =>
    Float64Array.from({ length: M }, (_, b) => {
      let sum = 0;
      for (let i = 0; i < d; i++) sum += data[a * d + i] * data[b * d + i];
      return sum;
    }),
  );
  const factor = factorSymmetric(gram);
  const inverse = Array.from({ length: M }, () => new Float64Array(d));
  for (let i = 0; i < d; i++) {
    const column = Float64Array.from({ length: M }, (_, n) => data[n * d + i]);
    factor.solve(new Float64Array(M), column).forEach((value, n) => {
      inverse[n][i] = value;
    });
  }
  return inverse;
}

/** log P with every row's mean taken away, which softmax doesn't see. */
function centredLogs(P: Float32Array, M: number): Float64Array {
  const logs = Float64Array.from(P, (p) => Math.log(Math.max(p, 1e-300)));
  for (let b = 0; b < M; b++) {
    const row = logs.subarray(b * M, (b + 1) * M);
    const mean = row.reduce((sum, value) => sum + value / M, 0);
    for (let n = 0; n < M; n++) row[n] -= mean;
  }
  return logs;
}

function requireWeights(P: Matrix, X: Matrix): Matrix {
  const { rows: M, columns: d } = X;
  if (M === 0 || M > d) {
    throw new RangeError(`representation: there must be 1 to d features of d numbers, got ${shapeOf(X)}`);
  }
  if (P.rows !== M || P.columns !== M) {
    throw new RangeError(`representation: ${M} features need weights [${M}, ${M}], got ${shapeOf(P)}`);
  }
  for (let b = 0; b < M; b++) {
    const row = P.data.subarray(b * M, (b + 1) * M);
    const sum = row.reduce((total, p) => total + p, 0);
    if (!row.every((p) => p > 0) || !(Math.abs(sum - 1) <= 1e-4)) {
      throw new RangeError(
        `representation: each row of the weights must be positive and sum to 1, got a sum of ${sum} in row ${b}`,
      );
    }
  }
  return P;
}
