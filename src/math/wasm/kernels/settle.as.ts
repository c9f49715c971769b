/**
 * From rows of scores, or of upper bounds of scores, to weights and weighted sums: one query at a time, and only as many
 * patterns as can have a weight.
 */
import { field } from "./job.as";
import { scoreOne } from "./pairs.as";
import { adjusted } from "./scores.as";
import { gatherIndices, kthLargest, kthOf, largestOf, PIECE } from "./select.as";
import {
  ELSEWHERE,
  ENTMAX15,
  keepAbove,
  lowestOf,
  potentialOf,
  SOFTMAX,
  SPARSEMAX,
  TOP_K,
  weighList,
} from "./separate.as";
import { addList, LIST } from "./sums.as";

/** Of each query 40 bytes of results: how many patterns have a weight, Ψ*(β s), largest share dropped, how many were scored exactly, best score. */
const RESULT: usize = 40;

/** Weights up to this are 0 in float32. */
const LEAST: f64 = 7.0064923216240854e-46;

/**
 * Queries from … to − 1. Job: 0 whether rows hold bounds, 1 kind of separation, 2 β, 3 how far below the best a score
 * can lie and have a weight (scores, not times β), 4 k of top-K, 5 rows, 6 bytes of a row, 7 N, 8 kind of score, 9 q,
 * 10 Xi, 11 d, 12 V (0: no sums are wanted), 13 v, 14 out `[B, v]`, 15 results, 16 workspace, 17 scales of patterns,
 * 18 the most patterns to score exactly: where more survive, the count is −1 and nothing else is
 * done, 19 the bytes that each thread's workspace takes.
 *
 * A row becomes `count` numbers of patterns (u32) and as many weights (float32) where both fit, and all N weights
 * otherwise. Workspace: 12 N + 8 v′ + 512 bytes, v′ = v rounded up to a multiple of 24.
 */
export function settle(job: usize, from: usize, to: usize, thread: usize): void {
  for (let b = from; b < to; b++) settleRow(job, b, field(job, 16) + thread * field(job, 19));
}

function settleRow(job: usize, b: usize, indices: usize): void {
  const kind = <i32>field(job, 1);
  const beta = load<f64>(job + 16);
  const row = field(job, 5) + b * field(job, 6);
  const N = field(job, 7);
  const result = field(job, 15) + b * RESULT;
  const z = indices + ((N + 1) >> 1 << 3);
  const bounded = field(job, 0) != 0;
  let count = bounded ? survivors(job, b, row, indices, z) : candidates(job, row, N, indices, z);
  store<f64>(result, <f64>count, 24);
  if (count > field(job, 18)) {
    store<f64>(result, -1);
    return;
  }
  if (bounded) {
    scoreList(job, b, indices, z, count);
    if (kind == TOP_K) count = bestOf(field(job, 4), row, indices, z, count);
  }
  const top = shift(z, count, beta);
  store<f64>(result, top, 32);
  store<f64>(result, dropped(job, bounded, N - count, beta), 16);
  if (kind != ELSEWHERE) {
    count = weighList(kind, indices, z, count);
    store<f64>(result, beta * top + potentialOf(kind, z, count), 8);
    count = keepAbove(indices, z, count, LEAST);
    if (field(job, 12) != 0) sumUp(job, b, indices, z, count, z + (N << 3));
  }
  store<f64>(result, <f64>count);
  deliver(kind, row, N, indices, z, count);
}

/** Of a row of exact scores, the patterns that may have a weight, and their scores in z. */
function candidates(job: usize, row: usize, N: usize, indices: usize, z: usize): usize {
  const kind = <i32>field(job, 1);
  const k = field(job, 4);
  const kth = kind == TOP_K ? kthLargest(row, N, k, z) : 0;
  const bar = kind == TOP_K ? kth : barOf(job, kind, row, N, indices, z);
  const count = gatherIndices(indices, row, N, bar);
  for (let i: usize = 0; i < count; i++) {
    store<f64>(z + (i << 3), <f64>load<f32>(row + (load<u32>(indices + (i << 2)) << 2)));
  }
  return kind == TOP_K ? trimTies(indices, z, count, k, kth) : count;
}

