/** A straight line through points: y ≈ intercept + slope x. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** R²: which share of the variance of y the line explains. */
  readonly explained: number;
}

/** The line of least squares. */
export function fitLine(xs: readonly number[], ys: readonly number[]): Line {
  const [meanX, meanY] = [mean(xs), mean(ys)];
  const products = xs.map((x, i) => (x - meanX) * ((ys[i] ?? 0) - meanY));
  const slope = mean(products) / mean(xs.map((x) => (x - meanX) ** 2));
  const intercept = meanY - slope * meanX;
  const missed = mean(xs.map((x, i) => ((ys[i] ?? 0) - intercept - slope * x) ** 2));
  return { slope, intercept, explained: 1 - missed / mean(ys.map((y) => (y - meanY) ** 2)) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
