/** What stands where there is no number. */
const none = "–";

/** 6000 → "6,000". */
export function countText(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** "1 step", "2 steps", "6,000 pictures". */
export function countOf(value: number, noun: string): string {
  return `${countText(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** A share as a percentage with a digit where it matters: 0.006 → "0.6 %", 0.42 → "42 %", 0.984 → "98.4 %". */
export function percentText(share: number): string {
  if (!Number.isFinite(share)) return none;
  const percent = 100 * share;
  const near = Math.min(Math.abs(percent), Math.abs(100 - percent));
  if (near > 1e-9 && near < 0.05) return percent < 50 ? "< 0.1\u00A0%" : "> 99.9\u00A0%";
  return `${signed(percent.toFixed(near < 10 ? 1 : 0).replace(/\.0$/, ""))}\u00A0%`;
}

/** Three decimals: "0.973"; "> 0.999" and "< 0.001" for what would look like 1 or 0 and is not; "1" and "0" exactly. */
export function ratioText(value: number): string {
  if (!Number.isFinite(value)) return none;
  if (value === 0 || value === 1) return String(Math.abs(value));
  if (value > 0.9995 && value < 1 - 1e-6) return "> 0.999";
  if (value > 0 && value < 0.0005) return "< 0.001";
  return signed(value.toFixed(3));
}

/**
 * A number rounded to `decimals` after the point (before it where negative); with an exponent where that would be
 * long.
 */
export function decimalText(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return none;
  if (value === 0 || (decimals <= 6 && Math.abs(value) < 1e6)) {
    return signed(value.toFixed(Math.min(6, Math.max(0, decimals))));
  }
  const digits = Math.floor(Math.log10(Math.abs(value))) + decimals;
  return signed(value.toExponential(Math.min(9, Math.max(0, digits))));
}

/** With a true minus sign, and none before zero. */
function signed(text: string): string {
  return text.replace(/^-(?=[0.]*$)/, "").replace(/-/g, "−");
}
