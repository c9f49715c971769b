import { type Matrix, zeros } from "../math/index.ts";

/** Past windows of a series as patterns: what stands in them, brought to one level and size. */
export interface Windows {
  /** How many values a window has, L. */
  readonly length: number;
  /** Where each begins in the series it comes from. */
  readonly starts: readonly number[];
  /** `[N, L]`: each window less its mean, divided by √L or by its own norm. */
  readonly patterns: Matrix;
  readonly means: Float64Array;
  /** The standard deviation of each, not below {@link leastSpread}. */
  readonly spreads: Float64Array;
}

/** The spread that a window is given at least, in units of the standardised series: a flat one is no pattern. */
export const leastSpread = 0.05;

/**
 * The windows of `length` that begin at `starts`. `"shape"`: of unit norm, so that the dot product of two is their
 * correlation. `"level"`: only brought to one level, so that the squared distance of two is the mean square difference.
 */
export function windowsAt(
  values: Float32Array,
  starts: readonly number[],
  { length, compare }: { length: number; compare: "shape" | "level" },
): Windows {
  const patterns = zeros(starts.length, length);
  const means = new Float64Array(starts.length);
  const spreads = new Float64Array(starts.length);
  starts.forEach((start, n) => {
    let [sum, squares] = [0, 0];
    for (let i = 0; i < length; i++) sum += values[start + i];
    const mean = sum / length;
    for (let i = 0; i < length; i++) squares += (values[start + i] - mean) ** 2;
    means[n] = mean;
    spreads[n] = Math.max(leastSpread, Math.sqrt(squares / length));
    const size = Math.sqrt(length) * (compare === "shape" ? spreads[n] : 1);
    for (let i = 0; i < length; i++) patterns.data[n * length + i] = (values[start + i] - mean) / size;
  });
  return { length, starts, patterns, means, spreads };
}
