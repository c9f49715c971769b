/**
 * The numeric kernels, in AssemblyScript: WebAssembly with 128-bit vectors. All arguments are byte addresses in the
 * one memory, and counts. Nothing is allocated here, and nothing is written but results (`out`, totals) and the first
 * 4096 bytes, where rows are interleaved.
 *
 * Sums are float32, so they are kept short: a product's sum runs over at most CHUNK numbers in four lanes, and the
 * chunks' sums are added up after. Each result depends on its own two rows only, never on the batch around it.
 */

/** How many coordinates are summed before the sum is put aside; their rows stay in the first cache meanwhile. */
const CHUNK: usize = 256;

/** How many columns of a weighted sum are kept in registers, and how many rows at most are added in float32. */
const TILE: usize = 24;
const LIST: usize = 32;

const DOT: i32 = 0;
const SQUARED: i32 = 1;
const ABSOLUTE: i32 = 2;

/** out[b, n] = ⟨q_b, ξ_n⟩, `[B, N′]` with N′ = N rounded up to a multiple of 4; so up to 3 rows after ξ are read. */
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
 * total += Σ_n p[n] V[n] for B lists, in float32 along a list and float64 beyond it. Of each list there are the address
 * of its total (v float64, v a multiple of TILE, so up to TILE − 1 numbers after a row are read), its length ≤ LIST,
 * LIST weights, and LIST addresses of value rows.
 */
export function addRows(totals: usize, counts: usize, p: usize, rows: usize, B: usize, v: usize): void {
  for (let c: usize = 0; c < v; c += TILE) {
    for (let b: usize = 0; b < B; b++) {
      const total = load<u32>(totals + (b << 2)) + (c << 3);
      const list = (b * LIST) << 2;
      addTile(total, load<u32>(counts + (b << 2)), p + list, rows + list, c << 2);
    }
  }
}

@inline
function pairs(kind: i32, out: usize, q: usize, Xi: usize, B: usize, N: usize, d: usize): void {
  const width = ((N + 3) & ~3) << 2;
  const row = d << 2;
  const whole = d & ~3;
  memory.fill(out, 0, B * width);
  for (let k: usize = 0; k < whole; k += CHUNK) {
    const end = min(CHUNK, whole - k) << 2;
    for (let n: usize = 0; n < N; n += 4) {
      const y = Xi + n * row + (k << 2);
      let x = q + (k << 2);
      let to = out + (n << 2);
      if (B > 1) interleave(y, row, end);
      for (let b: usize = B; b > 1; b -= 2) {
        twoByFour(kind, to, width, x, row, end);
        x += row << 1;
        to += width << 1;
      }
      if (B & 1) oneByFour(kind, to, x, y, row, end);
    }
  }
  for (let i = whole; i < d; i++) addColumn(kind, out, q + (i << 2), Xi + (i << 2), B, N, d);
}

/**
 * Copies `end` bytes of four rows into the first bytes of the memory: four numbers of each row in turn. One address
 * instead of four lets the tile below run a quarter faster; at most 4 · 4 · CHUNK = 4096 bytes.
 */
function interleave(y0: usize, row: usize, end: usize): void {
  const y1 = y0 + row;
  const y2 = y1 + row;
  const y3 = y2 + row;
  let to: usize = 0;
  for (let i: usize = 0; i < end; i += 16) {
    v128.store(to, v128.load(y0 + i));
    v128.store(to, v128.load(y1 + i), 16);
    v128.store(to, v128.load(y2 + i), 32);
    v128.store(to, v128.load(y3 + i), 48);
    to += 64;
  }
}

/** What one coordinate (or a vector of four) adds to a sum. */
@inline
function plus(kind: i32, sum: v128, x: v128, y: v128): v128 {
  if (kind == DOT) return f32x4.add(sum, f32x4.mul(x, y));
  const difference = f32x4.sub(x, y);
  if (kind == ABSOLUTE) return f32x4.add(sum, v128.and(difference, i32x4.splat(0x7fffffff)));
  return f32x4.add(sum, f32x4.mul(difference, difference));
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
  let y: usize = 0;
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

/** out[0..3] += the sums of one row x with four rows y, over `end` bytes. */
@inline
function oneByFour(kind: i32, out: usize, x0: usize, y0: usize, row: usize, end: usize): void {
  const y1 = y0 + row;
  const y2 = y1 + row;
  const y3 = y2 + row;
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let a2 = f32x4.splat(0);
  let a3 = f32x4.splat(0);
  for (let i: usize = 0; i < end; i += 16) {
    const u = v128.load(x0 + i);
    const v0 = v128.load(y0 + i);
    a0 = plus(kind, a0, u, v0);
    const v1 = v128.load(y1 + i);
    a1 = plus(kind, a1, u, v1);
    const v2 = v128.load(y2 + i);
    a2 = plus(kind, a2, u, v2);
    const v3 = v128.load(y3 + i);
    a3 = plus(kind, a3, u, v3);
  }
  addAcross(out, a0, a1, a2, a3);
}

/** out[0..3] += the sums over the lanes of a, b, c and d. */
function addAcross(out: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  const sums = f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
  v128.store(out, f32x4.add(v128.load(out), sums));
}

/** out[b, n] += what one coordinate adds: for the up to three that are left over by the vectors. */
@inline
function addColumn(kind: i32, out: usize, x: usize, y: usize, B: usize, N: usize, d: usize): void {
  for (let b: usize = 0; b < B; b++) {
    const value = load<f32>(x + ((b * d) << 2));
    const to = out + ((b * ((N + 3) & ~3)) << 2);
    for (let n: usize = 0; n < N; n++) {
      const other = load<f32>(y + ((n * d) << 2));
      const difference = value - other;
      let term = value * other;
      if (kind == SQUARED) term = difference * difference;
      if (kind == ABSOLUTE) term = abs(difference);
      store<f32>(to + (n << 2), load<f32>(to + (n << 2)) + term);
    }
  }
}

/** The next TILE columns of addRows for one query: `c` is where they begin in a row. */
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
    const row = load<u32>(rows) + c;
    a0 = plus(DOT, a0, weight, v128.load(row));
    a1 = plus(DOT, a1, weight, v128.load(row, 16));
    a2 = plus(DOT, a2, weight, v128.load(row, 32));
    a3 = plus(DOT, a3, weight, v128.load(row, 48));
    a4 = plus(DOT, a4, weight, v128.load(row, 64));
    a5 = plus(DOT, a5, weight, v128.load(row, 80));
    rows += 4;
  }
  addWide(totals, a0);
  addWide(totals + 32, a1);
  addWide(totals + 64, a2);
  addWide(totals + 96, a3);
  addWide(totals + 128, a4);
  addWide(totals + 160, a5);
}

/** Four float64 totals += four float32 sums. */
@inline
function addWide(totals: usize, sums: v128): void {
  v128.store(totals, f64x2.add(v128.load(totals), f64x2.promote_low_f32x4(sums)));
  const high = f64x2.promote_low_f32x4(v128.shuffle<u64>(sums, sums, 1, 1));
  v128.store(totals, f64x2.add(v128.load(totals, 16), high), 16);
}
