/** Weights from a list of shifted scores z = β (s − max s) ≤ 0, in float64, without sorting. */

export const SOFTMAX: i32 = 0;
export const ENTMAX15: i32 = 1;
export const SPARSEMAX: i32 = 2;
export const TOP_K: i32 = 3;
/** Not weighed here: the scores of what may take part are handed out. */
export const ELSEWHERE: i32 = 4;

/** Of the list weighed last: τ, and Σ exp(z). */
let threshold: f64 = 0;
let total: f64 = 0;

/**
 * Replaces the shifted scores of a list (u32 numbers of patterns, float64 z) by weights; entries that weigh 0 are taken
 * out, the others stay in order. How many are left.
 */
export function weighList(kind: i32, indices: usize, z: usize, count: usize): usize {
  if (kind == SPARSEMAX) return sparsemaxList(indices, z, count);
  if (kind == ENTMAX15) return entmax15List(indices, z, count);
  total = 0;
  for (let i: usize = 0; i < count << 3; i += 8) {
    const weight = Math.exp(load<f64>(z + i));
    store<f64>(z + i, weight);
    total += weight;
  }
  for (let i: usize = 0; i < count << 3; i += 8) store<f64>(z + i, load<f64>(z + i) / total);
  return count;
}

/** The z below which nothing has a weight, from the list that was weighed last. */
export function lowestOf(kind: i32): f64 {
  return kind == SPARSEMAX ? threshold : 2 * threshold;
}

/** Takes out the entries with z ≤ bar. */
export function keepAbove(indices: usize, z: usize, count: usize, bar: f64): usize {
  let kept: usize = 0;
  for (let i: usize = 0; i < count; i++) {
    const value = load<f64>(z + (i << 3));
    if (value <= bar) continue;
    store<f64>(z + (kept << 3), value);
    store<u32>(indices + (kept << 2), load<u32>(indices + (i << 2)));
    kept++;
  }
  return kept;
}

/**
 * max(z − τ, 0) with Σ = 1. τ = (Σ z − 1) / n over all entries is too low as long as some of them lie below it; those
 * can't have a weight, and without them τ rises (Michelot 1986).
 */
function sparsemaxList(indices: usize, z: usize, from: usize): usize {
  let count = from;
  threshold = 0;
  for (;;) {
    let sum: f64 = 0;
    for (let i: usize = 0; i < count << 3; i += 8) sum += load<f64>(z + i);
    threshold = (sum - 1) / <f64>count;
    const kept = keepAbove(indices, z, count, threshold);
    if (kept == count) break;
    count = kept;
  }
  for (let i: usize = 0; i < count << 3; i += 8) store<f64>(z + i, load<f64>(z + i) - threshold);
  return count;
}

/**
 * max(z/2 − τ, 0)² with Σ = 1. From τ = −1, which is too low, Newton's steps rise towards the root (the sum is convex
 * and falls in τ); entries that τ passes are taken out. Once the root of the quadratic of those left lies below them
 * all, it is the answer.
 */
function entmax15List(indices: usize, z: usize, from: usize): usize {
  let count = from;
  threshold = -1;
  for (;;) {
    count = keepAbove(indices, z, count, 2 * threshold);
    let mean: f64 = 0;
    let least: f64 = Infinity;
    for (let i: usize = 0; i < count << 3; i += 8) {
      const half = load<f64>(z + i) / 2;
      mean += half;
      least = min(least, half);
    }
    mean /= <f64>count;
    let spread: f64 = 0;
    for (let i: usize = 0; i < count << 3; i += 8) {
      const gap = load<f64>(z + i) / 2 - mean;
      spread += gap * gap;
    }
    const root = mean - Math.sqrt(max<f64>(0, 1 - spread) / <f64>count);
    if (spread <= 1 && root < least) {
      threshold = root;
      break;
    }
    const gap = mean - threshold;
    const next = threshold + (spread + <f64>count * gap * gap - 1) / (2 * <f64>count * gap);
    if (!(next > threshold)) break;
    threshold = next;
  }
  for (let i: usize = 0; i < count << 3; i += 8) {
    const root = load<f64>(z + i) / 2 - threshold;
    store<f64>(z + i, root * root);
  }
  return count;
}

/**
 * Ψ*(β s) − β max s of the list that was weighed last: log Σ exp(z) for softmax and top-K, else Σ p z − Ψ_α(p) with
 * Ψ_α(p) = (Σ pᵅ − 1) / (α (α − 1)).
 */
export function potentialOf(kind: i32, p: usize, count: usize): f64 {
  if (kind != SPARSEMAX && kind != ENTMAX15) return Math.log(total);
  let sum: f64 = 0;
  for (let i: usize = 0; i < count << 3; i += 8) {
    const weight = load<f64>(p + i);
    const root = Math.sqrt(weight);
    if (kind == SPARSEMAX) sum += weight * (weight + threshold) - (weight * weight - weight) / 2;
    else sum += weight * 2 * (root + threshold) - (weight * root - weight) / 0.75;
  }
  return sum;
}
