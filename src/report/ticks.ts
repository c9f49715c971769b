/** The marks of an axis and what it spans. */
export interface Ticks {
  readonly values: readonly number[];
  /** How many decimals tell the marks apart; negative where not even all digits before the point are needed. */
  readonly decimals: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Round marks (1, 2 or 5 times a power of ten apart), about `count` of them, from at or below `low` to at or above
 * `high`. Of one value alone, the axis reaches to both sides of it.
 */
export function ticksOf(low: number, high: number, count: number): Ticks {
  const margin = high - low > 1e-300 ? 0 : Math.max(Math.abs(low) * 0.1, 1e-3);
  const step = roundStep((high - low + 2 * margin) / count);
  const first = Math.floor((low - margin) / step + 1e-9);
  const last = Math.ceil((high + margin) / step - 1e-9);
  const decimals = -Math.floor(Math.log10(step) + 1e-9);
  const values = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  return { values, decimals, low: first * step, high: last * step };
}

/** Whole marks from 0 to `last`, 0 and `last` among them, about `count`. */
export function wholeTicks(last: number, count: number): number[] {
  const step = Math.max(1, roundStep(last / count));
  const marks = Array.from({ length: Math.ceil(last / step) }, (_, i) => i * step);
  return [...marks.filter((mark) => mark === 0 || last - mark > step / 2), last];
}

/** The smallest of 1, 2, 5, 10, … times a power of ten that is at least `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5].find((f) => f * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}
