import { bestBackend, largestIndices, type Matrix, norm, rowOf, zeros } from "../math/index.ts";
import type { StoreScore } from "./pattern-store.ts";
import { rowNorms, SCORE_KINDS, type ScoreKind } from "./store-score.ts";

/** A vector among the best of a query: its score in float64, and the number it was added under. */
export interface TopEntry {
  readonly score: number;
  readonly key: number;
  readonly vector: Float32Array;
}

/** Collects the k best vectors for each query out of blocks that come one after the other. */
export interface TopCollector {
  /** Looks at vectors `[n, d]`; `keyOf(row)` rises from row to row and from block to block, and breaks ties. */
  add(vectors: Matrix, keyOf: (row: number) => number): void;
  /** The k best of each query, best first, ties by the smallest key. */
  best(): TopEntry[][];
}

/**
 * The k largest scores in float64 for each query of `[B, d]`, exactly: float32 scores say, with a bound for their
 * rounding, which vectors can still be among them; only those are scored again.
 */
export function collectTop(queries: Matrix, k: number, score: StoreScore = "dot"): TopCollector {
  const kind = SCORE_KINDS[score];
  const backend = bestBackend();
  const tops = Array.from({ length: queries.rows }, (_, b) => {
    const query = rowOf(queries, b);
    return { query, norm: norm(query), heap: [] as TopEntry[] };
  });
  return {
    add(vectors, keyOf) {
      const quick = kind.quick(backend, zeros(queries.rows, vectors.rows), queries, vectors);
      tops.forEach((top, b) => {
        addTo(top, { kind, vectors, scores: rowOf(quick, b), keyOf, k });
      });
    },
    best: () => tops.map(({ heap }) => heap.toSorted((a, b) => b.score - a.score || a.key - b.key)),
  };
}

interface Top {
  readonly query: Float32Array;
  readonly norm: number;
  /** The weakest on top. */
  readonly heap: TopEntry[];
}

interface Block {
  readonly kind: ScoreKind;
  readonly vectors: Matrix;
  readonly scores: Float32Array;
  readonly keyOf: (row: number) => number;
  readonly k: number;
}

function addTo({ query, norm, heap }: Top, { kind, vectors, scores, keyOf, k }: Block): void {
  const norms = rowNorms(vectors);
  const offer = (row: number): void => {
    const vector = rowOf(vectors, row);
    const score = kind.exact(query, vector, { query: norm, vector: norms[row] });
    push(heap, { score, key: keyOf(row), vector }, k);
  };
  // Quick guesses first, so that there is something to be below of.
  const guessed = heap.length < k ? largestIndices(scores, k) : [];
  const done = new Set(guessed);
  guessed.forEach(offer);
  for (let row = 0; row < vectors.rows; row++) {
    const most = kind.most(scores[row], { query: norm, vector: norms[row] }, vectors.columns);
    if (heap.length === k && most < heap[0].score) continue;
    if (!done.has(row)) offer(row);
  }
}

const isWeaker = (a: TopEntry, b: TopEntry): boolean =>
  a.score < b.score || (a.score === b.score && a.key > b.key);

/** Puts an entry among the k strongest; its vector is copied where it stays. */
function push(heap: TopEntry[], entry: TopEntry, k: number): void {
  if (heap.length === k && !isWeaker(heap[0], entry)) return;
  const kept = { ...entry, vector: entry.vector.slice() };
  if (heap.length < k) {
    heap.push(kept);
    rise(heap, heap.length - 1);
  } else {
    heap[0] = kept;
    sink(heap);
  }
}

function rise(heap: TopEntry[], from: number): void {
  for (let at = from; at > 0; ) {
    const parent = (at - 1) >> 1;
    if (!isWeaker(heap[at], heap[parent])) return;
    [heap[at], heap[parent]] = [heap[parent], heap[at]];
    at = parent;
  }
}

function sink(heap: TopEntry[]): void {
  for (let at = 0; ; ) {
    let weakest = at;
    for (const child of [2 * at + 1, 2 * at + 2]) {
      if (child < heap.length && isWeaker(heap[child], heap[weakest])) weakest = child;
    }
    if (weakest === at) return;
    [heap[at], heap[weakest]] = [heap[weakest], heap[at]];
    at = weakest;
  }
}
