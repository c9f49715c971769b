import {
  dotProduct,
  entmaxRow,
  type Matrix,
  type Partial,
  rowOf,
  rowsOf,
  type SeparationForm,
  softmaxRow,
  zeros,
} from "../math/index.ts";
import { type Separation, softmax } from "../memory/index.ts";
import { requireQueries } from "./new-items.ts";
import type { StoreSnapshot } from "./pattern-store.ts";
import { mergedPartials, noPartial, softmaxOfBlock } from "./softmax-blocks.ts";

export interface StoreAttention {
  /** Softmax, entmax, sparsemax, top-K or argmax. Default: softmax. */
  readonly separation?: Separation;
  /** β > 0. Default: 1. */
  readonly beta?: number;
}

export interface StoreAttended {
  /** Σ_n p[b, n] ξ_n, `[B, d]`. */
  readonly states: Matrix;
  /** The largest share of weight that was left out, `[B]`: far below float32's last bit, 0 but in softmax. */
  readonly droppedMass: Float64Array;
}

/** How many of the best items are asked for first where few have a weight, and at most. */
const [FIRST, MOST] = [32, 2048];

/**
 * One step of retrieval over a store, sep(β⟨q, Ξ⟩)Ξ, `[B, d]` from queries `[B, d]`; scores and sums in float64. The
 * vectors are never all held. Softmax is summed where they lie, or block by block. Entmax and sparsemax ask for the K
 * best items and are done when the K-th has no weight, since then none behind it has; else K grows. U-Hop, eq. 2.4;
 * Ramsauer et al. 2020, eq. 3.
 * @throws RangeError (rejects) for an empty store, queries of another dimension, β ≤ 0, a K above the number of items,
 * or a separation that isn't one of these.
 */
export async function attendStore(
  snapshot: StoreSnapshot,
  queries: Matrix,
  { separation = softmax, beta = 1 }: StoreAttention = {},
): Promise<StoreAttended> {
  requireQueries(queries, snapshot.dimension, "attendStore");
  if (snapshot.count === 0) throw new RangeError("attendStore: the memory is empty; add items first");
  if (!(beta > 0 && Number.isFinite(beta))) {
    throw new RangeError(`attendStore: beta must be a number > 0, got ${beta}`);
  }
  const { form } = separation;
  if (!form) {
    throw new RangeError(
      `attendStore: ${separation.name} needs all scores at once; use softmax, entmax, sparsemax or top-K`,
    );
  }
  if (form.kind === "softmax") return attendDensely(snapshot, queries, beta);
  if (form.kind === "top-k" && form.k > snapshot.count) {
    throw new RangeError(`attendStore: k = ${form.k} but there are only ${snapshot.count} items`);
  }
  return attendSparsely(snapshot, queries, { form, beta });
}

async function attendDensely(snapshot: StoreSnapshot, queries: Matrix, beta: number): Promise<StoreAttended> {
  const partials = (await snapshot.reduce?.(queries, beta)) ?? (await softmaxOfScan(snapshot, queries, beta));
  const states = zeros(queries.rows, queries.columns);
  partials.forEach(({ sums, weight }, b) => {
    rowOf(states, b).set(sums.map((sum) => sum / weight));
  });
  return { states, droppedMass: Float64Array.from(partials, ({ skipped, weight }) => skipped / weight) };
}

async function softmaxOfScan(snapshot: StoreSnapshot, queries: Matrix, beta: number): Promise<Partial[]> {
  let all: Partial[] = Array.from({ length: queries.rows }, () => noPartial(queries.columns));
  for await (const { vectors } of snapshot.scan()) {
    all = mergedPartials(all, softmaxOfBlock(vectors, queries, beta), beta);
  }
  return all;
}

/** A separation that gives few items a weight, and its β. */
interface Sparse {
  readonly form: Exclude<SeparationForm, { kind: "softmax" }>;
  readonly beta: number;
}

async function attendSparsely(
  snapshot: StoreSnapshot,
  queries: Matrix,
  sparse: Sparse,
): Promise<StoreAttended> {
  const states = zeros(queries.rows, queries.columns);
  let left = Array.from({ length: queries.rows }, (_, b) => b);
  const { form } = sparse;
  for (let k = form.kind === "top-k" ? form.k : FIRST; left.length > 0; k *= 4) {
    if (form.kind !== "top-k" && k > MOST && k < snapshot.count) {
      await attendByScores(snapshot, queries, { ...sparse, left, states });
      break;
    }
    const found = await snapshot.topK(rowsOf(queries, left), k);
    left = left.filter((b, i) => {
      const weights = weightsOf(
        sparse,
        Float64Array.from(found[i], ({ score }) => score),
      );
      const certain = form.kind === "top-k" || k >= snapshot.count || weights.at(-1) === 0;
      if (certain) {
        const sums = new Float64Array(queries.columns);
        weights.forEach((weight, n) => {
          addWeighted(sums, weight, found[i][n].vector);
        });
        rowOf(states, b).set(sums);
      }
      return !certain;
    });
  }
  return { states, droppedMass: new Float64Array(queries.rows) };
}

function weightsOf({ form, beta }: Sparse, scores: Float64Array): Float64Array {
  const out = new Float64Array(scores.length);
  if (form.kind === "top-k") softmaxRow(out, scores, beta);
  else entmaxRow(out, scores, beta, form.alpha);
  return out;
}

/** Where most items have a weight: all scores first, one float64 per item, then a second scan for the sums. */
async function attendByScores(
  snapshot: StoreSnapshot,
  queries: Matrix,
  { form, beta, left, states }: Sparse & { left: readonly number[]; states: Matrix },
): Promise<void> {
  const scores = left.map(() => new Float64Array(snapshot.count));
  await eachVector(snapshot, (vector, n) => {
    left.forEach((b, i) => {
      scores[i][n] = dotProduct(rowOf(queries, b), vector);
    });
  });
  const weights = scores.map((row) => weightsOf({ form, beta }, row));
  const sums = left.map(() => new Float64Array(queries.columns));
  await eachVector(snapshot, (vector, n) => {
    for (let i = 0; i < left.length; i++) addWeighted(sums[i], weights[i][n], vector);
  });
  left.forEach((b, i) => {
    rowOf(states, b).set(sums[i]);
  });
}

async function eachVector(
  snapshot: StoreSnapshot,
  use: (vector: Float32Array, n: number) => void,
): Promise<void> {
  let n = 0;
  for await (const { vectors } of snapshot.scan()) {
    for (let row = 0; row < vectors.rows; row++) use(rowOf(vectors, row), n++);
  }
}

function addWeighted(sums: Float64Array, weight: number, vector: Float32Array): void {
  if (weight === 0) return;
  for (let i = 0; i < sums.length; i++) sums[i] += weight * vector[i];
}
