/** Limits `value` to [0, 1]. */
export function clamp01(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}

/** Straight from `low` (amount 0) to `high` (amount 1). */
export function lerp(low: number, high: number, amount: number): number {
  return low + (high - low) * amount;
}

/** 0 up to `low`, 1 from `high` on, t²(3 − 2t) between; falling where `low` > `high`. */
export function smoothstep(low: number, high: number, value: number): number {
  const t = clamp01((value - low) / (high - low));
  return t * t * (3 - 2 * t);
}

/** The part behind the point: in [0, 1) for negative numbers too. */
export function fraction(value: number): number {
  return value - Math.floor(value);
}

/** √(x² + y²), several times as fast as Math.hypot. */
export function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}
