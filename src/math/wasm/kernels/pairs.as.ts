/**
 * Scores of queries against patterns. A row is summed 1024 numbers at a time: the four vectors of each 64 bytes go to
 * four sums of their own (memory delivers a row fastest from end to end), and those are added in order. A batch takes
 * the four one after the other instead, so a result depends on its own two rows only: a row alone, in a batch or in a
 * list gives the same bits.
 */
import { fma, sumAcross, sumsAcross } from "./lanes.as";

export const DOT: i32 = 0;
export const SQUARED: i32 = 1;
export const ABSOLUTE: i32 = 2;

/** Where this thread's instance may write between calls: 4096 bytes for the rows that are interleaved. */
let scratch: usize = 0;

export function useScratch(at: usize): void {
  scratch = at;
}

/** The bytes of 1024 numbers. */
const GROUP: usize = 4096;

/**
 * Puts the vectors of B rows in the order in which a batch takes them: of each 1024 numbers first the vectors 0, 4, 8 …,
 * then 1, 5, 9 … and so on. What is left over by 16 numbers stays where it is.
 */
export function packQueries(to: usize, from: usize, B: usize, d: usize): void {
  const row = d << 2;
  for (let b: usize = 0; b < B; b++) {
    const x = from + b * row;
    const y = to + b * row;
    const fours = row & ~63;
    for (let k: usize = 0; k < fours; k += GROUP) {
      const end = min(GROUP, fours - k);
      for (let i: usize = 0; i < end; i += 16) {
        v128.store(y + k + ((i >> 4) & 3) * (end >> 2) + (i >> 6 << 4), v128.load(x + k + i));
      }
    }
    memory.copy(y + fours, x + fours, row - fours);
  }
}

/**
 * out[b, n] = ⟨q_b, ξ_n⟩, `[B, N′]` with N′ = N rounded up to a multiple of 4, so up to 3 rows after ξ are read; the
 * queries as packed above.
 */
export function dotProducts(out: usize, q: usize, Xi: usize, B: usize, N: usize, d: usize): void {
  pairs(DOT, out, q, Xi, B, N, d);
}

/** out[b, n] = Σᵢ (q_b[i] − ξ_n[i])², otherwise as dotProducts. */
export function squaredDistances(out: usize, q: usize, Xi: usize, B: usize, N: usize, d: usize): void {
  pairs(SQUARED, out, q, Xi, B, N, d);
}

/** out[b, n] = Σᵢ |q_b[i] − ξ_n[i]|, otherwise as dotProducts. */
export function absoluteDistances(out: usize, q: usize, Xi: usize, B: usize, N: usize, d: usize): void {
  pairs(ABSOLUTE, out, q, Xi, B, N, d);
}

/**
 * The three by number, for queries as they are and as packed. A few queries take row after row, which memory delivers
 * fastest; more share each look at four rows.
 */
export function scoreBlock(
  kind: i32,
  out: usize,
  q: usize,
  packed: usize,
  Xi: usize,
  B: usize,
  N: usize,
  d: usize,
): void {
  const width = ((N + 3) & ~3) << 2;
  if (B < 4) {
    for (let b: usize = 0; b < B; b++) scoreRows(kind, out + b * width, q + ((b * d) << 2), Xi, N, d);
  } else if (kind == DOT) dotProducts(out, packed, Xi, B, N, d);
  else if (kind == SQUARED) squaredDistances(out, packed, Xi, B, N, d);
  else absoluteDistances(out, packed, Xi, B, N, d);
}

/** out[n] = the score of one query and row n, for N rows one after the other. */
export function scoreRows(kind: i32, out: usize, q: usize, Xi: usize, N: usize, d: usize): void {
  if (kind == DOT) rows(DOT, out, q, Xi, N, d);
  else if (kind == SQUARED) rows(SQUARED, out, q, Xi, N, d);
  else rows(ABSOLUTE, out, q, Xi, N, d);
}

