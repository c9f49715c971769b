/** Weighted sums of rows: float32 over at most LIST rows or a block of them, float64 beyond. */
import { addWide, fma } from "./lanes.as";

/** How many columns of a weighted sum are kept in registers, and how many rows at most are added in float32. */
const TILE: usize = 24;
export const LIST: usize = 32;

/**
 * total += Σ_n p[n] V[n] for B lists. Of each list there are the address of its total (v float64, v a multiple of TILE,
 * so up to TILE − 1 numbers after a row are read), its length ≤ LIST, LIST weights, and LIST addresses of value rows.
 */
export function addRows(totals: usize, counts: usize, p: usize, rows: usize, B: usize, v: usize): void {
  for (let c: usize = 0; c < v; c += TILE) {
    for (let b: usize = 0; b < B; b++) {
      const total = <usize>load<u32>(totals + (b << 2)) + (c << 3);
      const list = (b * LIST) << 2;
      addTile(total, load<u32>(counts + (b << 2)), p + list, rows + list, c << 2);
    }
  }
}

/** One list for one query, as in addRows; v is rounded up to a multiple of TILE. */
export function addList(total: usize, count: usize, p: usize, rows: usize, v: usize): void {
  for (let c: usize = 0; c < v; c += TILE) addTile(total + (c << 3), count, p, rows, c << 2);
}

/** The next TILE columns of a list's rows: `c` is where they begin in a row. */
@inline
function addTile(totals: usize, count: usize, p: usize, rows: usize, c: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let a2 = f32x4.splat(0);
  let a3 = f32x4.splat(0);
  let a4 = f32x4.splat(0);
  let a5 = f32x4.splat(0);
  const end = p + (count << 2);
  for (; p < end; p += 4) {
    const weight = v128.load32_splat(p);
    const row = <usize>load<u32>(rows) + c;
    a0 = fma(a0, weight, v128.load(row));
    a1 = fma(a1, weight, v128.load(row, 16));
    a2 = fma(a2, weight, v128.load(row, 32));
    a3 = fma(a3, weight, v128.load(row, 48));
    a4 = fma(a4, weight, v128.load(row, 64));
    a5 = fma(a5, weight, v128.load(row, 80));
    rows += 4;
  }
  addWide(totals, a0);
  addWide(totals + 32, a1);
  addWide(totals + 64, a2);
  addWide(totals + 96, a3);
  addWide(totals + 128, a4);
  addWide(totals + 160, a5);
}

/**
 * sums += Σ_r p[r] V[r] over R consecutive rows, R a multiple of 4, in float32; v rounded up to a multiple of 4, so that
 * up to 3 numbers after a row are read. Four rows that all weigh 0 are passed over.
 */
export function addBlock(sums: usize, p: usize, V: usize, R: usize, v: usize): void {
  const row = v << 2;
  for (let r: usize = 0; r < R; r += 4) {
    if (v128.any_true(v128.load(p + (r << 2)))) addFour(sums, p + (r << 2), V + r * row, row);
  }
}

function addFour(sums: usize, p: usize, y0: usize, row: usize): void {
  const w0 = v128.load32_splat(p);
  const w1 = v128.load32_splat(p, 4);
  const w2 = v128.load32_splat(p, 8);
  const w3 = v128.load32_splat(p, 12);
  const y1 = y0 + row;
  const y2 = y1 + row;
  const y3 = y2 + row;
  for (let i: usize = 0; i < row; i += 16) {
    let sum = v128.load(sums + i);
    sum = fma(sum, w0, v128.load(y0 + i));
    sum = fma(sum, w1, v128.load(y1 + i));
    sum = fma(sum, w2, v128.load(y2 + i));
    sum = fma(sum, w3, v128.load(y3 + i));
    v128.store(sums + i, sum);
  }
}

/** total[i] += sums[i] and sums[i] = 0, for v numbers (rounded up to a multiple of 4). */
export function flush(total: usize, sums: usize, v: usize): void {
  for (let i: usize = 0; i < v << 2; i += 16) {
    addWide(total + (i << 1), v128.load(sums + i));
    v128.store(sums + i, f32x4.splat(0));
  }
}

/**
 * total_b += Σ_r p[b, r] V[r] for four queries over R consecutive rows: p0 … are R weights each, `apart` bytes from each
 * other, totals `totalApart` bytes. v is rounded up to a multiple of 12, so up to 11 numbers after a row are read.
 */
export function addFourQueries(
  total: usize,
  totalApart: usize,
  p: usize,
  apart: usize,
  V: usize,
  R: usize,
  v: usize,
  c: usize,
): void {
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let a2 = f32x4.splat(0);
  let b0 = f32x4.splat(0);
  let b1 = f32x4.splat(0);
  let b2 = f32x4.splat(0);
  let c0 = f32x4.splat(0);
  let c1 = f32x4.splat(0);
  let c2 = f32x4.splat(0);
  let d0 = f32x4.splat(0);
  let d1 = f32x4.splat(0);
  let d2 = f32x4.splat(0);
  const p1 = p + apart;
  const p2 = p1 + apart;
  const p3 = p2 + apart;
  let y = V + (c << 2);
  for (let r: usize = 0; r < R << 2; r += 4) {
    const y0 = v128.load(y);
    const y1 = v128.load(y, 16);
    const y2 = v128.load(y, 32);
    let w = v128.load32_splat(p + r);
    a0 = fma(a0, w, y0);
    a1 = fma(a1, w, y1);
    a2 = fma(a2, w, y2);
    w = v128.load32_splat(p1 + r);
    b0 = fma(b0, w, y0);
    b1 = fma(b1, w, y1);
    b2 = fma(b2, w, y2);
    w = v128.load32_splat(p2 + r);
    c0 = fma(c0, w, y0);
    c1 = fma(c1, w, y1);
    c2 = fma(c2, w, y2);
    w = v128.load32_splat(p3 + r);
    d0 = fma(d0, w, y0);
    d1 = fma(d1, w, y1);
    d2 = fma(d2, w, y2);
    y += v << 2;
  }
  let t = total + (c << 3);
  addThree(t, a0, a1, a2);
  t += totalApart;
  addThree(t, b0, b1, b2);
  t += totalApart;
  addThree(t, c0, c1, c2);
  t += totalApart;
  addThree(t, d0, d1, d2);
}

@inline
function addThree(total: usize, a: v128, b: v128, c: v128): void {
  addWide(total, a);
  addWide(total + 32, b);
  addWide(total + 64, c);
}

/** total[i] *= factor for v numbers (rounded up to a multiple of 2). */
export function scale(total: usize, factor: f64, v: usize): void {
  const by = f64x2.splat(factor);
  for (let i: usize = 0; i < v << 3; i += 16) v128.store(total + i, f64x2.mul(v128.load(total + i), by));
}