/** The score below which nothing has a weight, from the largest scores of pieces of the row. */
function barOf(job: usize, kind: i32, row: usize, N: usize, indices: usize, z: usize): f32 {
  if ((kind != SPARSEMAX && kind != ENTMAX15) || N <= PIECE * 4) {
    return barBelow(largestOf(row, N), load<f64>(job + 24));
  }
  let count: usize = 0;
  for (let n: usize = 0; n < N; n += PIECE) {
    store<f64>(z + (count << 3), <f64>largestOf(row + (n << 2), min(PIECE, N - n)));
    count++;
  }
  return thresholdOf(kind, load<f64>(job + 16), indices, z, count);
}

/**
 * The score below which nothing has a weight, as far as the listed scores alone tell: more scores only raise it. The
 * list is used up.
 */
function thresholdOf(kind: i32, beta: f64, indices: usize, z: usize, count: usize): f32 {
  const top = shift(z, count, beta);
  weighList(kind, indices, z, count);
  return barBelow(<f32>top, -lowestOf(kind) / beta);
}

/**
 * Of a row of bounds, the patterns that may have a weight. Those with the largest bounds are scored exactly. Top-K: at
 * least k patterns reach the k-th best of them. Sparsemax and entmax: what those few leave without a weight has none.
 * Else: what can't come within the window of the best.
 */
function survivors(job: usize, b: usize, row: usize, indices: usize, z: usize): usize {
  const N = field(job, 7);
  const kind = <i32>field(job, 1);
  if (kind == SPARSEMAX || kind == ENTMAX15) return sparseSurvivors(job, b, row, indices, z);
  const k: usize = kind == TOP_K ? field(job, 4) : 1;
  const count = gatherIndices(indices, row, N, kthLargest(row, N, k, z));
  for (let i: usize = 0; i < count; i++) store<f32>(z + (i << 2), exactScore(job, b, load<u32>(indices + (i << 2))));
  const reached = kthOf(z, count, k);
  const left = gatherIndices(indices, row, N, barBelow(reached, load<f64>(job + 24)));
  return kind == SOFTMAX ? withoutFaint(job, row, reached, indices, z, left) : left;
}

/** Weights are counted by powers of e, down to e^−(BINS − 1). */
const BINS: usize = 64;

/** The share of weight that was left out of the row that was looked at last, besides what lies below the window. */
let faint: f64 = 0;

/**
 * Softmax: of the patterns within the window, those with the lowest bounds are left out too, as many as can together
 * have no more weight than all those below the window.
 */
function withoutFaint(job: usize, row: usize, reached: f32, indices: usize, z: usize, count: usize): usize {
  const beta = load<f64>(job + 16);
  const allowed = <f64>field(job, 7) * Math.exp(-beta * load<f64>(job + 24));
  faint = 0;
  memory.fill(z, 0, BINS << 2);
  for (let i: usize = 0; i < count; i++) {
    const bin = z + (binOf(row, beta, reached, load<u32>(indices + (i << 2))) << 2);
    store<u32>(bin, load<u32>(bin) + 1);
  }
  let bins = BINS;
  for (; bins > 1; bins--) {
    const mass = <f64>load<u32>(z + ((bins - 1) << 2)) * Math.exp(-<f64>(bins - 1));
    if (faint + mass > allowed) break;
    faint += mass;
  }
  let kept: usize = 0;
  for (let i: usize = 0; i < count; i++) {
    const n = load<u32>(indices + (i << 2));
    if (binOf(row, beta, reached, n) >= bins) continue;
    store<u32>(indices + (kept << 2), n);
    kept++;
  }
  return kept;
}

/** The largest whole number e for which the weight of pattern n is at most exp(−e), 0 … BINS − 1. */
function binOf(row: usize, beta: f64, reached: f32, n: u32): usize {
  const below = beta * (<f64>reached - <f64>load<f32>(row + (<usize>n << 2)));
  return below >= <f64>(BINS - 1) ? BINS - 1 : below > 0 ? <usize>below : 0;
}

/** As many are scored exactly at first, and four times as many as long as four times as many still survive. */
const FIRST: usize = 16;

function sparseSurvivors(job: usize, b: usize, row: usize, indices: usize, z: usize): usize {
  const N = field(job, 7);
  const kind = <i32>field(job, 1);
  const beta = load<f64>(job + 16);
  let left = N;
  for (let tried = FIRST; tried << 2 < left; tried <<= 2) {
    const count = gatherIndices(indices, row, N, kthLargest(row, N, tried, z));
    scoreList(job, b, indices, z, count);
    left = gatherIndices(indices, row, N, thresholdOf(kind, beta, indices, z, count));
  }
  return left < N ? left : gatherIndices(indices, row, N, -Infinity);
}

