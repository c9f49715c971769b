import type { Line } from "./line-fit.ts";

/** Measured times and the line through them. */
export interface Series {
  readonly name: string;
  /** Milliseconds, one per x. */
  readonly ys: readonly number[];
  readonly line: Line;
}

const [width, height] = [790, 400];
const frame = { left: 64, top: 48, right: width - 290, bottom: height - 52 };
/** Apart in hue and in lightness (Okabe and Ito 2008). */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];
/** How far apart two names stand at least. */
const LINE_HEIGHT = 16;

/** Points and fitted lines over x from 0 on, each line named at its end: an SVG. */
export function costPlot(xs: readonly number[], series: readonly Series[], title: string): string {
  const most = { x: Math.max(...xs), y: Math.max(...series.flatMap(({ ys }) => ys)) };
  const steps = { x: roundStep(most.x / 4), y: roundStep(most.y / 5) };
  const end = { x: most.x, y: steps.y * Math.ceil(most.y / steps.y) };
  const place = (x: number, y: number): [number, number] => [
    rounded(frame.left + (x / end.x) * (frame.right - frame.left)),
    rounded(frame.bottom - (y / end.y) * (frame.bottom - frame.top)),
  ];
  const heights = apart(series.map(({ line }) => place(most.x, line.intercept + line.slope * most.x)[1]));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}" font-family="system-ui, sans-serif" font-size="12" fill="#333">
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="${frame.left}" y="20" font-size="14">${title}</text>
<text x="${frame.left}" y="38" fill="#666">milliseconds</text>
<text x="${(frame.left + frame.right) / 2}" y="${height - 10}" text-anchor="middle" fill="#666">patterns N</text>
${marks(end.y, steps.y)
  .map((y) => valueMark(place(0, y)[1], y))
  .join("")}
${marks(end.x, steps.x)
  .map((x) => countMark(place(x, 0)[0], x))
  .join("")}
${series.map((one, i) => drawn(xs, one, { place, colour: COLOURS[i % COLOURS.length] ?? "", name: heights[i] ?? 0 })).join("\n")}
</svg>
`;
}

interface Drawing {
  place(x: number, y: number): [number, number];
  readonly colour: string;
  /** The height of the name at the end of the line. */
  readonly name: number;
}

function drawn(
  xs: readonly number[],
  { name, ys, line }: Series,
  { place, colour, name: at }: Drawing,
): string {
  const last = Math.max(...xs);
  const [[x1, y1], [x2, y2]] = [
    place(0, Math.max(line.intercept, 0)),
    place(last, line.intercept + line.slope * last),
  ];
  const dots = xs.map((x, i) => {
    const [cx, cy] = place(x, ys[i] ?? 0);
    return `<circle cx="${cx}" cy="${cy}" r="3"/>`;
  });
  const label = `${name} · ${(1e6 * line.slope).toFixed(0)} ns/pattern`;
  const path = `<path d="M${x1} ${y1}L${x2} ${y2}" stroke="${colour}" stroke-width="1.5"/>`;
  const key = `<path d="M${frame.right + 10} ${at}h10" stroke="${colour}" stroke-width="4"/>`;
  return `<g fill="${colour}">${path}${dots.join("")}${key}<text x="${frame.right + 26}" y="${at + 4}" fill="#333">${label}</text></g>`;
}

function valueMark(y: number, value: number): string {
  return `<path d="M${frame.left} ${y}H${frame.right}" stroke="#ddd"/><text x="${frame.left - 8}" y="${y + 4}" text-anchor="end">${Number(value.toPrecision(2))}</text>`;
}

function countMark(x: number, value: number): string {
  return `<text x="${x}" y="${frame.bottom + 18}" text-anchor="middle">${value.toLocaleString("en")}</text>`;
}

/** 0, step, … up to `end`. */
function marks(end: number, step: number): number[] {
  return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, i) => i * step);
}

/** The smallest of 1, 2, 5, 10, … times a power of ten that is at least `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10);
}

/** The heights in their order, moved so far that no two are closer than a line of text. */
function apart(heights: readonly number[]): number[] {
  const result = heights.slice();
  const fromBelow = heights.map((_, i) => i).sort((i, j) => (heights[j] ?? 0) - (heights[i] ?? 0));
  let free = height;
  for (const i of fromBelow) {
    result[i] = Math.min(result[i] ?? 0, free);
    free = (result[i] ?? 0) - LINE_HEIGHT;
  }
  return result;
}

function rounded(value: number): number {
  return Math.round(10 * value) / 10;
}
