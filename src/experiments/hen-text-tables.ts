import type { BandChart, Claim, ComparedNumber } from "../report/index.node.ts";
import { grouped } from "./grouped.ts";
import type { HenCodecName } from "./hen-bench.ts";
import type { HenScore } from "./hen-recall.ts";
import type { TextCell, TextResult } from "./hen-text-cell.ts";

/** A place of table 3: its lookup, and what came out by β. */
interface TextColumn extends Omit<TextCell, "beta"> {
  readonly lookup: HenScore | undefined;
  readonly points: readonly {
    readonly beta: number;
    readonly score: HenScore;
    readonly progress: readonly number[];
  }[];
  readonly best: TextColumn["points"][number];
}

function columnsOf(results: readonly TextResult[]): TextColumn[] {
  return grouped(results, ({ cell: { beta: _, queries: __, ...column } }) => JSON.stringify(column)).map(
    (runs) => {
      const points = runs.flatMap(({ cell: { beta }, outcome: { score, progress } }) =>
        beta === null ? [] : [{ beta, score, progress }],
      );
      const best = points.reduce((most, point) => (point.score.exact > most.score.exact ? point : most));
      const { beta: _, ...column } = runs[0].cell;
      return { ...column, points, best, lookup: runs.find(({ cell }) => cell.beta === null)?.outcome.score };
    },
  );
}

const nameOf = ({ codec, text, scale, memories }: TextColumn): string =>
  `${memories} memories, ${codec}, ${scale}, text as ${text === "CLIP" ? "CLIP vectors" : "pixels"}`;

/** Table 3: `[1 − SSIM, MSE]`, by the number of memories, for the encoders that ours stand for. */
const published: Partial<Record<HenCodecName, Record<number, [number, number]>>> = {
  pixels: { 6000: [0.952, 0.214], 8000: [0.952, 0.215], 10000: [0.952, 0.215], 15000: [0.952, 0.215] },
  "VQ-VAE": { 6000: [0.016, 0], 8000: [0.016, 0], 10000: [0.015, 0], 15000: [0.015, 0] },
};

export function textNumbers(results: readonly TextResult[]): ComparedNumber[] {
  const number = (name: string, ours: number, theirs?: number): ComparedNumber => {
    return { name, published: theirs ?? null, ours, spread: null };
  };
  return columnsOf(results).flatMap((column) => {
    const name = nameOf(column);
    const theirs = column.text === "pixels" ? published[column.codec]?.[column.memories] : undefined;
    const { best, lookup } = column;
    return [
      number(`${name}: best β`, best.beta),
      number(`${name}: 1 − SSIM`, best.score.fromStored.dissimilarity, theirs?.[0]),
      number(`${name}: MSE`, best.score.fromStored.error, theirs?.[1]),
      number(`${name}: share brought back`, best.score.exact),
      number(`${name}: 1 − SSIM from the original`, best.score.fromOriginal.dissimilarity),
      number(`${name}: MSE from the original`, best.score.fromOriginal.error),
      ...(lookup ? [number(`${name}: share that a lookup finds`, lookup.exact)] : []),
    ];
  });
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

function judged(
  columns: readonly TextColumn[],
  textOf: (column: TextColumn) => string,
  holds: (column: TextColumn) => boolean,
): Pick<Claim, "verdict" | "reason"> {
  if (columns.length === 0) return { verdict: "untested", reason: "This preset has no such column." };
  const reason = `${columns.map((column) => `${nameOf(column)}: ${textOf(column)}`).join("; ")}.`;
  return { verdict: columns.every(holds) ? "holds" : "fails", reason };
}

const allComeBack = (column: TextColumn): string =>
  `${percent(column.best.score.exact)} at β = ${column.best.beta}`;

const difference = ({ best }: TextColumn): string =>
  `at best 1 − SSIM ${Number(best.score.fromStored.dissimilarity.toPrecision(2))}`;

export function textClaims(results: readonly TextResult[]): Claim[] {
  const columns = columnsOf(results);
  const encoded = columns.filter(({ codec }) => codec !== "pixels");
  const raw = columns.filter(({ codec }) => codec === "pixels");
  return [
    {
      statement:
        "Texts as pixels bring back their pictures perfectly, whatever the codec and however many are stored.",
      by: "paper",
      ...judged(
        encoded.filter(({ scale, text }) => scale !== "raw" && text === "pixels"),
        allComeBack,
        ({ best }) => best.score.exact === 1,
      ),
    },
    {
      statement: "Texts as CLIP vectors do as well as printed: 1 − SSIM is 0.024 at most.",
      by: "paper",
      ...judged(
        encoded.filter(({ text }) => text === "CLIP"),
        (column) => `${difference(column)}, ${allComeBack(column)}`,
        ({ best }) => best.score.fromStored.dissimilarity <= 0.024,
      ),
    },
    {
      statement: "Without an encoder, they don’t: 1 − SSIM is 0.95, whatever the number.",
      by: "paper",
      ...judged(
        raw,
        (column) => `${difference(column)} (β = ${column.best.beta})`,
        ({ best }) => best.score.fromStored.dissimilarity > 0.5,
      ),
    },
    {
      statement: "At the largest β, every text that is a key of its own brings back its picture.",
      by: "here",
      ...judged(
        encoded.filter(({ scale, text }) => scale !== "raw" && text === "pixels"),
        ({ points }) => percent(points[points.length - 1].score.exact),
        ({ points }) => points[points.length - 1].score.exact === 1,
      ),
    },
    {
      statement: "A lookup of the text finds all that retrieval brings back.",
      by: "here",
      ...judged(
        columns.filter(({ lookup }) => lookup),
        ({ lookup, best }) => `${percent(lookup?.exact ?? 0)} and ${percent(best.score.exact)}`,
        ({ lookup, best }) => (lookup?.exact ?? 0) >= best.score.exact,
      ),
    },
  ];
}

/** The share brought back by β, and figure 2: the difference step by step. */
export function textCharts(results: readonly TextResult[]): BandChart[] {
  const columns = columnsOf(results);
  const at = (x: number, y: number) => ({ x, y, low: y, high: y });
  const panels = grouped(columns, ({ memories, text }) => `${memories} ${text}`);
  const title = ([{ memories, text }]: readonly TextColumn[]): string =>
    `${memories} memories, text as ${text === "CLIP" ? "CLIP vectors" : "pixels"}`;
  const lineName = ({ codec, scale }: TextColumn): string => `${codec}, ${scale}`;
  return [
    {
      title: "Pictures brought back by their texts",
      description: "By the inverse temperature.",
      ...{ xLabel: "β", yLabel: "share of the queries", yDomain: [0, 1] },
      panels: panels.map((panel) => ({
        title: title(panel),
        lines: panel.map((column) => ({
          name: lineName(column),
          points: column.points.map(({ beta, score }) => at(beta, score.exact)),
        })),
      })),
    },
    {
      title: "Step by step (figure 2)",
      description:
        "How far the decoded state is from the decoded stored code, at the largest β: a blank code first.",
      ...{ xLabel: "iteration t", yLabel: "1 − SSIM", yDomain: [0, 1] },
      panels: panels.map((panel) => ({
        title: title(panel),
        lines: panel.map((column) => ({
          name: lineName(column),
          points: column.points[column.points.length - 1].progress.map((y, t) => at(t, y)),
        })),
      })),
    },
  ];
}