/** The score of one query and one row. */
export function scoreOne(kind: i32, q: usize, y: usize, d: usize): f32 {
  if (kind == DOT) return rowScore(DOT, q, y, d);
  if (kind == SQUARED) return rowScore(SQUARED, q, y, d);
  return rowScore(ABSOLUTE, q, y, d);
}

@inline
function rows(kind: i32, out: usize, q: usize, Xi: usize, N: usize, d: usize): void {
  for (let n: usize = 0; n < N; n++) store<f32>(out + (n << 2), rowScore(kind, q, Xi + ((n * d) << 2), d));
}

@inline
function rowScore(kind: i32, q: usize, y: usize, d: usize): f32 {
  const fours = (d << 2) & ~63;
  let sum: f32 = 0;
  for (let k: usize = 0; k < fours; k += GROUP) {
    let a0 = f32x4.splat(0);
    let a1 = f32x4.splat(0);
    let a2 = f32x4.splat(0);
    let a3 = f32x4.splat(0);
    const end = k + min(GROUP, fours - k);
    for (let i = k; i < end; i += 64) {
      a0 = plus(kind, a0, v128.load(q + i), v128.load(y + i));
      a1 = plus(kind, a1, v128.load(q + i, 16), v128.load(y + i, 16));
      a2 = plus(kind, a2, v128.load(q + i, 32), v128.load(y + i, 32));
      a3 = plus(kind, a3, v128.load(q + i, 48), v128.load(y + i, 48));
    }
    const sums = sumsAcross(a0, a1, a2, a3);
    sum += f32x4.extract_lane(sums, 0);
    sum += f32x4.extract_lane(sums, 1);
    sum += f32x4.extract_lane(sums, 2);
    sum += f32x4.extract_lane(sums, 3);
  }
  const whole = (d & ~3) << 2;
  if (fours < whole) {
    let a = f32x4.splat(0);
    for (let i = fours; i < whole; i += 16) a = plus(kind, a, v128.load(q + i), v128.load(y + i));
    sum += sumAcross(a);
  }
  for (let i = whole; i < d << 2; i += 4) sum += term(kind, load<f32>(q + i), load<f32>(y + i));
  return sum;
}

@inline
function pairs(kind: i32, out: usize, q: usize, Xi: usize, B: usize, N: usize, d: usize): void {
  const width = ((N + 3) & ~3) << 2;
  const row = d << 2;
  const fours = row & ~63;
  const whole = (d & ~3) << 2;
  memory.fill(out, 0, B * width);
  for (let k: usize = 0; k < fours; k += GROUP) {
    const quarter = min(GROUP, fours - k) >> 2;
    for (let c: usize = 0; c < 4; c++) {
      chunk(kind, out, width, q + k + c * quarter, Xi + k + (c << 4), row, quarter, 64, B, N);
    }
  }
  if (fours < whole) chunk(kind, out, width, q + fours, Xi + fours, row, whole - fours, 16, B, N);
  for (let i = whole; i < row; i += 4) addColumn(kind, out, q + i, Xi + i, B, N, d);
}

/** Adds a chunk of `end` bytes of the queries; of the patterns, a vector every `stride` bytes. */
@inline
function chunk(
  kind: i32,
  out: usize,
  width: usize,
  q: usize,
  Xi: usize,
  row: usize,
  end: usize,
  stride: usize,
  B: usize,
  N: usize,
): void {
  for (let n: usize = 0; n < N; n += 4) {
    interleave(Xi + n * row, row, end, stride);
    let x = q;
    let to = out + (n << 2);
    for (let b: usize = B; b > 1; b -= 2) {
      twoByFour(kind, to, width, x, row, end);
      x += row << 1;
      to += width << 1;
    }
    if (B & 1) oneByFour(kind, to, x, end);
  }
}

/**
 * Copies `end` bytes of four rows, a vector every `stride`, into the scratch: four numbers of each row in turn. One address instead of four lets
 * the tile below run a quarter faster; at most 4 · 4 · 256 = 4096 bytes.
 */
