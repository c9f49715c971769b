import type { BandChart } from "../report/index.node.ts";
import type { DataName } from "./data.ts";
import { grouped } from "./grouped.ts";
import type { MaskRecallCell } from "./mask-task.ts";
import { type Mean, meanOf } from "./mean.ts";
import type { PictureOutcome } from "./picture-task.ts";
import { dataTitles } from "./recall-curves.ts";

/** Means over the runs of a model on a set of pictures, by the number of memories. */
export interface MaskCurve {
  readonly data: DataName;
  readonly model: string;
  readonly points: readonly {
    readonly memories: number;
    readonly success: Mean;
    readonly identified: Mean;
    readonly error: Mean;
  }[];
}

export type MaskMeasure = "success" | "identified" | "error";

export function maskCurvesOf(
  results: readonly { readonly cell: MaskRecallCell; readonly rates: PictureOutcome }[],
): MaskCurve[] {
  return grouped(results, ({ cell }) => cell.data).flatMap((place) => {
    const bySize = grouped(place, ({ cell }) => String(cell.memories));
    return Object.keys(place[0].rates).map((model) => ({
      ...{ data: place[0].cell.data, model },
      points: bySize.map((runs) => ({
        memories: runs[0].cell.memories,
        success: meanOf(runs.map(({ rates }) => rates[model].success)),
        identified: meanOf(runs.map(({ rates }) => rates[model].identified)),
        error: meanOf(runs.map(({ rates }) => rates[model].error)),
      })),
    }));
  });
}

/** The mean of a measure over a curve. */
export function averageOf({ points }: MaskCurve, measure: MaskMeasure): number {
  return points.reduce((sum, point) => sum + point[measure].mean, 0) / points.length;
}

const titles: Readonly<Record<MaskMeasure, { title: string; yLabel: string }>> = {
  success: { title: "Success by its threshold", yLabel: "share of queries with an error of at most 20 %" },
  identified: { title: "The right picture", yLabel: "share of queries nearest to their own picture" },
  error: { title: "The error", yLabel: "Σ(x − ξ)² / Σξ²" },
};

export function maskChart(curves: readonly MaskCurve[], measure: MaskMeasure): BandChart {
  const { title, yLabel } = titles[measure];
  return {
    title,
    description:
      "Random masks of three sizes, and the same with the pattern that is asked for always kept. Means over the runs, with 95 % confidence bands.",
    xLabel: "memories stored",
    yLabel,
    ...(measure !== "error" && { yDomain: [0, 1] as const }),
    panels: grouped(curves, ({ data }) => data).map((lines) => ({
      title: dataTitles[lines[0].data],
      lines: lines.map(({ model, points }) => ({
        name: model,
        kind: model === "dense" ? ("baseline" as const) : ("line" as const),
        family: model.endsWith("own kept") ? "own kept" : model === "dense" ? model : "masked",
        points: points.map(({ memories, [measure]: { mean, spread } }) => ({
          ...{ x: memories, y: mean },
          low: Math.max(0, mean - (spread ?? 0)),
          high: measure === "error" ? mean + (spread ?? 0) : Math.min(1, mean + (spread ?? 0)),
        })),
      })),
    })),
  };
}
