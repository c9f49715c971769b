/**
 * The exponent e of y ≈ c xᵉ: the slope of the line of least squares through (ln x, ln y).
 * @throws RangeError for fewer than two different x, or numbers that aren't > 0.
 */
export function exponentOf(points: readonly { readonly x: number; readonly y: number }[]): number {
  if (new Set(points.map(({ x }) => x)).size < 2 || points.some(({ x, y }) => !(x > 0 && y > 0))) {
    throw new RangeError(
      `exponentOf: needs two different x, and numbers > 0, got ${JSON.stringify(points)}; measure more places`,
    );
  }
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const mean = (of: (point: { x: number; y: number }) => number): number =>
    logs.reduce((sum, point) => sum + of(point), 0) / logs.length;
  const [meanX, meanY] = [mean(({ x }) => x), mean(({ y }) => y)];
  return mean(({ x, y }) => (x - meanX) * (y - meanY)) / mean(({ x }) => (x - meanX) ** 2);
}
