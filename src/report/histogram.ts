import { type Html, html } from "./html.ts";
import { countText, decimalText } from "./number-text.ts";
import { ticksOf } from "./ticks.ts";

export interface HistogramOptions {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** What stands under the axis of values. */
  readonly valueLabel: string;
  /** Values that are marked by a line. Those below the first one are drawn as failing. */
  readonly marks: readonly { readonly value: number; readonly label: string }[];
}

const [width, height] = [520, 250];
const [left, right, top, bottom] = [48, 504, 34, 206];
const binCount = 40;

/** How many of the (finite) values lie where: an SVG of bars, with marks. */
export function histogram(values: readonly number[], options: HistogramOptions): Html {
  const { id, title, description, valueLabel, marks } = options;
  const all = [...values, ...marks.map(({ value }) => value)];
  const low = all.reduce((least, value) => Math.min(least, value), Math.min(0, all[0]));
  const high = all.reduce((most, value) => Math.max(most, value), low);
  const ticks = ticksOf(low, high, 6);
  const counts = binned(values, ticks);
  const tallest = Math.max(...counts, 1);
  const x = (value: number): number =>
    rounded(left + ((value - ticks.low) / (ticks.high - ticks.low)) * (right - left));
  const bin = (ticks.high - ticks.low) / binCount;
  const failing = marks[0]?.value ?? Number.NEGATIVE_INFINITY;
  const bars = counts.map((count, i) => {
    if (count === 0) return "";
    const from = x(ticks.low + i * bin);
    const tall = rounded(Math.max(1.5, (count / tallest) * (bottom - top)));
    const kind = ticks.low + (i + 0.5) * bin < failing ? "failing" : "";
    return html`<rect class="column ${kind}" x="${from + 0.75}" y="${rounded(bottom - tall)}" width="${rounded((right - left) / binCount - 1.5)}" height="${tall}"/>`;
  });
  return html`<svg class="chart wide" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${title}</title><desc id="${id}-description">${description}</desc>
<path class="grid" d="M${left} ${bottom}H${right}"/><text x="${left - 8}" y="${top + 4}" text-anchor="end">${countText(tallest)}</text><text x="${left - 8}" y="${bottom + 4}" text-anchor="end">0</text>
${bars}${ticks.values.map((value) => html`<text x="${x(value)}" y="${bottom + 17}" text-anchor="middle">${decimalText(value, ticks.decimals)}</text>`)}
${marks.map(({ value, label }, i) => markView(x(value), label, i))}
<text class="axis" x="${(left + right) / 2}" y="${height - 4}" text-anchor="middle">${valueLabel}</text></svg>`;
}

/** Labels stand in two rows, on the side where there is more room. */
function markView(x: number, label: string, row: number): Html {
  const y = 10 + 13 * (row % 2);
  const after = x < (left + right) / 2;
  return html`<path class="threshold" d="M${x} ${y - 8}V${bottom}"/><text x="${after ? x + 5 : x - 5}" y="${y}" text-anchor="${after ? "start" : "end"}">${label}</text>`;
}

function binned(values: readonly number[], { low, high }: { low: number; high: number }): number[] {
  const counts = new Array<number>(binCount).fill(0);
  for (const value of values) {
    counts[Math.min(binCount - 1, Math.floor(((value - low) / (high - low)) * binCount))]++;
  }
  return counts;
}

function rounded(value: number): number {
  return Math.round(100 * value) / 100;
}
