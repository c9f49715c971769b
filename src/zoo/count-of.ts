/** How many of N patterns a fraction in (0, 1] of them is: at least 1, at most N, rounded down. */
export function countOf(model: string, fraction: number, N: number): number {
  requireFraction(model, "fraction", fraction);
  // 0.29 · 100 is 28.999999999999996 in floating point; it means 29.
  return Math.min(N, Math.max(1, Math.floor(fraction * N + 1e-9)));
}

/** @throws RangeError for a number outside of (0, 1]. */
export function requireFraction(model: string, name: string, fraction: number): void {
  if (fraction > 0 && fraction <= 1) return;
  throw new RangeError(`${model}: ${name} must be in (0, 1], got ${fraction}`);
}