/** best − window, rounded down. */
function barBelow(best: f32, window: f64): f32 {
  const bar = <f64>best - window;
  return <f32>(bar - 1e-6 * abs(bar)) - 1e-37;
}

function exactScore(job: usize, b: usize, n: usize): f32 {
  const d = field(job, 11);
  const kind = <i32>field(job, 8);
  const score = scoreOne(kind & 3, field(job, 9) + ((b * d) << 2), field(job, 10) + ((n * d) << 2), d);
  return adjusted(kind, score, field(job, 17) + (n << 2));
}

/** z ← the exact scores of the listed patterns. */
function scoreList(job: usize, b: usize, indices: usize, z: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) {
    store<f64>(z + (i << 3), <f64>exactScore(job, b, load<u32>(indices + (i << 2))));
  }
}

/** Keeps the k best of a list, ties by lowest number; `row` may be written to. */
function bestOf(k: usize, row: usize, indices: usize, z: usize, count: usize): usize {
  for (let i: usize = 0; i < count; i++) store<f32>(row + (i << 2), <f32>load<f64>(z + (i << 3)));
  return trimTies(indices, z, count, k, kthOf(row, count, k));
}

/** Keeps what exceeds the k-th best, and of what equals it the first ones, k in all. */
function trimTies(indices: usize, z: usize, count: usize, k: usize, kth: f32): usize {
  let room = k;
  for (let i: usize = 0; i < count << 3; i += 8) if (load<f64>(z + i) > <f64>kth) room--;
  let kept: usize = 0;
  for (let i: usize = 0; i < count; i++) {
    const score = load<f64>(z + (i << 3));
    if (score < <f64>kth || (score == <f64>kth && room == 0)) continue;
    if (score == <f64>kth) room--;
    store<f64>(z + (kept << 3), score);
    store<u32>(indices + (kept << 2), load<u32>(indices + (i << 2)));
    kept++;
  }
  return kept;
}

/** z ← β (z − max z); max z. */
function shift(z: usize, count: usize, beta: f64): f64 {
  let top = -Infinity;
  for (let i: usize = 0; i < count << 3; i += 8) top = max(top, load<f64>(z + i));
  for (let i: usize = 0; i < count << 3; i += 8) store<f64>(z + i, beta * (load<f64>(z + i) - top));
  return top;
}

/** The largest share of weight that the patterns left out can have: none but in softmax. */
function dropped(job: usize, bounded: bool, left: usize, beta: f64): f64 {
  if (<i32>field(job, 1) != SOFTMAX || left == 0) return 0;
  return <f64>left * Math.exp(-beta * load<f64>(job + 24)) + (bounded ? faint : 0);
}

/** out_b ← Σ p V over the list; after z there is room for totals and one list. */
function sumUp(job: usize, b: usize, indices: usize, z: usize, count: usize, total: usize): void {
  const v = field(job, 13);
  const width = (v + 23) / 24 * 24;
  const weights = total + (width << 3);
  const rows = weights + (LIST << 2);
  memory.fill(total, 0, width << 3);
  for (let from: usize = 0; from < count; from += LIST) {
    const some = min(LIST, count - from);
    for (let i: usize = 0; i < some; i++) {
      store<f32>(weights + (i << 2), <f32>load<f64>(z + ((from + i) << 3)));
      const n = <usize>load<u32>(indices + ((from + i) << 2));
      store<u32>(rows + (i << 2), <u32>(field(job, 12) + ((n * v) << 2)));
    }
    addList(total, some, weights, rows, width);
  }
  const out = field(job, 14) + ((b * v) << 2);
  for (let i: usize = 0; i < v; i++) store<f32>(out + (i << 2), <f32>load<f64>(total + (i << 3)));
}

/** The row ← the list, or all N weights where the list takes more (shifted scores: −∞ for those not in the list). */
function deliver(kind: i32, row: usize, N: usize, indices: usize, z: usize, count: usize): void {
  if (count << 1 <= N) {
    memory.copy(row, indices, count << 2);
    const weights = row + (count << 2);
    for (let i: usize = 0; i < count; i++) store<f32>(weights + (i << 2), <f32>load<f64>(z + (i << 3)));
    return;
  }
  const absent: f32 = kind == ELSEWHERE ? -Infinity : 0;
  for (let n: usize = 0; n < N << 2; n += 4) store<f32>(row + n, absent);
  for (let i: usize = 0; i < count; i++) {
    store<f32>(row + (load<u32>(indices + (i << 2)) << 2), <f32>load<f64>(z + (i << 3)));
  }
}
