import { type Html, html } from "./html.ts";
import { decimalText } from "./number-text.ts";
import { type Ticks, ticksOf, wholeTicks } from "./ticks.ts";

export interface LineChartOptions {
  /** Begins the ids of the chart's title and description; one per chart of a page. */
  readonly id: string;
  readonly title: string;
  /** What the line does, in words, for those who can't see it. */
  readonly description: string;
  /** What stands over the vertical axis. */
  readonly valueLabel: string;
  /** What stands under the horizontal axis. */
  readonly placeLabel: string;
}

/** The size that the chart is drawn in; it is shown at any. */
const [width, height] = [380, 220];
const margin = { top: 30, right: 16, bottom: 40 };
const bottom = height - margin.bottom;

/** More points than this get no dots. */
const mostDots = 20;

/** values[0], values[1], … as a line over 0, 1, …: an SVG with ticks, which CSS colours. Values are finite. */
export function lineChart(values: readonly number[], options: LineChartOptions): Html {
  const { id, title, description, valueLabel, placeLabel } = options;
  const ticks = ticksOf(Math.min(...values), Math.max(...values), 4);
  const labels = ticks.values.map((value) => decimalText(value, ticks.decimals));
  const left = 14 + 6.6 * Math.max(...labels.map((label) => label.length));
  const points = pointsOf(values, ticks, left);
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${title}</title><desc id="${id}-description">${description}</desc>
<text class="axis" x="0" y="12">${valueLabel}</text>
${ticks.values.map((value, i) => valueTick(heightOf(value, ticks), labels[i], left))}
${wholeTicks(values.length - 1, 6).map((i) => placeTick(points[i].x, i))}
<text class="axis" x="${rounded((left + width - margin.right) / 2)}" y="${height - 4}" text-anchor="middle">${placeLabel}</text>
<path class="line" d="${linePath(points)}"/>
${values.length > mostDots ? "" : points.map(({ x, y }) => html`<circle class="dot" cx="${x}" cy="${y}" r="3.5"/>`)}
</svg>`;
}

/** A place in a drawing, y downwards. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The path through the points. */
export function linePath(points: readonly Point[]): string {
  return points.map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${x} ${y}`).join("");
}

function pointsOf(values: readonly number[], ticks: Ticks, left: number): Point[] {
  const [start, end] = [left + 10, width - margin.right];
  const gap = (end - start) / Math.max(values.length - 1, 1);
  return values.map((value, i) => ({ x: rounded(start + i * gap), y: heightOf(value, ticks) }));
}

function heightOf(value: number, { low, high }: Ticks): number {
  return rounded(bottom - ((value - low) / (high - low)) * (bottom - margin.top));
}

function valueTick(y: number, label: string, left: number): Html {
  return html`<path class="grid" d="M${rounded(left)} ${y}H${width - margin.right}"/><text x="${rounded(left - 8)}" y="${rounded(y + 4)}" text-anchor="end">${label}</text>`;
}

function placeTick(x: number, place: number): Html {
  return html`<text x="${x}" y="${bottom + 17}" text-anchor="middle">${place}</text>`;
}

/** Two decimals are enough for a drawing. */
function rounded(value: number): number {
  return Math.round(100 * value) / 100;
}
