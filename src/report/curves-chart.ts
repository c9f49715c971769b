import { type Html, html } from "./html.ts";
import { linePath, type Point } from "./line-chart.ts";
import { percentText } from "./number-text.ts";

/** A line of shares in [0, 1], and how it is drawn: see `check-style.ts`. */
export interface Curve {
  readonly name: string;
  readonly values: readonly number[];
  readonly kind: "main" | "second" | "rest";
}

export interface CurvesOptions {
  readonly id: string;
  readonly title: string;
  /** What the lines do, in words. */
  readonly description: string;
  readonly placeLabel: string;
}

const [width, height] = [520, 260];
const [left, right, top, bottom] = [48, 504, 14, 216];

/** Several lines of shares over `places` ∈ [0, 1): an SVG from 0 % to 100 %, with a legend. */
export function curvesChart(
  places: readonly number[],
  curves: readonly Curve[],
  { id, title, description, placeLabel }: CurvesOptions,
): Html {
  const last = Math.max(...places, 1e-9);
  const pointsOf = (values: readonly number[]): Point[] =>
    values.map((value, i) => ({
      x: rounded(left + 8 + (places[i] / last) * (right - left - 8)),
      y: rounded(bottom - value * (bottom - top)),
    }));
  const lines = [...curves].reverse().map(({ values, kind }) => {
    const points = pointsOf(values);
    const dots = points.map(({ x, y }) => html`<circle class="dot ${kind}" cx="${x}" cy="${y}" r="3"/>`);
    return html`<path class="line ${kind}" d="${linePath(points)}"/>${kind === "main" ? dots : ""}`;
  });
  const marks = pointsOf(places).map(
    ({ x }, i) =>
      html`<text x="${x}" y="${bottom + 17}" text-anchor="middle">${percentText(places[i])}</text>`,
  );
  const legend = curves.map(
    ({ name, kind }) =>
      html`<li><svg class="swatch" viewBox="0 0 28 8" aria-hidden="true" focusable="false"><path class="line ${kind}" d="M1 4H27"/></svg>${name}</li>`,
  );
  return html`<svg class="chart wide" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${title}</title><desc id="${id}-description">${description}</desc>
${[0, 0.25, 0.5, 0.75, 1].map(valueMark)}${marks}
<text class="axis" x="${(left + right) / 2}" y="${height - 6}" text-anchor="middle">${placeLabel}</text>
${lines}</svg><ul class="legend">${legend}</ul>`;
}

function valueMark(share: number): Html {
  const y = rounded(bottom - share * (bottom - top));
  return html`<path class="grid" d="M${left} ${y}H${right}"/><text x="${left - 8}" y="${y + 4}" text-anchor="end">${percentText(share)}</text>`;
}

function rounded(value: number): number {
  return Math.round(100 * value) / 100;
}
