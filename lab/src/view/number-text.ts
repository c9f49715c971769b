/** A percent sign stays on the line of its number. */
const UNIT = "\u00a0%";

/** `0.0123` as `1.2 %`; shares near 1 keep a digit that tells them from it. */
export function percent(share: number): string {
  const value = 100 * share;
  if (value > 99.9 && value < 100) return `> 99.9${UNIT}`;
  if (value > 0 && value < 0.1) return `< 0.1${UNIT}`;
  return `${Number(value.toFixed(1))}${UNIT}`;
}

/** A number in three digits, with the minus of typographers. */
export function threeDigits(value: number): string {
  const text = Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
  return text.replace("-", "−");
}

/** `1 step`, `3 steps`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Numbers of one axis, with as many decimals as tell them apart. */
export function axisTexts(values: readonly number[]): string[] {
  const range = Math.max(...values) - Math.min(...values);
  const size = range > 0 ? range : Math.max(...values.map(Math.abs)) || 1;
  const decimals = Math.min(8, Math.max(0, 1 - Math.floor(Math.log10(size))));
  return values.map((value) => value.toFixed(decimals).replace("-", "−"));
}
