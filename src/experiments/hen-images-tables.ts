import type { BandChart, ComparedNumber } from "../report/index.node.ts";
import { grouped } from "./grouped.ts";
import type { HenCodecName } from "./hen-bench.ts";
import type { ImageCell, ImageResult } from "./hen-images-cell.ts";
import type { HenScore } from "./hen-recall.ts";

/** A column of the table: its lookup, and what came out by β. */
export interface ImageColumn extends Omit<ImageCell, "beta"> {
  readonly lookup: HenScore | undefined;
  readonly points: readonly { readonly beta: number; readonly score: HenScore }[];
  /** Where 1 − SSIM from the stored code is least; the smallest such β. */
  readonly best: { readonly beta: number; readonly score: HenScore };
}

export function columnsOf(results: readonly ImageResult[]): ImageColumn[] {
  return grouped(results, ({ cell: { beta: _, queries: __, ...column } }) => JSON.stringify(column)).map(
    (runs) => {
      const points = runs
        .flatMap(({ cell: { beta }, outcome: score }) => (beta === null ? [] : [{ beta, score }]))
        .sort((a, b) => a.beta - b.beta);
      const best = points.reduce((least, point) =>
        point.score.fromStored.dissimilarity < least.score.fromStored.dissimilarity ? point : least,
      );
      const { beta: _, ...column } = runs[0].cell;
      return { ...column, lookup: runs.find(({ cell }) => cell.beta === null)?.outcome, points, best };
    },
  );
}

export function columnName({ codec, scale, similarity, cue }: ImageColumn): string {
  return `${codec}, ${scale}, ${similarity}${cue === "masked" ? ", masked" : ""}`;
}

/** β of the tables that are listed. */
const listed = [20, 40, 60, 80, 100, 200, 500];

/** Tables 1 and 2 for the encoders that ours stand for: `[1 − SSIM, MSE]` by β. */
const published: Partial<
  Record<HenCodecName, Partial<Record<"dot" | "−‖·‖", Record<number, [number, number]>>>>
> = {
  pixels: {
    dot: {
      20: [0.9464, 0.0635],
      40: [0.9481, 0.0659],
      60: [0.9501, 0.0698],
      80: [0.9517, 0.0746],
      100: [0.9518, 0.0758],
      200: [0.9499, 0.0913],
      500: [0.9089, 0.1788],
    },
    "−‖·‖": alwaysAt([0.8815, 0.0906]),
  },
  TAEF2: {
    dot: { ...alwaysAt([0.0003, 0]), 20: [0.6635, 0.1434], 40: [0.0002, 0] },
    "−‖·‖": alwaysAt([0.184, 0.028]),
  },
  "VQ-VAE": { dot: alwaysAt([0.0213, 0.0005]), "−‖·‖": alwaysAt([0.0523, 0.0057]) },
  VAElight: {
    dot: {
      ...alwaysAt([0.0043, 0.0001]),
      20: [0.6665, 0.0852],
      40: [0.6644, 0.107],
      60: [0.6617, 0.1074],
      80: [0.6625, 0.1082],
      100: [0.6657, 0.1112],
    },
    "−‖·‖": alwaysAt([0.2315, 0.0341]),
  },
};

function alwaysAt(pair: [number, number]): Record<number, [number, number]> {
  return Object.fromEntries(listed.map((beta) => [beta, pair]));
}

/** Tables 1 and 2, and what the paper leaves out. */
export function imageNumbers(results: readonly ImageResult[]): ComparedNumber[] {
  return columnsOf(results).flatMap((column) => {
    const name = columnName(column);
    const { codec, scale, similarity, cue } = column;
    const table =
      cue === "black" && scale === "unit" && similarity !== "−‖·‖²"
        ? published[codec]?.[similarity]
        : undefined;
    const rows = column.points
      .filter(({ beta }) => listed.includes(beta))
      .flatMap(({ beta, score: { fromStored } }) => [
        number(`${name}, β = ${beta}: 1 − SSIM`, fromStored.dissimilarity, table?.[beta]?.[0]),
        number(`${name}, β = ${beta}: MSE`, fromStored.error, table?.[beta]?.[1]),
      ]);
    const { best, lookup } = column;
    const extra = [
      number(`${name}, best β`, best.beta),
      number(`${name}, best β: 1 − SSIM`, best.score.fromStored.dissimilarity),
      number(`${name}, best β: MSE`, best.score.fromStored.error),
      number(`${name}, best β: share brought back`, best.score.exact),
      number(`${name}, best β: 1 − SSIM from the original`, best.score.fromOriginal.dissimilarity),
      number(`${name}, best β: MSE from the original`, best.score.fromOriginal.error),
    ];
    const looked = lookup
      ? [
          number(`${name}, lookup: 1 − SSIM`, lookup.fromStored.dissimilarity),
          number(`${name}, lookup: MSE`, lookup.fromStored.error),
          number(`${name}, lookup: share found`, lookup.exact),
        ]
      : [];
    return [...rows, ...extra, ...looked];
  });
}

function number(name: string, ours: number, theirs?: number): ComparedNumber {
  return { name, published: theirs ?? null, ours, spread: null };
}

/** 1 − SSIM and the share brought back by β: a panel for each similarity, a line for each codec. */
export function imageCharts(results: readonly ImageResult[]): BandChart[] {
  const columns = columnsOf(results);
  const chart = (title: string, yLabel: string, of: (score: HenScore) => number): BandChart => ({
    ...{ title, yLabel, xLabel: "β", yDomain: [0, 1] },
    description: "By the inverse temperature, for every codec; dashed: the lookup.",
    panels: grouped(columns, ({ scale, similarity, cue }) => `${similarity}, ${scale}, ${cue}`).map(
      (panel) => ({
        title: `${panel[0].similarity}, ${panel[0].scale} codes${panel[0].cue === "masked" ? ", masked" : ""}`,
        lines: panel.flatMap(({ codec, points, lookup }) => {
          const at = (beta: number, y: number) => ({ x: beta, y, low: y, high: y });
          const line = {
            name: codec,
            family: codec,
            points: points.map(({ beta, score }) => at(beta, of(score))),
          };
          if (!lookup) return [line];
          const ends = [points[0].beta, points[points.length - 1].beta];
          const looked = ends.map((beta) => at(beta, of(lookup)));
          return [
            line,
            { name: `${codec}, lookup`, family: codec, kind: "baseline" as const, points: looked },
          ];
        }),
      }),
    ),
  });
  return [
    chart("1 − SSIM of recalled pictures", "1 − SSIM", ({ fromStored }) => fromStored.dissimilarity),
    chart("Pictures brought back", "share of the queries", ({ exact }) => exact),
  ];
}
