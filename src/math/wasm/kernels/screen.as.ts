/**
 * Screening: patterns in signed bytes, ξ ≈ ξ̂ = scale · byte, and for each score a bound that the exact one can't exceed.
 * With q ≈ q̂ in 16 bits, ⟨q, ξ⟩ ≤ ⟨q̂, ξ̂⟩ + |q − q̂| |ξ̂| + |q| |ξ − ξ̂| (Cauchy and Schwarz), plus what float32 may round.
 */
import { field } from "./job.as";
import { fma } from "./lanes.as";
import { COSINE, EUCLIDEAN, INNER } from "./scores.as";

/** The next float32 above. */
@inline
function up(value: f64): f32 {
  return <f32>(value * 1.0000002) + 1e-37;
}

/**
 * Patterns from … to − 1 in bytes. Job: 0 Xi, 1 d, 2 bytes `[N, d]`, 3 facts, 4 bytes of a list of facts. The facts are
 * five lists `[N]`: scale, |ξ̂|, |ξ − ξ̂|, |ξ|² (float32, the norms rounded up) and 128 Σ bytes (int32).
 */
export function quantise(job: usize, from: usize, to: usize): void {
  const d = field(job, 1);
  for (let n = from; n < to; n++) {
    const xi = field(job, 0) + ((n * d) << 2);
    const bytes = field(job, 2) + n * d;
    const fact = field(job, 3) + (n << 2);
    const apart = field(job, 4);
    let most: f32 = 0;
    for (let i: usize = 0; i < d; i++) most = max(most, abs(load<f32>(xi + (i << 2))));
    const scale = most / 127;
    const times: f32 = scale > 0 ? 1 / scale : 0;
    const usable = scale > 0 && times < Infinity;
    let kept: f64 = 0;
    let lost: f64 = 0;
    let whole: f64 = 0;
    let sum: i32 = 0;
    for (let i: usize = 0; i < d; i++) {
      const value = load<f32>(xi + (i << 2));
      const byte: i32 = usable ? max(-127, min(127, <i32>nearest(value * times))) : 0;
      store<i8>(bytes + i, <i8>byte);
      const close = <f64>scale * <f64>byte;
      const gap = <f64>value - close;
      kept += close * close;
      lost += gap * gap;
      whole += <f64>value * <f64>value;
      sum += byte;
    }
    store<f32>(fact, scale);
    store<f32>(fact + apart, up(Math.sqrt(kept)));
    store<f32>(fact + 2 * apart, up(Math.sqrt(lost)));
    store<f32>(fact + 3 * apart, <f32>whole);
    store<i32>(fact + 4 * apart, sum << 7);
  }
}

/** out[n] = 1/|ξ_n|, 0 for norms below 1e-30, whose scores would leave float32's range, for patterns from … to − 1. Job: 0 Xi, 1 d, 2 out. */
export function inverseNorms(job: usize, from: usize, to: usize): void {
  const d = field(job, 1);
  for (let n = from; n < to; n++) {
    const xi = field(job, 0) + ((n * d) << 2);
    let sum: f64 = 0;
    for (let i: usize = 0; i < d << 2; i += 4) sum += <f64>load<f32>(xi + i) * <f64>load<f32>(xi + i);
    store<f32>(field(job, 2) + (n << 2), sum > 1e-60 ? <f32>(1 / Math.sqrt(sum)) : 0);
  }
}

/**
 * ⟨q̂, ξ̂⟩ in integers for patterns from … to − 1 and all queries, then their bounds. Job: 0 bytes, 1 d, 2 facts, 3 B,
 * 4 q̂ (int16 `[B, d′]`, d′ = d rounded up to a multiple of 8 and filled up with zeros), 5 out (float32), 6 bytes of a
 * row of out, 7 kind of score, 8 queries (of each 4 float64: scale, |q − q̂|, |q|, |q|²), 9 rounding, 10 scales, 11 N, 12 bytes of a list of
 * facts. `from` is a multiple of 4.
 * Up to three rows and 7 bytes after the last pattern are read.
 */
