import { bestBackend, type Matrix, mergePartials, norm, type Partial, rowOf, zeros } from "../math/index.ts";
import { rowNorms, SCORE_KINDS } from "./store-score.ts";

/** Patterns below exp(−45) of the largest one's weight are passed over: 3e-20, a thousandth of float64's last bit. */
const NEGLIGIBLE = 45;

/** What is known of no patterns at all, with values `[v]`. */
export function noPartial(values: number): Partial {
  return { top: Number.NEGATIVE_INFINITY, weight: 0, skipped: 0, sums: new Float64Array(values) };
}

/**
 * For each query of `[B, d]`, the softmax of β⟨q, ξ⟩ over the vectors of a block `[n, d]`, in float64. What float32
 * scores show to be negligible is only counted in `skipped`.
 */
export function softmaxOfBlock(vectors: Matrix, queries: Matrix, beta: number): Partial[] {
  if (vectors.rows === 0) return Array.from({ length: queries.rows }, () => noPartial(vectors.columns));
  const { dot } = SCORE_KINDS;
  const quick = dot.quick(bestBackend(), zeros(queries.rows, vectors.rows), queries, vectors);
  return Array.from({ length: queries.rows }, (_, b) =>
    partialOf(rowOf(queries, b), rowOf(quick, b), vectors, beta),
  );
}

function partialOf(query: Float32Array, quick: Float32Array, vectors: Matrix, beta: number): Partial {
  const { dot } = SCORE_KINDS;
  const [length, norms] = [norm(query), rowNorms(vectors)];
  const most = (row: number): number =>
    dot.most(quick[row], { query: length, vector: norms[row] }, vectors.columns);
  const scores = new Float64Array(vectors.rows).fill(Number.NaN);
  const exact = (row: number): number => {
    if (Number.isNaN(scores[row]))
      scores[row] = dot.exact(query, rowOf(vectors, row), { query: 0, vector: 0 });
    return scores[row];
  };
  let top = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < vectors.rows; row++) if (!(most(row) <= top)) top = Math.max(top, exact(row));
  const sums = new Float64Array(vectors.columns);
  let [weight, skipped] = [0, 0];
  for (let row = 0; row < vectors.rows; row++) {
    const atMost = beta * (most(row) - top);
    if (atMost < -NEGLIGIBLE) {
      skipped += Math.exp(atMost);
      continue;
    }
    const share = Math.exp(beta * (exact(row) - top));
    weight += share;
    const vector = rowOf(vectors, row);
    for (let i = 0; i < sums.length; i++) sums[i] += share * vector[i];
  }
  return { top, weight, skipped, sums };
}

/** Per query, what two lists of partials say together. */
export function mergedPartials(
  some: readonly Partial[],
  others: readonly Partial[],
  beta: number,
): Partial[] {
  return some.map((partial, b) => mergePartials([partial, others[b]], beta));
}
