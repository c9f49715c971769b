/**
 * What optimisers do to every parameter, in AssemblyScript: one pass over parameters, gradients and moments, four float32
 * at a time. Arguments are byte addresses, and a count that is a multiple of four.
 */

/** Σ g² in float64. */
export function sumOfSquares(g: usize, count: usize): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let i: usize = 0; i < count << 2; i += 16) {
    const x = v128.load(g + i);
    const a = f64x2.promote_low_f32x4(x);
    const b = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/**
 * h = scale g + coupled p; m ← m + rest₁ (h − m); v ← β₂ v + rest₂ h²; p ← shrink p − size m/(√v · inverseRoot + ε).
 */
export function adam(
  p: usize,
  g: usize,
  m: usize,
  v: usize,
  count: usize,
  scale: f32,
  coupled: f32,
  shrink: f32,
  rest1: f32,
  beta2: f32,
  rest2: f32,
  size: f32,
  inverseRoot: f32,
  epsilon: f32,
): void {
  const s = f32x4.splat(scale);
  const c = f32x4.splat(coupled);
  const k = f32x4.splat(shrink);
  const r1 = f32x4.splat(rest1);
  const b2 = f32x4.splat(beta2);
  const r2 = f32x4.splat(rest2);
  const step = f32x4.splat(size);
  const inverse = f32x4.splat(inverseRoot);
  const e = f32x4.splat(epsilon);
  for (let i: usize = 0; i < count << 2; i += 16) {
    const x = v128.load(p + i);
    const h = f32x4.add(f32x4.mul(s, v128.load(g + i)), f32x4.mul(c, x));
    const m0 = v128.load(m + i);
    const m1 = f32x4.add(m0, f32x4.mul(r1, f32x4.sub(h, m0)));
    const v1 = f32x4.add(f32x4.mul(b2, v128.load(v + i)), f32x4.mul(r2, f32x4.mul(h, h)));
    v128.store(m + i, m1);
    v128.store(v + i, v1);
    const down = f32x4.add(f32x4.mul(f32x4.sqrt(v1), inverse), e);
    v128.store(p + i, f32x4.sub(f32x4.mul(k, x), f32x4.div(f32x4.mul(step, m1), down)));
  }
}

/** h = scale g + coupled p; m ← momentum m + h; p ← p − rate (h + momentum m where it looks ahead, else m). */
export function descend(
  p: usize,
  g: usize,
  m: usize,
  count: usize,
  scale: f32,
  coupled: f32,
  momentum: f32,
  rate: f32,
  ahead: bool,
): void {
  const s = f32x4.splat(scale);
  const c = f32x4.splat(coupled);
  const mu = f32x4.splat(momentum);
  const by = f32x4.splat(rate);
  for (let i: usize = 0; i < count << 2; i += 16) {
    const x = v128.load(p + i);
    const h = f32x4.add(f32x4.mul(s, v128.load(g + i)), f32x4.mul(c, x));
    const m1 = f32x4.add(f32x4.mul(mu, v128.load(m + i)), h);
    v128.store(m + i, m1);
    const way = ahead ? f32x4.add(h, f32x4.mul(mu, m1)) : m1;
    v128.store(p + i, f32x4.sub(x, f32x4.mul(by, way)));
  }
}
