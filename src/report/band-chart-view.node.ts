import { areaY, dot, line, type Markish, type PlotOptions, ruleY } from "@observablehq/plot";
import type { BandChart, BandLine } from "./band-chart.ts";
import { chart } from "./chart.node.ts";
import { type Html, html } from "./html.ts";
import { valueText } from "./value-text.ts";
import { wide } from "./wide.ts";

/** Colours that are told apart on light and on dark paper, and by those who see few; and dashes, for the rest. */
const colours = ["#4477aa", "#cc6633", "#228833", "#aa3377", "#b8860b", "#2a9fb0", "#7b5fc7", "#c2405c"];
const dashes = ["none", "7 3", "2 3", "9 3 2 3"];
const grey = "#857d74";

/** How the line of a name looks. */
interface Look {
  readonly stroke: string;
  readonly dash: string;
  readonly width: number;
}

/** A chart with its legend, and the values behind it folded up. */
export function bandChartView(data: BandChart, id: string): Html {
  const looks = looksOf(data);
  const legend = [...looks].map(
    ([name, { stroke, dash, width }]) =>
      html`<li><svg width="26" height="10" aria-hidden="true" focusable="false"><line x1="1" x2="25" y1="5" y2="5" stroke="${stroke}" stroke-width="${width}" stroke-dasharray="${dash}"/></svg> ${name}</li>`,
  );
  return html`<figure class="plotted"><h3>${data.title}</h3>
<ul class="legend">${legend}</ul>
${wide(data.title, chart(optionsOf(data, looks), { id, title: data.title, description: data.description }))}
<figcaption>${data.description}</figcaption>
<details class="more"><summary>The values</summary>${data.panels.map((panel) => valuesTable(data, panel))}</details></figure>`;
}

function looksOf({ panels }: BandChart): Map<string, Look> {
  const looks = new Map<string, Look>();
  const families = new Map<string, number>();
  const taken = new Map<string, number>();
  for (const { name, kind = "line", family = name } of panels.flatMap(({ lines }) => lines)) {
    if (looks.has(name)) continue;
    const group = kind === "baseline" ? "" : family;
    const within = taken.get(group) ?? 0;
    taken.set(group, within + 1);
    if (group !== "" && !families.has(group)) families.set(group, families.size);
    const colour = families.get(group);
    looks.set(name, {
      stroke: colour === undefined ? grey : colours[colour % colours.length],
      dash: dashes[within % dashes.length],
      // What is drawn above is thinner, so that lines on one another are both seen.
      width: colour === undefined ? 1.5 : 1.6 + 0.5 * Math.min(colour, 2),
    });
  }
  return looks;
}

function optionsOf(
  { panels, xLabel, yLabel, yDomain, scale }: BandChart,
  looks: Map<string, Look>,
): PlotOptions {
  const marks: Markish[] = [
    ruleY(yDomain ? [yDomain[0]] : [], { stroke: "currentColor", strokeOpacity: 0.4 }),
  ];
  // The first lines go on top, baselines under the lines they are compared with.
  const drawn = panels.flatMap(({ title, lines }) => lines.map((of) => ({ title, of }))).reverse();
  drawn.sort((a, b) => Number(b.of.kind === "baseline") - Number(a.of.kind === "baseline"));
  for (const { title, of } of drawn) marks.push(...marksOf(title, of, looks.get(of.name)));
  const points = panels.flatMap(({ lines }) => lines.flatMap((line) => line.points));
  const division = (values: readonly number[]): PlotOptions["x"] =>
    scale === "logarithmic" ? { type: "log", tickFormat: logarithmicFormat(values) } : {};
  return {
    width: 880,
    height: 340,
    marginTop: 34,
    marginLeft: 48,
    marginBottom: 42,
    style: { background: "none" },
    x: { label: xLabel, labelArrow: "none", ...division(points.map(({ x }) => x)) },
    y: {
      label: yLabel,
      labelArrow: "none",
      grid: true,
      ...division,
      ...(yDomain && { domain: [...yDomain] }),
    },
    fx: { label: null, padding: 0.08, domain: panels.map(({ title }) => title) },
    marks,
  };
}

/** "10k", "1M"; but 0.1 as it is, and not "100m". */
function logarithmicFormat(values: readonly number[]): string {
  return Math.min(...values) < 1 ? ",~r" : "~s";
}

function marksOf(panel: string, { points, kind }: BandLine, look: Look | undefined): Markish[] {
  const data = points.map((point) => ({ ...point, panel }));
  const { stroke = "currentColor", dash = "none", width = 2 } = look ?? {};
  const place = { x: "x", fx: "panel" } as const;
  const band = areaY(data, { ...place, y1: "low", y2: "high", fill: stroke, fillOpacity: 0.09 });
  const path = line(data, { ...place, y: "y", stroke, strokeWidth: width, strokeDasharray: dash });
  if (kind === "baseline") return [band, path];
  return [band, path, dot(data, { ...place, y: "y", fill: stroke, r: 2.2 })];
}

function valuesTable({ xLabel, yLabel }: BandChart, { title, lines }: BandChart["panels"][number]): Html {
  const places = [...new Set(lines.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const rows = lines.map(({ name, points }) => {
    const byPlace = new Map(points.map((point) => [point.x, point]));
    const cells = places.map((x) => html`<td class="number">${valueText(byPlace.get(x)?.y ?? null)}</td>`);
    return html`<tr><th scope="row">${name}</th>${cells}</tr>`;
  });
  const head = places.map((x) => html`<th scope="col" class="number">${valueText(x)}</th>`);
  return wide(
    `${title}: ${yLabel}, by ${xLabel}`,
    html`<table class="values"><caption>${title === "" ? "" : html`${title}: `}${yLabel}, by ${xLabel}</caption><thead><tr><td></td>${head}</tr></thead><tbody>${rows}</tbody></table>`,
  );
}
