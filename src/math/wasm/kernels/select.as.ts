/** Finding the largest numbers of a row without sorting it. */
import { largestLane } from "./lanes.as";

/** The largest of N numbers. */
export function largestOf(s: usize, N: usize): f32 {
  let a = f32x4.splat(-Infinity);
  let b = a;
  let c = a;
  let d = a;
  let i: usize = 0;
  const end = N << 2;
  for (; i + 64 <= end; i += 64) {
    a = f32x4.pmax(a, v128.load(s + i));
    b = f32x4.pmax(b, v128.load(s + i, 16));
    c = f32x4.pmax(c, v128.load(s + i, 32));
    d = f32x4.pmax(d, v128.load(s + i, 48));
  }
  let most = largestLane(f32x4.pmax(f32x4.pmax(a, b), f32x4.pmax(c, d)));
  for (; i < end; i += 4) most = max(most, load<f32>(s + i));
  return most;
}

/** Writes the numbers of the entries that are ≥ bar to `indices` (u32), in order; how many. */
export function gatherIndices(indices: usize, s: usize, N: usize, bar: f32): usize {
  const least = f32x4.splat(bar);
  let to = indices;
  let n: usize = 0;
  for (; n + 16 <= N; n += 16) {
    const at = s + (n << 2);
    const a = f32x4.ge(v128.load(at), least);
    const b = f32x4.ge(v128.load(at, 16), least);
    const c = f32x4.ge(v128.load(at, 32), least);
    const d = f32x4.ge(v128.load(at, 48), least);
    if (!v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) continue;
    let bits =
      i32x4.bitmask(a) | (i32x4.bitmask(b) << 4) | (i32x4.bitmask(c) << 8) | (i32x4.bitmask(d) << 12);
    for (; bits != 0; bits &= bits - 1) {
      store<u32>(to, <u32>n + ctz<i32>(bits));
      to += 4;
    }
  }
  for (; n < N; n++) {
    if (load<f32>(s + (n << 2)) >= bar) {
      store<u32>(to, <u32>n);
      to += 4;
    }
  }
  return (to - indices) >> 2;
}

/** Of how many numbers the largest is kept while others are looked for. */
export const PIECE: usize = 64;

/**
 * The k-th largest of N numbers, 1 ≤ k ≤ N. The k-th largest of the pieces' largest numbers is a lower bound, and only
 * what reaches it is looked at again. Work: 4 (N + N / 64 + 1) bytes.
 */
export function kthLargest(s: usize, N: usize, k: usize, work: usize): f32 {
  if (k == 1) return largestOf(s, N);
  const pieces = (N + PIECE - 1) / PIECE;
  const kept = work + (pieces << 2);
  if (k * 2 > pieces) {
    memory.copy(kept, s, N << 2);
    return kthOf(kept, N, k);
  }
  for (let i: usize = 0; i < pieces; i++) {
    const from = i * PIECE;
    store<f32>(kept + (i << 2), largestOf(s + (from << 2), min(PIECE, N - from)));
  }
  memory.copy(work, kept, pieces << 2);
  const bar = kthOf(kept, pieces, k);
  let to = kept;
  for (let i: usize = 0; i < pieces; i++) {
    if (load<f32>(work + (i << 2)) < bar) continue;
    const end = min((i + 1) * PIECE, N) << 2;
    for (let at = (i * PIECE) << 2; at < end; at += 4) {
      const value = load<f32>(s + at);
      if (value < bar) continue;
      store<f32>(to, value);
      to += 4;
    }
  }
  return kthOf(kept, (to - kept) >> 2, k);
}

/** The k-th largest of n numbers, which are put into another order (Hoare's selection, pivots drawn from a fixed sequence). */
export function kthOf(a: usize, n: usize, k: usize): f32 {
  let low: isize = 0;
  let high: isize = <isize>n - 1;
  const at = <isize>k - 1;
  let draw: u32 = 0x9e3779b9;
  while (low < high) {
    draw = draw * 1664525 + 1013904223;
    const pivot = load<f32>(a + ((<usize>low + <usize>(draw >> 8) % <usize>(high - low + 1)) << 2));
    let i = low;
    let j = high;
    while (i <= j) {
      while (load<f32>(a + (<usize>i << 2)) > pivot) i++;
      while (load<f32>(a + (<usize>j << 2)) < pivot) j--;
      if (i > j) break;
      const held = load<f32>(a + (<usize>i << 2));
      store<f32>(a + (<usize>i << 2), load<f32>(a + (<usize>j << 2)));
      store<f32>(a + (<usize>j << 2), held);
      i++;
      j--;
    }
    if (at <= j) high = j;
    else if (at >= i) low = i;
    else return pivot;
  }
  return load<f32>(a + (<usize>at << 2));
}
