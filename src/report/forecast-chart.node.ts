import { areaY, line, type Markish, type PlotOptions, ruleX } from "@observablehq/plot";
import { timeAt } from "../data/index.ts";
import type { Forecast, Trial } from "../forecast/index.ts";
import { chart } from "./chart.node.ts";
import { type Html, html } from "./html.ts";
import { wide } from "./wide.ts";

/** How lines look; told apart on light and on dark paper, and by their dashes. */
const looks = {
  history: { stroke: "currentColor", dash: "none", width: 1.4, name: "history" },
  forecast: { stroke: "#cc6633", dash: "none", width: 2.2, name: "forecast" },
  "seasonal-naive": { stroke: "#4477aa", dash: "6 3", width: 1.5, name: "seasonal naive" },
  naive: { stroke: "#857d74", dash: "2 3", width: 1.5, name: "naive" },
} as const;

type Look = keyof typeof looks;

/** So many horizons of history stand before the forecast. */
const shownHistory = 3;

interface Point {
  readonly at: Date | number;
  readonly y: number;
}

/** History, the forecast with its band, and the naive ones beside it. */
export function forecastChart(forecast: Forecast, id: string): Html {
  const { column, horizon, values, band, chosen, tried } = forecast;
  const { length } = column.values;
  const first = Math.max(0, length - Math.max(40, shownHistory * horizon));
  const at = placer(forecast);
  const past = Array.from(column.values.subarray(first), (y, i) => ({ at: at(first + i), y }));
  const next = (of: ArrayLike<number>): Point[] => [
    past[past.length - 1],
    ...Array.from(of, (y, h) => ({ at: at(length + h), y })),
  ];
  const rivals = tried.filter(({ name }) => name !== chosen.name && isNaive(name));
  const marks: Markish[] = [
    ...(band
      ? [bandMark(Array.from(values, (y, h) => ({ at: at(length + h), y, width: band.halfWidths[h] })))]
      : []),
    ruleX([past[past.length - 1].at], { stroke: "currentColor", strokeOpacity: 0.35 }),
    ...rivals.map(({ name, values: of }) => lineMark(next(of), name as Look)),
    lineMark(past, "history"),
    lineMark(next(values), "forecast"),
  ];
  const description = describe(forecast, rivals);
  const title = `${column.name}: history and forecast`;
  const drawn = chart(optionsOf(marks, column.name, { width: 880, height: 340 }), { id, title, description });
  return html`<figure class="plotted">${legend(["history", "forecast", ...rivals.map(({ name }) => name as Look)])}
${wide(title, drawn)}<figcaption>${description}</figcaption></figure>`;
}

/** A stretch of the past over the last window, brought to its level and size, each with what followed. */
export function rememberedChart(
  forecast: Forecast,
  { start, window, weight }: { start: number; window: number; weight: string },
  { id, name }: { id: string; name: string },
): Html {
  const { column, horizon, values } = forecast;
  const { length } = column.values;
  const shown = Math.min(window, 2 * horizon + 24);
  const query = column.values.subarray(length - window);
  const then = column.values.subarray(start, start + window + horizon);
  const fitted = broughtTo(then, window, query);
  const places = (of: ArrayLike<number>): Point[] =>
    Array.from(of, (y, i) => ({ at: i - window + 1, y })).filter(({ at }) => (at as number) > -shown);
  const marks: Markish[] = [
    ruleX([0], { stroke: "currentColor", strokeOpacity: 0.35 }),
    lineMark(places(query), "history"),
    lineMark(
      Array.from(values, (y, h) => ({ at: h + 1, y })),
      "forecast",
    ),
    lineMark(places(fitted), "seasonal-naive"),
  ];
  const options = optionsOf(marks, column.name, { width: 420, height: 190 });
  return chart(
    { ...options, x: { label: "steps from the end of the window", labelArrow: "none" } },
    {
      ...{ id, title: name, description: `${name}, weight ${weight}, over the last window.` },
    },
  );
}

export function legend(shown: readonly Look[], names: Partial<Record<Look, string>> = {}): Html {
  const items = shown.map((look) => {
    const { stroke, dash, width, name } = looks[look];
    return html`<li><svg width="26" height="10" aria-hidden="true" focusable="false"><line x1="1" x2="25" y1="5" y2="5" stroke="${stroke}" stroke-width="${width}" stroke-dasharray="${dash}"/></svg> ${names[look] ?? name}</li>`;
  });
  return html`<ul class="legend">${items}</ul>`;
}

function isNaive(name: string): boolean {
  return name === "naive" || name === "seasonal-naive";
}

/** Where a value stands on the axis: its date, or its number where there are no dates. */
function placer({ column }: Forecast): (place: number) => Date | number {
  return column.step.unit === "row" ? (place) => place + 1 : (place) => new Date(timeAt(column, place));
}

function lineMark(points: readonly Point[], look: Look): Markish {
  const { stroke, dash, width } = looks[look];
  return line(points, { x: "at", y: "y", stroke, strokeWidth: width, strokeDasharray: dash });
}

function bandMark(points: readonly (Point & { width: number })[]): Markish {
  return areaY(points, {
    ...{
      x: "at",
      y1: (p: { y: number; width: number }) => p.y - p.width,
      y2: (p: { y: number; width: number }) => p.y + p.width,
    },
    ...{ fill: looks.forecast.stroke, fillOpacity: 0.16 },
  });
}

function optionsOf(marks: Markish[], label: string, size: { width: number; height: number }): PlotOptions {
  return {
    ...size,
    ...{ marginTop: 28, marginLeft: 56, marginBottom: 36, style: { background: "none" } },
    x: { label: null },
    y: { label, labelArrow: "none", grid: true },
    marks,
  };
}

/** The values with the mean and the spread that `query` has, by their first `window`. */
function broughtTo(values: Float32Array, window: number, query: Float32Array): Float64Array {
  const [from, to] = [levelOf(values.subarray(0, window)), levelOf(query)];
  const size = from.spread > 0 ? to.spread / from.spread : 1;
  return Float64Array.from(values, (value) => to.mean + size * (value - from.mean));
}

function levelOf(values: Float32Array): { mean: number; spread: number } {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0));
  return { mean, spread };
}

function describe({ horizon, chosen, band }: Forecast, rivals: readonly Trial[]): string {
  const beside = rivals.map(({ name }) => looks[name as Look].name).join(" and ");
  const within = band ? ` The band held ${Math.round(100 * band.share)} % of its past forecasts.` : "";
  return `${horizon} steps by ${chosen.name}${beside === "" ? "" : `; beside it the ${beside} forecast`}.${within}`;
}
