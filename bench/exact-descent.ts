import { type Matrix, rowOf } from "madeleine/math";

/** How a descent goes. */
export interface ExactDescentOptions {
  readonly rate: number;
  readonly iterations: number;
}

/**
 * The average loss (t = 2) of normalised features before each iteration of W ← W − γ dL/dW and after the last, in
 * float64 by plain loops: what the contenders are checked against. Of F = X Wᵀ only the products S = F Fᵀ matter; with
 * dL/dF = H F they go over into (1 − γ X Xᵀ H) S (1 − γ X Xᵀ H)ᵀ.
 */
export function exactDescent(X: Matrix, W: Matrix, { rate, iterations }: ExactDescentOptions): Float32Array {
  const rows = (source: Matrix): Float64Array[] =>
    Array.from({ length: source.rows }, (_, i) => Float64Array.from(rowOf(source, i)));
  const patterns = rows(X);
  const G = byRows(patterns, patterns);
  const features = byRows(patterns, rows(W));
  let S = byRows(features, features);
  const losses: number[] = [];
  for (let i = 0; i <= iterations; i++) {
    const { loss, H } = lossAt(S);
    losses.push(loss);
    if (i === iterations) break;
    const B = byRows(G, H).map((row) => row.map((value) => rate * value));
    // S and H are their own mirror images.
    const T = byRows(B, S);
    const U = byRows(T, B);
    S = S.map((row, a) => row.map((value, b) => value - T[a][b] - T[b][a] + U[a][b]));
  }
  return Float32Array.from(losses);
}

/** L, and the H with dL/dF = H F. */
function lossAt(S: readonly Float64Array[]): { loss: number; H: Float64Array[] } {
  const M = S.length;
  const norms = S.map((row, i) => Math.sqrt(row[i]));
  const K = S.map((row, i) => row.map((value, j) => value / (norms[i] * norms[j])));
  const terms = K.map((row, i) => row.map((value, j) => (i === j ? 0 : Math.exp(4 * (value - 1)))));
  const total = terms.reduce((sum, row) => sum + row.reduce((a, b) => a + b), 0);
  const H = terms.map((row, i) => row.map((term, j) => (8 * term) / (total * norms[i] * norms[j])));
  for (let i = 0; i < M; i++) {
    let own = 0;
    for (let j = 0; j < M; j++) own += terms[i][j] * K[i][j];
    H[i][i] = (-8 * own) / (total * norms[i] * norms[i]);
  }
  return { loss: Math.log(total / (M * (M - 1))), H };
}

/** ⟨a_i, b_j⟩, four of b at a time. */
function byRows(A: readonly Float64Array[], B: readonly Float64Array[]): Float64Array[] {
  const width = B.length - (B.length % 4);
  return A.map((a) => {
    const out = new Float64Array(B.length);
    for (let j = 0; j < width; j += 4) {
      const [b0, b1, b2, b3] = [B[j], B[j + 1], B[j + 2], B[j + 3]];
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      for (let k = 0; k < a.length; k++) {
        s0 += a[k] * b0[k];
        s1 += a[k] * b1[k];
        s2 += a[k] * b2[k];
        s3 += a[k] * b3[k];
      }
      out.set([s0, s1, s2, s3], j);
    }
    for (let j = width; j < B.length; j++) {
      for (let k = 0; k < a.length; k++) out[j] += a[k] * B[j][k];
    }
    return out;
  });
}
