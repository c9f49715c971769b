/** What all kernels share: four float32 lanes at a time. */

/** sum + x y: fused, with one rounding, where the machine's vectors may do that. */
@inline
export function fma(sum: v128, x: v128, y: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(x, y, sum);
  return f32x4.add(sum, f32x4.mul(x, y));
}

/** The sums over the lanes of a, b, c and d, each as (0 + 2) + (1 + 3). */
@inline
export function sumsAcross(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/** The sum over the lanes, in the same order. */
@inline
export function sumAcross(a: v128): f32 {
  const half = f32x4.add(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1));
  return f32x4.extract_lane(half, 0) + f32x4.extract_lane(half, 1);
}

/** The largest lane. Here and elsewhere: pmax is one instruction where max, which minds NaN, is seven. */
@inline
export function largestLane(a: v128): f32 {
  const half = f32x4.pmax(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1));
  return max(f32x4.extract_lane(half, 0), f32x4.extract_lane(half, 1));
}

/** exp(x) for x ≤ 0 to two units in the last place, 0 below −87: 2ⁿ times a polynomial (Cephes, expf). */
@inline
export function expOf(x: v128): v128 {
  const inside = f32x4.gt(x, f32x4.splat(-87));
  const from = f32x4.pmax(x, f32x4.splat(-87));
  const n = f32x4.nearest(f32x4.mul(from, f32x4.splat(1.44269504)));
  const r = fma(fma(from, n, f32x4.splat(-0.693359375)), n, f32x4.splat(2.12194440e-4));
  let p = fma(f32x4.splat(1.3981999507e-3), r, f32x4.splat(1.9875691500e-4));
  p = fma(f32x4.splat(8.3334519073e-3), p, r);
  p = fma(f32x4.splat(4.1665795894e-2), p, r);
  p = fma(f32x4.splat(1.6666665459e-1), p, r);
  p = fma(f32x4.splat(5.0000001201e-1), p, r);
  p = fma(f32x4.add(r, f32x4.splat(1)), p, f32x4.mul(r, r));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return v128.and(f32x4.mul(p, power), inside);
}

/** Four float64 totals += four float32 sums. */
@inline
export function addWide(totals: usize, sums: v128): void {
  v128.store(totals, f64x2.add(v128.load(totals), f64x2.promote_low_f32x4(sums)));
  const high = f64x2.promote_low_f32x4(v128.shuffle<u64>(sums, sums, 1, 1));
  v128.store(totals, f64x2.add(v128.load(totals, 16), high), 16);
}
