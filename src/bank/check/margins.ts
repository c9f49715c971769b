import { capacityLowerBound, type Geometry, wellSeparationThreshold } from "../../memory/index.ts";

/** Margins in order: the smallest, the values that 5 %, half and 95 % lie below, and the largest. */
export interface MarginQuantiles {
  least: number;
  q05: number;
  median: number;
  q95: number;
  largest: number;
}

/** Quantiles of margins; NaN for none. */
export function quantilesOf(margins: ArrayLike<number>): MarginQuantiles {
  const sorted = Float64Array.from(margins).sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  return { least: at(0), q05: at(0.05), median: at(0.5), q95: at(0.95), largest: at(1) };
}

/** Items a twentieth of the usual margin apart are still told apart. */
const usualOverLeast = 20;

/**
 * The advised β of sparsemax: 20 / (median of the positive margins), rounded up to two digits. Sparsemax returns a
 * stored pattern itself exactly where its margin is at least 1/β (U-Hop, theorem 2.2), so at this β every item is a
 * fixed point unless a rival is twenty times nearer than rivals usually are. For unit patterns with margins near 1
 * that is β = 20, which keeps apart whatever has a cosine below 0.95.
 * @returns a β > 0, also where no margin is positive or finite (then 20 / scale)
 */
export function sparseBeta(margins: readonly number[], scale: number): number {
  const usual = margins.filter((margin) => margin > 0 && Number.isFinite(margin));
  const median = usual.length > 0 ? quantilesOf(usual).median : scale > 0 ? scale : 1;
  return roundedUp(usualOverLeast / median);
}

/** Of the cues that find their item, so many are to arrive in one step. */
const arriving = 0.9;

/**
 * The β at which sparsemax brings nine of ten such cues to their item in one step: 1/δ for the margin δ that a tenth
 * of the cues lie below; 0 where there are none.
 */
export function cueBeta(cueMargins: readonly number[]): number {
  const clear = cueMargins.filter((margin) => margin > 0 && Number.isFinite(margin)).sort((a, b) => a - b);
  return clear.length === 0 ? 0 : roundedUp(1 / clear[Math.floor((1 - arriving) * clear.length)]);
}

/** What softmax leaves to all the others together. */
const leftOver = 0.01;

/**
 * The β at which softmax gives 99 % of the weight to a stored pattern with a margin Δ: the others weigh at most
 * (N − 1) exp(−βΔ), so β = ln((N − 1)/0.01)/Δ. Taken at the median of the positive margins; null where there is none.
 */
export function denseBeta(margins: readonly number[], patternCount: number): number | null {
  const usual = margins.filter((margin) => margin > 0 && Number.isFinite(margin));
  if (usual.length === 0 || patternCount < 2) return null;
  return roundedUp(Math.log((patternCount - 1) / leftOver) / quantilesOf(usual).median);
}

/** Which items fail the condition of well separation, and what it asks. */
export interface WellSeparation {
  /** A margin of this or more is enough. */
  threshold: number;
  /** The radius r of the ball around each pattern that one step is to lead back into. */
  radius: number;
  /** The items whose margin is smaller, by number. */
  violating: number[];
}

/**
 * Well separation at β: Δ_μ ≥ (1/β) ln(2(N−1) m/r) + 2 m r (Nonparametric, theorem 4.2 with k = N). The radius is
 * free up to R; the condition asks least at r = 1/(2βm), where it reads (1/β)(ln(4(N−1) β m²) + 1). That is taken,
 * and not made smaller where R is: of a pair nearer than 2r one has Δ ≤ 2mr and fails by itself.
 */
export function wellSeparation(
  geometry: Geometry,
  rows: readonly number[],
  beta: number,
): WellSeparation | null {
  const { largestNorm, patternCount, margins } = geometry;
  if (!(largestNorm > 0)) return null;
  const radius = 1 / (2 * beta * largestNorm);
  const threshold = patternCount > 1 ? wellSeparationThreshold(geometry, { beta, radius }) : 0;
  return { threshold, radius, violating: rows.filter((_, i) => !(margins[i] >= threshold)) };
}

/** How many random patterns of this size and norm the theory promises. */
export interface Capacity {
  /** The promise is exponential in d only where C > 1. */
  C: number;
  exponential: boolean;
  /** log₁₀ of how many. */
  log10M: number;
  /** The probability of failing that it allows. */
  failure: number;
}

const failure = 0.01;

/** Lemma 4.2 for these patterns' d and m, at β and the radius 1/(2βm), with k = N; null for d < 2 or zeros. */
export function predictedCapacity(
  { largestNorm, patternCount }: Geometry,
  dimension: number,
  beta: number,
): Capacity | null {
  if (dimension < 2 || !(largestNorm > 0)) return null;
  const radius = 1 / (2 * beta * largestNorm);
  const { C, exponential, log10M } = capacityLowerBound({
    ...{ dimension, largestNorm, beta, failure, k: patternCount, radius },
  });
  return { C, exponential, log10M, failure };
}

/** How many items a sparse separation returns exactly when asked with themselves. */
export interface ExactRetrieval {
  separation: string;
  /** A margin of 1/(β(α−1)) or more is enough, and needed. */
  threshold: number;
  /** How many items have it. */
  items: number;
}

/** Exact retrieval by sparsemax (α = 2) and 1.5-entmax at β. U-Hop, theorem 2.2. */
export function exactRetrieval(margins: Float64Array, beta: number): ExactRetrieval[] {
  return [
    { separation: "sparsemax", alpha: 2 },
    { separation: "entmax 1.5", alpha: 1.5 },
  ].map(({ separation, alpha }) => {
    const threshold = 1 / (beta * (alpha - 1));
    return { separation, threshold, items: margins.filter((margin) => margin >= threshold).length };
  });
}

/** Rounded up to two digits. */
function roundedUp(value: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.ceil(value / unit - 1e-9) * unit).toPrecision(2));
}
