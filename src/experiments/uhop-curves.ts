import type { BandChart, ComparedNumber } from "../report/index.node.ts";
import type { DataName } from "./data.ts";
import { type Mean, meanOf } from "./mean.ts";
import { dataTitles } from "./recall-curves.ts";

/** One number of one run. */
export interface Measured {
  readonly data: DataName;
  /** The line it belongs to: a model, a way to learn. */
  readonly line: string;
  readonly x: number;
  readonly y: number;
}

/** Means over the runs. */
export interface UhopCurve {
  readonly data: DataName;
  readonly line: string;
  /** In the order of x. */
  readonly points: readonly { readonly x: number; readonly y: Mean }[];
}

/** The means of what differs in the run alone; sets and lines in the order in which they come. */
export function uhopCurves(measured: readonly Measured[]): UhopCurve[] {
  return split(measured, ({ data }) => data).flatMap((ofData) =>
    split(ofData, ({ line }) => line).map((ofLine) => ({
      data: ofLine[0].data,
      line: ofLine[0].line,
      points: split(ofLine, ({ x }) => x)
        .map((runs) => ({ x: runs[0].x, y: meanOf(runs.map(({ y }) => y)) }))
        .sort((a, b) => a.x - b.x),
    })),
  );
}

/** Models by name, U-Hop before what it is compared with. */
export function uhopFirst<T>(models: Readonly<Record<string, T>>): [name: string, value: T][] {
  const all = Object.entries(models);
  const own = all.filter(([name]) => name.startsWith("U-Hop"));
  return [...own.sort(([a], [b]) => (a < b ? -1 : 1)), ...all.filter(([name]) => !name.startsWith("U-Hop"))];
}

/** The items of each key, in the order in which keys first come. */
export function split<T>(items: readonly T[], keyOf: (item: T) => unknown): T[][] {
  const groups = new Map<unknown, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()];
}

/** What a chart of every set of pictures says, and which lines are there to compare with. */
export interface ChartText {
  readonly title: string;
  readonly description: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly baselines?: readonly string[];
  /** Whether the vertical axis begins at 0. Default: true. */
  readonly fromZero?: boolean;
}

/** A chart for each set of pictures: their errors differ too much to share an axis. */
export function uhopCharts(curves: readonly UhopCurve[], text: ChartText): BandChart[] {
  const { title, baselines = [], fromZero = true, description, ...labels } = text;
  return split(curves, ({ data }) => data).map((lines) => {
    const panel = {
      title: dataTitles[lines[0].data],
      lines: lines.map(({ line, points }) => ({
        name: line,
        kind: baselines.includes(line) ? ("baseline" as const) : ("line" as const),
        points: points.map(({ x, y: { mean, spread } }) => ({
          ...{ x, y: mean },
          low: fromZero ? Math.max(0, mean - (spread ?? 0)) : mean - (spread ?? 0),
          high: mean + (spread ?? 0),
        })),
      })),
    };
    const highest = Math.max(...panel.lines.flatMap(({ points }) => points.map(({ high }) => high)));
    return {
      ...labels,
      title: `${title}: ${panel.title}`,
      description: `${description} Means over the runs, with 95 % confidence bands.`,
      ...(fromZero && { yDomain: [0, highest > 0 ? highest : 1] as const }),
      panels: [panel],
    };
  });
}

/** Points of curves as numbers beside the paper, which draws its curves and prints none of them. */
export function uhopNumbers(
  curves: readonly UhopCurve[],
  nameOf: (x: number, line: string) => string,
  shown: (x: number, last: number) => boolean = (x, last) => x === last,
): ComparedNumber[] {
  return curves.flatMap(({ data, line, points }) => {
    const last = points[points.length - 1].x;
    return points
      .filter(({ x }) => shown(x, last))
      .map(({ x, y }) => ({
        name: `${dataTitles[data]}, ${nameOf(x, line)}`,
        published: null,
        ours: y.mean,
        spread: y.spread,
      }));
  });
}
