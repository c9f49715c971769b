/** ⟨x, y⟩ in float64. */
export function dotProduct(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}

/** |x − y|₂² in float64. */
export function squaredDistance(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] - y[i]) ** 2;
  return sum;
}

/** |x|₂ in float64. */
export function norm(x: ArrayLike<number>): number {
  return Math.sqrt(dotProduct(x, x));
}
