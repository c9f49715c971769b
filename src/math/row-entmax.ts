import type { Row } from "./matrix.ts";
import { softmaxRow } from "./row-softmax.ts";
import { largest } from "./special.ts";

/**
 * α-entmax: out = argmax_{p in the simplex} ⟨p, β s⟩ − Ψ_α(p), Ψ_α(p) = Σ(pᵅ − p) / (α(α−1)).
 * α = 1 is softmax, α = 2 sparsemax; from there on the larger α, the fewer weights differ from zero.
 * The threshold is found exactly (by sorting) for α = 1.5 and 2, else by iteration to the last bits.
 * Peters, Niculae and Martins 2019, eq. 9 and algorithms 1–2; U-Hop, appendix D.1.
 */
export function entmaxRow(out: Row, scores: Row, beta: number, alpha: number): Row {
  if (alpha === 1) return softmaxRow(out, scores, beta);
  const shifted = shiftedToTop(scores, beta);
  if (alpha === 2) {
    const threshold = sparsemaxThreshold(shifted);
    for (let i = 0; i < shifted.length; i++) out[i] = Math.max(shifted[i] - threshold, 0);
  } else if (alpha === 1.5) {
    const threshold = entmax15Threshold(shifted);
    for (let i = 0; i < shifted.length; i++) out[i] = Math.max(shifted[i] / 2 - threshold, 0) ** 2;
  } else {
    const weightOf = alpha < 2 ? nearSoftmax(shifted, alpha) : beyondSparsemax(shifted, alpha);
    const weights = shifted.map(weightOf);
    // Where a weight barely above 0 rises steeply, the root's last bit shows in the sum: 1e-9 in float64.
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (let i = 0; i < shifted.length; i++) out[i] = weights[i] / total;
  }
  return out;
}

/** β (sᵢ − max s): zero at the top, negative elsewhere. */
function shiftedToTop(scores: Row, beta: number): Float64Array {
  const top = largest(scores);
  return Float64Array.from(scores, (score) => beta * (score - top));
}

/** Those above `least`, the largest first: sorting them all is what would take the time. */
function sortedDown(values: Float64Array, least: number): Float64Array {
  return values
    .filter((value) => value > least)
    .sort()
    .reverse();
}

/** The τ with Σ max(zᵢ − τ, 0) = 1, which isn't below −1: max z = 0. Martins and Astudillo 2016, algorithm 1. */
function sparsemaxThreshold(shifted: Float64Array): number {
  let sum = 0;
  let threshold = 0;
  let size = 0;
  for (const z of sortedDown(shifted, -1)) {
    size++;
    sum += z;
    if (size * z <= sum - 1) break;
    threshold = (sum - 1) / size;
  }
  return threshold;
}

/** The τ with Σ max(zᵢ/2 − τ, 0)² = 1, which isn't below −1: max z = 0. Peters, Niculae and Martins 2019, algorithm 2. */
function entmax15Threshold(shifted: Float64Array): number {
  let mean = 0;
  let spread = 0;
  let size = 0;
  let threshold = -1;
  for (const z of sortedDown(shifted, -2)) {
    // Welford's update of the mean and of the sum of squared differences of the `size` largest.
    size++;
    const fromMean = z / 2 - mean;
    mean += fromMean / size;
    spread += fromMean * (z / 2 - mean);
    if (spread > 1) break;
    const candidate = mean - Math.sqrt((1 - spread) / size);
    if (candidate >= z / 2) break;
    threshold = candidate;
  }
  return threshold;
}

/**
 * 1 < α < 2: weights exp_α(z − μ) with exp_α(x) = [1 + (α−1) x]₊^{1/(α−1)}, which tends to exp(z − μ) as α → 1.
 * μ lies in [0, −ln_α(1/N)]: one-hot at the low end, N equal scores at the high one.
 */
function nearSoftmax(shifted: Float64Array, alpha: number): (z: number) => number {
  const weight = (z: number, mu: number): number => {
    const base = (alpha - 1) * (z - mu);
    return base <= -1 ? 0 : Math.exp(Math.log1p(base) / (alpha - 1));
  };
  const highest = -Math.expm1((1 - alpha) * Math.log(shifted.length)) / (alpha - 1);
  const mu = fallingRoot(0, highest, (at) => {
    const sum = sumWithSlope(shifted, (z) => weight(z, at), alpha);
    return { value: sum.total - 1, slope: -sum.slope };
  });
  return (z) => weight(z, mu);
}

/**
 * α > 2: weights [(α−1) z + e^{−u}]₊^{1/(α−1)}. The offset e^{−u} lies in [N^{1−α}, 1] and may be tiny, so its
 * logarithm is what is solved for.
 */
function beyondSparsemax(shifted: Float64Array, alpha: number): (z: number) => number {
  const weight = (z: number, u: number): number =>
    Math.max((alpha - 1) * z + Math.exp(-u), 0) ** (1 / (alpha - 1));
  const u = fallingRoot(0, (alpha - 1) * Math.log(shifted.length), (at) => {
    const sum = sumWithSlope(shifted, (z) => weight(z, at), alpha);
    return { value: sum.total - 1, slope: (-Math.exp(-at) * sum.slope) / (alpha - 1) };
  });
  return (z) => weight(z, u);
}

/** Σ p and Σ p^{2−α} over the weights above 0. */
function sumWithSlope(
  shifted: Float64Array,
  weightOf: (z: number) => number,
  alpha: number,
): { total: number; slope: number } {
  let total = 0;
  let slope = 0;
  for (const z of shifted) {
    const weight = weightOf(z);
    if (weight === 0) continue;
    total += weight;
    slope += weight ** (2 - alpha);
  }
  return { total, slope };
}

/**
 * The root of a falling function with f(low) ≥ 0 ≥ f(high), to the last bits: Newton's method, bisecting wherever
 * that would leave the shrinking bracket.
 */
function fallingRoot(
  lowest: number,
  highest: number,
  f: (x: number) => { value: number; slope: number },
): number {
  let [low, high, x] = [lowest, highest, lowest];
  for (let i = 0; i < 200; i++) {
    const { value, slope } = f(x);
    if (value === 0) return x;
    if (value > 0) low = x;
    else high = x;
    const newton = x - value / slope;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (next <= low || next >= high || Math.abs(next - x) <= 1e-16 * Math.abs(next)) return next;
    x = next;
  }
  return x;
}
