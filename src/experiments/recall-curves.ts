import type { BandChart, ComparedNumber } from "../report/index.node.ts";
import type { DataName } from "./data.ts";
import type { Result } from "./experiment.ts";
import { grouped } from "./grouped.ts";
import { type Mean, meanOf } from "./mean.ts";
import { lineUp } from "./models.ts";
import type { ReadingName, RecallCell, RecallOutcome } from "./recall-task.ts";

/** What varies along a curve: the number of memories, or the noise. */
export type Along = "memories" | "noise";

/** Means over the runs of a reading, on one set of pictures, for one model. */
export interface Curve {
  readonly reading: ReadingName;
  readonly data: DataName;
  readonly model: string;
  /** In the order of x. */
  readonly points: readonly { readonly x: number; readonly success: Mean; readonly identified: Mean }[];
}

export const dataTitles: Readonly<Record<DataName, string>> = {
  mnist: "MNIST",
  cifar10: "CIFAR-10",
  scenes: "generated scenes",
};

export const readingTitles: Readonly<Record<ReadingName, string>> = {
  published: "As published",
  coded: "As coded",
  sharp: "Where β is large enough",
};

/** The means of all cells that differ in the run alone, as curves in the order of the grid. */
export function curvesOf(results: readonly Result<RecallCell, RecallOutcome>[], along: Along): Curve[] {
  const places = grouped(results, ({ cell }) => `${cell.reading} ${cell.data}`);
  return places.flatMap((place) => {
    const { reading, data } = place[0].cell;
    const byX = grouped(place, ({ cell }) => String(cell[along]));
    return lineUp.map(({ name: model }) => ({
      ...{ reading, data, model },
      points: byX
        .map((runs) => ({
          x: Number(runs[0].cell[along]),
          success: meanOf(runs.map(({ outcome }) => outcome[model].success)),
          identified: meanOf(runs.map(({ outcome }) => outcome[model].identified)),
        }))
        .sort((a, b) => a.x - b.x),
    }));
  });
}

const measures = {
  success: {
    title: "success by its threshold",
    yLabel: "share of queries within the threshold",
    description: "How many queries end within the threshold that counts as success.",
  },
  identified: {
    title: "the right picture",
    yLabel: "share of queries nearest to their own picture",
    description: "How many end nearer to their own picture than to any other: what retrieval is for.",
  },
} as const;

/** Two charts for each reading: success by its threshold, and whether the right picture is meant. */
export function recallCharts(
  curves: readonly Curve[],
  xLabels: (reading: ReadingName) => string,
): BandChart[] {
  return grouped(curves, ({ reading }) => reading).flatMap((ofReading) =>
    (["success", "identified"] as const).map((measure): BandChart => {
      const { title, yLabel, description } = measures[measure];
      const { reading } = ofReading[0];
      return {
        title: `${readingTitles[reading]}: ${title}`,
        description: `${description} Means over the runs, with 95 % confidence bands.`,
        xLabel: xLabels(reading),
        yLabel,
        yDomain: [0, 1],
        panels: grouped(ofReading, ({ data }) => data).map((lines) => ({
          title: dataTitles[lines[0].data],
          lines: lines.map((curve) => lineOf(curve, measure)),
        })),
      };
    }),
  );
}

function lineOf(
  { model, points }: Curve,
  measure: keyof typeof measures,
): BandChart["panels"][number]["lines"][number] {
  const { kind = "line", family = model } = lineUp.find(({ name }) => name === model) ?? {};
  return {
    ...{ name: model, kind, family },
    points: points.map(({ x, [measure]: { mean, spread } }) => ({
      ...{ x, y: mean },
      low: Math.max(0, mean - (spread ?? 0)),
      high: Math.min(1, mean + (spread ?? 0)),
    })),
  };
}

const shownModels = ["dense", "sparse", "top 20 %", "50 % masked", "nearest by distance", "mean of all"];

/** The right ends of the published readings' curves. The figure is drawn; the paper prints none of its numbers. */
export function endNumbers(curves: readonly Curve[], xName: (x: number) => string): ComparedNumber[] {
  return curves
    .filter(({ reading, model }) => reading === "published" && shownModels.includes(model))
    .flatMap(({ data, model, points }) => {
      const { x, ...end } = points[points.length - 1];
      return (["success", "identified"] as const).map((measure) => ({
        name: `${dataTitles[data]}, ${xName(x)}, ${model}: ${measures[measure].title}`,
        published: null,
        ours: end[measure].mean,
        spread: end[measure].spread,
      }));
    });
}
