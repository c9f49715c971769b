import { countText, decimalText } from "./number-text.ts";

/** A measured number as tables show it: whole ones whole, others with three significant places; "–" for none. */
export function valueText(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return "–";
  if (Number.isInteger(value) && value >= 0) return countText(value);
  const digits = 2 - Math.floor(Math.log10(Math.abs(value)));
  return decimalText(value, Math.abs(value) < 1 ? Math.max(3, Math.min(digits, 6)) : Math.max(0, digits));
}