function interleave(y0: usize, row: usize, end: usize, stride: usize): void {
  const y1 = y0 + row;
  const y2 = y1 + row;
  const y3 = y2 + row;
  let i: usize = 0;
  const last = scratch + (end << 2);
  for (let to = scratch; to < last; to += 64) {
    v128.store(to, v128.load(y0 + i));
    v128.store(to, v128.load(y1 + i), 16);
    v128.store(to, v128.load(y2 + i), 32);
    v128.store(to, v128.load(y3 + i), 48);
    i += stride;
  }
}

/** What a vector of coordinates adds to a sum. */
@inline
function plus(kind: i32, sum: v128, x: v128, y: v128): v128 {
  if (kind == DOT) return fma(sum, x, y);
  const difference = f32x4.sub(x, y);
  if (kind == ABSOLUTE) return f32x4.add(sum, v128.and(difference, i32x4.splat(0x7fffffff)));
  return fma(sum, difference, difference);
}

/** What one coordinate adds. */
@inline
function term(kind: i32, x: f32, y: f32): f32 {
  if (kind == DOT) return x * y;
  const difference = x - y;
  return kind == SQUARED ? difference * difference : abs(difference);
}

/** out[0..1, 0..3] += the sums of two rows x with the four interleaved rows, over `end` bytes. */
// Eight sums and six operands are what 16 vector registers hold: larger tiles, and unrolled ones, are slower.
@inline
function twoByFour(kind: i32, out: usize, width: usize, x0: usize, row: usize, end: usize): void {
  const x1 = x0 + row;
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let a2 = f32x4.splat(0);
  let a3 = f32x4.splat(0);
  let b0 = f32x4.splat(0);
  let b1 = f32x4.splat(0);
  let b2 = f32x4.splat(0);
  let b3 = f32x4.splat(0);
  let y = scratch;
  for (let i: usize = 0; i < end; i += 16) {
    const u0 = v128.load(x0 + i);
    const u1 = v128.load(x1 + i);
    const v0 = v128.load(y);
    a0 = plus(kind, a0, u0, v0);
    b0 = plus(kind, b0, u1, v0);
    const v1 = v128.load(y, 16);
    a1 = plus(kind, a1, u0, v1);
    b1 = plus(kind, b1, u1, v1);
    const v2 = v128.load(y, 32);
    a2 = plus(kind, a2, u0, v2);
    b2 = plus(kind, b2, u1, v2);
    const v3 = v128.load(y, 48);
    a3 = plus(kind, a3, u0, v3);
    b3 = plus(kind, b3, u1, v3);
    y += 64;
  }
  addAcross(out, a0, a1, a2, a3);
  addAcross(out + width, b0, b1, b2, b3);
}

/** out[0..3] += the sums of one row x with the four interleaved rows, over `end` bytes. */
@inline
function oneByFour(kind: i32, out: usize, x0: usize, end: usize): void {
  let y = scratch;
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let a2 = f32x4.splat(0);
  let a3 = f32x4.splat(0);
  for (let i: usize = 0; i < end; i += 16) {
    const u = v128.load(x0 + i);
    a0 = plus(kind, a0, u, v128.load(y));
    a1 = plus(kind, a1, u, v128.load(y, 16));
    a2 = plus(kind, a2, u, v128.load(y, 32));
    a3 = plus(kind, a3, u, v128.load(y, 48));
    y += 64;
  }
  addAcross(out, a0, a1, a2, a3);
}

/** out[0..3] += the sums over the lanes of a, b, c and d. */
@inline
function addAcross(out: usize, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(out, f32x4.add(v128.load(out), sumsAcross(a, b, c, d)));
}

/** out[b, n] += what one coordinate adds: for the up to three that are left over by the vectors. */
@inline
function addColumn(kind: i32, out: usize, x: usize, y: usize, B: usize, N: usize, d: usize): void {
  for (let b: usize = 0; b < B; b++) {
    const value = load<f32>(x + ((b * d) << 2));
    const to = out + ((b * ((N + 3) & ~3)) << 2);
    for (let n: usize = 0; n < N; n++) {
      const other = load<f32>(y + ((n * d) << 2));
      store<f32>(to + (n << 2), load<f32>(to + (n << 2)) + term(kind, value, other));
    }
  }
}