export function screen(job: usize, from: usize, to: usize): void {
  const bytes = field(job, 0);
  const d = field(job, 1);
  const B = field(job, 3);
  const out = field(job, 5);
  const apart = field(job, 6);
  const padded = (d + 7) & ~7;
  for (let n = from; n < to; n += BLOCK) {
    const end = min(n + BLOCK, to);
    let b: usize = 0;
    for (; b + 4 <= B; b += 4) {
      byteRowsOfFour(out + b * apart, apart, field(job, 4) + ((b * padded) << 1), padded << 1, bytes, n, end, d);
    }
    for (; b < B; b++) byteRows(out + b * apart, field(job, 4) + ((b * padded) << 1), bytes, n, end, d);
    for (b = 0; b < B; b++) bounds(job, b, out + b * apart, n, end, true);
  }
}

/** out[b, n] = ⟨q̂_b, bytes_n⟩ for four queries, exactly. */
function byteRowsOfFour(
  out: usize,
  apart: usize,
  q0: usize,
  size: usize,
  bytes: usize,
  from: usize,
  to: usize,
  d: usize,
): void {
  const q1 = q0 + size;
  const q2 = q1 + size;
  const q3 = q2 + size;
  for (let n = from; n < to; n += 2) {
    const y0 = bytes + n * d;
    const y1 = y0 + d;
    let a0 = i32x4.splat(0);
    let a1 = i32x4.splat(0);
    let b0 = i32x4.splat(0);
    let b1 = i32x4.splat(0);
    let c0 = i32x4.splat(0);
    let c1 = i32x4.splat(0);
    let d0 = i32x4.splat(0);
    let d1 = i32x4.splat(0);
    for (let i: usize = 0; i < d; i += 8) {
      const v0 = v128.load_ext<i8>(y0 + i);
      const v1 = v128.load_ext<i8>(y1 + i);
      let u = v128.load(q0 + (i << 1));
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(u, v0));
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(u, v1));
      u = v128.load(q1 + (i << 1));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(u, v0));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(u, v1));
      u = v128.load(q2 + (i << 1));
      c0 = i32x4.add(c0, i32x4.dot_i16x8_s(u, v0));
      c1 = i32x4.add(c1, i32x4.dot_i16x8_s(u, v1));
      u = v128.load(q3 + (i << 1));
      d0 = i32x4.add(d0, i32x4.dot_i16x8_s(u, v0));
      d1 = i32x4.add(d1, i32x4.dot_i16x8_s(u, v1));
    }
    // The second of two may lie past the last pattern: rows of out have room for it.
    let at = out + (n << 2);
    storeTwo(at, a0, a1);
    at += apart;
    storeTwo(at, b0, b1);
    at += apart;
    storeTwo(at, c0, c1);
    at += apart;
    storeTwo(at, d0, d1);
  }
}

@inline
function storeTwo(out: usize, a: v128, b: v128): void {
  store<i32>(out, sumOf(a));
  store<i32>(out, sumOf(b), 4);
}

/** How many patterns all queries pass before the next ones are read. */
const BLOCK: usize = 64;

/**
 * out[n] = ⟨q̂, bytes_n⟩ as int32, exactly. Rows are taken four by four, but from end to end, as memory delivers them
 * fastest.
 */
function byteRows(out: usize, q: usize, bytes: usize, from: usize, to: usize, d: usize): void {
  for (let n = from; n < to; n += 4) {
    const y = bytes + n * d;
    const a = byteRow(q, y, d);
    const b = byteRow(q, y + d, d);
    const c = byteRow(q, y + 2 * d, d);
    const e = byteRow(q, y + 3 * d, d);
    const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
    const ce = i32x4.add(v128.shuffle<i32>(c, e, 0, 4, 1, 5), v128.shuffle<i32>(c, e, 2, 6, 3, 7));
    const sums = i32x4.add(v128.shuffle<i32>(ab, ce, 0, 1, 4, 5), v128.shuffle<i32>(ab, ce, 2, 3, 6, 7));
    v128.store(out + (n << 2), sums);
  }
}

@inline
function byteRow(q: usize, y: usize, d: usize): v128 {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let i: usize = 0;
  for (; i + 16 <= d; i += 16) {
    const x = q + (i << 1);
    a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load(x), v128.load_ext<i8>(y + i)));
    b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load(x, 16), v128.load_ext<i8>(y + i, 8)));
  }
  for (; i < d; i += 8) {
    a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load(q + (i << 1)), v128.load_ext<i8>(y + i)));
  }
  return i32x4.add(a, b);
}

