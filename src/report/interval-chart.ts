import { type Html, html } from "./html.ts";
import { decimalText } from "./number-text.ts";
import { ticksOf } from "./ticks.ts";

/** A value in [0, 1] and the interval around it. */
export interface Interval {
  readonly name: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface IntervalOptions {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** A value to compare with, drawn as a line. */
  readonly mark: { readonly value: number; readonly label: string };
}

const width = 520;
const [left, right, top, rowHeight] = [24, 500, 26, 44];

/** A row for each value: its name, a dot, and a line from low to high; the first row stands out. */
export function intervalChart(rows: readonly Interval[], options: IntervalOptions): Html {
  const { id, title, description, mark } = options;
  const ticks = ticksOf(Math.min(mark.value, ...rows.map(({ low }) => low)), 1, 5);
  const x = (value: number): number =>
    Math.round(100 * (left + ((value - ticks.low) / (ticks.high - ticks.low)) * (right - left))) / 100;
  const bottom = top + rows.length * rowHeight;
  const lines = rows.map(({ name, value, low, high }, i) => {
    const y = top + i * rowHeight + 28;
    const kind = i === 0 ? "main" : "rest";
    return html`<text class="row" x="${left + 7}" y="${y - 12}">${name}</text><path class="line ${kind}" d="M${x(low)} ${y}H${x(high)}M${x(low)} ${y - 5}V${y + 5}M${x(high)} ${y - 5}V${y + 5}"/><circle class="dot ${kind}" cx="${x(value)}" cy="${y}" r="4.5"/>`;
  });
  return html`<svg class="chart wide" viewBox="0 0 ${width} ${bottom + 26}" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${title}</title><desc id="${id}-description">${description}</desc>
<path class="grid" d="M${left} ${bottom}H${right}"/>${ticks.values.map((value) => html`<text x="${x(value)}" y="${bottom + 17}" text-anchor="middle">${decimalText(value, ticks.decimals)}</text>`)}
<path class="threshold" d="M${x(mark.value)} ${top - 14}V${bottom}"/><text x="${x(mark.value) + 5}" y="${top - 8}">${mark.label}</text>
${lines}</svg>`;
}
