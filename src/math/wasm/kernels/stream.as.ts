/**
 * Dense retrieval in one pass: softmax(β s) V, block by block of patterns, so that scores never exist for more than a
 * block, and what is read from memory is read once. Of each query a partial result is kept, { top, Z, skipped, totals }:
 * weights are relative to the largest score so far and rescaled when that rises. Partials of different blocks can be
 * merged in any order.
 */
import { field } from "./job.as";
import { expOf, largestLane, sumAcross } from "./lanes.as";
import { packQueries } from "./pairs.as";
import { blockScores } from "./scores.as";
import { addBlock, addFourQueries, flush, scale } from "./sums.as";

/** Bytes before the totals of a partial: top, Z, skipped weight and one unused. */
const HEAD: usize = 32;

/**
 * Patterns from … to − 1 for all queries. Job: 0 kind of score, 1 q, 2 packed q, 3 B, 4 Xi, 5 V, 6 d, 7 v, 8 partials,
 * 9 bytes of a partial, 10 R (rows of a block, a multiple of 4), 11 workspace, 12 scales of patterns, 13 β,
 * 14 log of the weight (relative to the largest) below which a pattern is skipped, 15 patterns of a chunk: each chunk
 * has partials of its own.
 */
export function stream(job: usize, from: usize, to: usize): void {
  const kind = <i32>field(job, 0);
  const q = field(job, 1);
  const packed = field(job, 2);
  const B = field(job, 3);
  const Xi = field(job, 4);
  const V = field(job, 5);
  const d = field(job, 6);
  const v = field(job, 7);
  const apart = field(job, 9);
  const partials = field(job, 8) + (from / field(job, 15)) * B * apart;
  const R = field(job, 10);
  const p = field(job, 11);
  const scales = field(job, 12);
  const beta = <f32>load<f64>(job + (13 << 3));
  const least = <f32>load<f64>(job + (14 << 3));
  const sums = p + ((B * R) << 2);
  if (B >= 4) packQueries(packed, q, B, d);
  memory.fill(sums, 0, (v + 4) << 2);
  for (let b: usize = 0; b < B; b++) {
    memory.fill(partials + b * apart, 0, apart);
    store<f64>(partials + b * apart, -Infinity);
  }
  for (let n = from; n < to; n += R) {
    const r = min(R, to - n);
    const width = (r + 3) & ~3;
    blockScores(kind, p, q, packed, Xi + ((n * d) << 2), B, r, d, scales + (n << 2));
    for (let b: usize = 0; b < B; b++) {
      const row = p + ((b * width) << 2);
      for (let i = r; i < width; i++) store<f32>(row + (i << 2), -Infinity);
      weigh(partials + b * apart, row, width, width - r, beta, least, v);
    }
    addUp(partials, apart, p, B, V + ((n * v) << 2), r, width, v, sums);
  }
}

/** Scores → weights relative to the partial's top, which rises where they do. */
function weigh(partial: usize, p: usize, width: usize, pads: usize, beta: f32, least: f32, v: usize): void {
  let most = v128.load(p);
  for (let i: usize = 16; i < width << 2; i += 16) most = f32x4.pmax(most, v128.load(p + i));
  const top = <f32>load<f64>(partial);
  const block = largestLane(most);
  if (block > top) {
    const factor = Math.exp(<f64>beta * (<f64>top - <f64>block));
    store<f64>(partial, <f64>block);
    store<f64>(partial, load<f64>(partial, 8) * factor, 8);
    store<f64>(partial, load<f64>(partial, 16) * factor, 16);
    if (factor < 1) scale(partial + HEAD, factor, v);
  }
  const from = f32x4.splat(max(top, block));
  const times = f32x4.splat(beta);
  const bar = f32x4.splat(least);
  let total = f32x4.splat(0);
  let skipped = -(<i32>pads);
  for (let i: usize = 0; i < width << 2; i += 16) {
    const exponent = f32x4.mul(times, f32x4.sub(v128.load(p + i), from));
    const kept = f32x4.ge(exponent, bar);
    const weights = v128.and(expOf(exponent), kept);
    skipped += 4 - popcnt<i32>(i32x4.bitmask(kept));
    total = f32x4.add(total, weights);
    v128.store(p + i, weights);
  }
  store<f64>(partial, load<f64>(partial, 8) + <f64>sumAcross(total), 8);
  store<f64>(partial, load<f64>(partial, 16) + <f64>skipped * Math.exp(<f64>least), 16);
}

/** totals += p V for a block of r rows. */
function addUp(
  partials: usize,
  apart: usize,
  p: usize,
  B: usize,
  V: usize,
  r: usize,
  width: usize,
  v: usize,
  sums: usize,
): void {
  let b: usize = 0;
  if (B >= 4) {
    const whole = B & ~3;
    const busy = sums + ((v + 4) << 2);
    for (b = 0; b < whole; b += 4) store<u8>(busy + (b >> 2), <u8>anyOf(p + ((b * width) << 2), width));
    for (let c: usize = 0; c < v; c += 12) {
      for (b = 0; b < whole; b += 4) {
        if (load<u8>(busy + (b >> 2)) == 0) continue;
        addFourQueries(partials + b * apart + HEAD, apart, p + ((b * width) << 2), width << 2, V, r, v, c);
      }
    }
    b = whole;
  }
  for (; b < B; b++) {
    addBlock(sums, p + ((b * width) << 2), V, width, v);
    flush(partials + b * apart + HEAD, sums, v);
  }
}

/** Whether any of 4 · width numbers differs from 0. */
function anyOf(p: usize, width: usize): bool {
  let bits = i32x4.splat(0);
  for (let i: usize = 0; i < width << 4; i += 16) bits = v128.or(bits, v128.load(p + i));
  return v128.any_true(bits);
}
