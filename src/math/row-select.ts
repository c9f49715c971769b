import type { Row } from "./matrix.ts";
import { softmaxRow } from "./row-softmax.ts";

/** The index of the largest number, the lowest one on ties; −1 for an empty row. */
export function argmaxOf(values: ArrayLike<number>): number {
  let best = values.length > 0 ? 0 : -1;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

/**
 * The indices of the `k` largest numbers, largest first, ties by lowest index. O(N log k): a heap of the k best
 * seen so far, its weakest on top.
 */
export function largestIndices(values: ArrayLike<number>, k: number): number[] {
  const weaker = (i: number, j: number): boolean =>
    values[i] < values[j] || (values[i] === values[j] && i > j);
  const heap: number[] = [];
  const sink = (at: number): void => {
    for (let parent = at; ; ) {
      let weakest = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < heap.length && weaker(heap[child], heap[weakest])) weakest = child;
      }
      if (weakest === parent) return;
      [heap[parent], heap[weakest]] = [heap[weakest], heap[parent]];
      parent = weakest;
    }
  };
  for (let i = 0; i < values.length; i++) {
    if (heap.length < k) {
      heap.push(i);
      if (heap.length === k) for (let at = k >> 1; at >= 0; at--) sink(at);
    } else if (k > 0 && weaker(heap[0], i)) {
      heap[0] = i;
      sink(0);
    }
  }
  return heap.sort((i, j) => (weaker(i, j) ? 1 : -1));
}

/** Softmax over the k largest scores, every other weight exactly 0. Nonparametric, eq. 3.12 (ties broken by index). */
export function topKRow(out: Row, scores: Row, beta: number, k: number): Row {
  const kept = largestIndices(scores, k);
  const weights = softmaxRow(
    new Float64Array(kept.length),
    Float64Array.from(kept, (i) => scores[i]),
    beta,
  );
  out.fill(0);
  kept.forEach((at, i) => {
    out[at] = weights[i];
  });
  return out;
}

/** out = 1 at the largest score (lowest index on ties), 0 elsewhere: softmax in the limit β → ∞. */
export function argmaxRow(out: Row, scores: Row): Row {
  out.fill(0);
  out[argmaxOf(scores)] = 1;
  return out;
}
