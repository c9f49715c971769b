/**
 * log Σᵢ exp(β sᵢ), without overflow.
 */
export function logSumExp(scores: ArrayLike<number>, beta = 1): number {
  const top = beta * largest(scores);
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += Math.exp(beta * scores[i] - top);
  return top + Math.log(sum);
}

/** The largest number of a row; −∞ for an empty one. */
export function largest(values: ArrayLike<number>): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) if (values[i] > top) top = values[i];
  return top;
}

/**
 * The principal branch of the Lambert W function at exp(y): the w with w + ln w = y. Taking the logarithm of the
 * argument keeps W₀(exp(a + ln b)) finite where exp would overflow.
 */
export function lambertWOfExp(y: number): number {
  // w e^w = e^y, by Newton on f(w) = w + ln w − y with w = e^u where w is small.
  let w = y > 1 ? y - Math.log(y) : Math.exp(y) / (1 + Math.exp(y));
  for (let i = 0; i < 64; i++) {
    const next = (w * (1 + y - Math.log(w))) / (1 + w);
    if (!(next > 0) || Math.abs(next - w) <= 1e-16 * next) return next > 0 ? next : w;
    w = next;
  }
  return w;
}

/**
 * The principal branch of the Lambert W function: the w ≥ 0 with w eʷ = x.
 * @throws RangeError for negative x (the capacity bound never needs them).
 */
export function lambertW(x: number): number {
  if (!(x >= 0)) throw new RangeError(`lambertW: x must be ≥ 0, got ${x}`);
  return x === 0 ? 0 : lambertWOfExp(Math.log(x));
}