@inline
function sumOf(a: v128): i32 {
  const half = i32x4.add(a, v128.shuffle<i32>(a, a, 2, 3, 0, 1));
  return i32x4.extract_lane(half, 0) + i32x4.extract_lane(half, 1);
}

/** The same for products that were made elsewhere of unsigned bytes, q̂ = scale (u − 128), for queries from … to − 1. Job as above. */
export function boundsOfBytes(job: usize, from: usize, to: usize): void {
  const N = field(job, 11);
  for (let n: usize = 0; n < N; n += FACTS) {
    const end = min(n + FACTS, N);
    for (let b = from; b < to; b++) bounds(job, b, field(job, 5) + b * field(job, 6), n, end, false);
  }
}

/** How many patterns' facts stay in the first cache while queries pass. */
const FACTS: usize = 1024;

/**
 * out[n] ← an upper bound of the score, in place of int32 products. Every rounding on the way is covered: `rounding`
 * times |q| |ξ| for the exact kernel's own sums, and 2⁻²⁰ of all that is added here.
 */
@inline
function bounds(job: usize, b: usize, out: usize, from: usize, to: usize, signed: bool): void {
  const kind = <i32>field(job, 7);
  const query = field(job, 8) + b * 32;
  const rounding = load<f64>(job + 72);
  const scale = <f32>load<f64>(query);
  const size = load<f64>(query, 16);
  const squared = <f32>load<f64>(query, 24);
  // |ξ| ≤ |ξ̂| + |ξ − ξ̂|
  const perKept = f32x4.splat(up(load<f64>(query, 8) + size * rounding));
  const perLost = f32x4.splat(up(size * (1 + rounding)));
  const spread = SLACK * 4 + <f32>(2 * rounding);
  const facts = field(job, 2);
  const apart = field(job, 12);
  const scales = field(job, 10);
  for (let n = from << 2; n < to << 2; n += 16) {
    const fact = facts + n;
    let whole = v128.load(out + n);
    if (!signed) whole = i32x4.sub(whole, v128.load(fact + 4 * apart));
    const factor = f32x4.mul(f32x4.splat(scale), v128.load(fact));
    const product = f32x4.mul(f32x4.convert_i32x4_s(whole), factor);
    let gap = fma(f32x4.splat(TINY), perKept, v128.load(fact + apart));
    gap = fma(gap, perLost, v128.load(fact + 2 * apart));
    let bound = f32x4.add(product, gap);
    bound = fma(bound, f32x4.splat(SLACK), f32x4.add(f32x4.abs(product), gap));
    if (kind == COSINE) {
      bound = cosineBound(bound, v128.load(scales + n));
    } else if (kind != INNER) {
      const squares = f32x4.add(f32x4.splat(squared), v128.load(fact + 3 * apart));
      bound = distanceBound(kind, bound, squares, f32x4.splat(spread));
    }
    // Where numbers leave float32's range nothing is known.
    const known = f32x4.eq(bound, bound);
    v128.store(out + n, v128.bitselect(bound, f32x4.splat(Infinity), known));
  }
}

/** 2⁻²⁰, and more than what underflows. */
const SLACK: f32 = 9.5367431640625e-7;
const TINY: f32 = 1e-37;

/** From a bound of ⟨q, ξ⟩ to one of the cosine. */
@inline
function cosineBound(bound: v128, scale: v128): v128 {
  const cosine = f32x4.mul(bound, scale);
  const slack = f32x4.add(f32x4.mul(f32x4.splat(SLACK * 4), f32x4.abs(cosine)), f32x4.splat(TINY));
  return f32x4.add(cosine, slack);
}

/** From a bound of ⟨q, ξ⟩ to one of −|q − ξ|² = 2 ⟨q, ξ⟩ − (|q|² + |ξ|²), or of −|q − ξ|. */
@inline
function distanceBound(kind: i32, bound: v128, squares: v128, spread: v128): v128 {
  const slack = f32x4.add(f32x4.mul(spread, f32x4.add(f32x4.abs(bound), squares)), f32x4.splat(TINY));
  const nearest = f32x4.add(f32x4.sub(f32x4.add(bound, bound), squares), slack);
  if (kind != EUCLIDEAN) return nearest;
  const distance = f32x4.sqrt(f32x4.pmax(f32x4.splat(0), f32x4.neg(nearest)));
  return f32x4.neg(f32x4.mul(distance, f32x4.splat(<f32>1 - SLACK)));
}
