import type { Claim } from "../report/index.node.ts";
import type { ImageResult } from "./hen-images-cell.ts";
import { columnName, columnsOf, type ImageColumn } from "./hen-images-tables.ts";

/** What counts as brought back. */
const near = { dissimilarity: 0.02, error: 0.001 };

/** From here on pictures have nothing of each other. */
const far = 0.5;

/** What tables 1 and 2 are to show, and what they would show beside a lookup. */
export function imageClaims(results: readonly ImageResult[]): Claim[] {
  const columns = columnsOf(results);
  const dot = columns.filter(
    ({ similarity, scale, cue }) => similarity === "dot" && scale === "unit" && cue === "black",
  );
  const masked = columns.filter(({ cue }) => cue === "masked");
  return [
    encodedComeBack(dot.filter(isEncoded)),
    pixelsFail(dot.filter((column) => !isEncoded(column))),
    stableBeyond(dot.filter(isEncoded)),
    distanceIsFlat(columns.filter(({ similarity }) => similarity !== "dot")),
    neverBetterThanLookup(columns),
    pixelsBringBackLess(dot),
    ...maskedComeBack(
      masked.filter(isEncoded),
      masked.filter((column) => !isEncoded(column)),
    ),
  ];
}

const isEncoded = ({ codec }: ImageColumn): boolean => codec !== "pixels";

const text = (value: number): string => String(Number(value.toPrecision(2)));

function judged(
  columns: readonly ImageColumn[],
  textOf: (column: ImageColumn) => string,
  holds: (column: ImageColumn) => boolean,
): Pick<Claim, "verdict" | "reason"> {
  if (columns.length === 0) return { verdict: "untested", reason: "This preset has no such column." };
  const reason = `${columns.map((column) => `${columnName(column)}: ${textOf(column)}`).join("; ")}.`;
  return { verdict: columns.every(holds) ? "holds" : "fails", reason };
}

function encodedComeBack(columns: readonly ImageColumn[]): Claim {
  return {
    statement:
      "Encoded pictures come back near-exactly at the best β, by inner products (1 − SSIM ≤ 0.02, MSE ≤ 0.001).",
    by: "paper",
    ...judged(
      columns,
      ({ best: { beta, score } }) =>
        `1 − SSIM ${text(score.fromStored.dissimilarity)}, MSE ${text(score.fromStored.error)} at β = ${beta}`,
      ({ best: { score } }) =>
        score.fromStored.dissimilarity <= near.dissimilarity && score.fromStored.error <= near.error,
    ),
  };
}

function pixelsFail(columns: readonly ImageColumn[]): Claim {
  return {
    statement: `Raw pixels fail at every β: 1 − SSIM stays above ${far}.`,
    by: "paper",
    ...judged(
      columns,
      ({ best: { beta, score } }) =>
        `at best ${text(score.fromStored.dissimilarity)} (β = ${beta}), with ${text(100 * score.exact)} % brought back`,
      ({ best: { score } }) => score.fromStored.dissimilarity > far,
    ),
  };
}

function stableBeyond(columns: readonly ImageColumn[]): Claim {
  return {
    statement: "Beyond a threshold, recall of codes is stable: it doesn’t get worse towards the largest β.",
    by: "paper",
    ...judged(
      columns,
      ({ points, best }) =>
        `at best ${text(best.score.fromStored.dissimilarity)}, at β = ${points[points.length - 1].beta} ${text(points[points.length - 1].score.fromStored.dissimilarity)}`,
      ({ points, best }) =>
        points[points.length - 1].score.fromStored.dissimilarity <=
        best.score.fromStored.dissimilarity + 0.02,
    ),
  };
}

function distanceIsFlat(columns: readonly ImageColumn[]): Claim {
  const spreadOf = ({ points }: ImageColumn): number => {
    const values = points.map(({ score }) => score.fromStored.dissimilarity);
    return Math.max(...values) - Math.min(...values);
  };
  return {
    statement: "With ℓ2, β makes no difference at all (published columns don’t vary).",
    by: "paper",
    ...judged(
      columns,
      (column) => `1 − SSIM varies by ${text(spreadOf(column))}`,
      (column) => spreadOf(column) < 1e-3,
    ),
  };
}

function neverBetterThanLookup(columns: readonly ImageColumn[]): Claim {
  return {
    statement: "No β brings back more than a lookup by the same similarity finds.",
    by: "here",
    ...judged(
      columns.filter(({ lookup }) => lookup),
      (column) => `${text(100 * mostOf(column))} % and ${text(100 * (column.lookup?.exact ?? 0))} %`,
      (column) => mostOf(column) <= (column.lookup?.exact ?? 0) + 0.01,
    ),
  };
}

/** The largest share brought back. */
function mostOf({ points }: ImageColumn): number {
  return Math.max(...points.map(({ score }) => score.exact));
}

function pixelsBringBackLess(columns: readonly ImageColumn[]): Claim {
  const [pixels] = columns.filter((column) => !isEncoded(column));
  return {
    statement: "Every codec brings back more than raw pixels do, each at the β where it brings back most.",
    by: "paper",
    ...judged(
      columns.filter(isEncoded),
      (column) =>
        `${text(100 * mostOf(column))} %, and pixels ${text(100 * (pixels ? mostOf(pixels) : 0))} %`,
      (column) => mostOf(column) > (pixels ? mostOf(pixels) : 0),
    ),
  };
}

/** Only where a preset has such columns. Whether raw pixels come back as well is said too. */
function maskedComeBack(columns: readonly ImageColumn[], pixels: readonly ImageColumn[]): Claim[] {
  if (columns.length === 0) return [];
  return [
    {
      statement:
        "Where the codec is told what is lost, pictures come back near-exactly from their halves at the best β (1 − SSIM ≤ 0.02, MSE ≤ 0.001), with TAEF2 and with VQ-VAE.",
      by: "here",
      ...judged(
        columns.filter(({ codec }) => codec === "TAEF2" || codec === "VQ-VAE"),
        ({ best: { beta, score } }) =>
          `1 − SSIM ${text(score.fromStored.dissimilarity)}, MSE ${text(score.fromStored.error)} at β = ${beta}`,
        ({ best: { score } }) =>
          score.fromStored.dissimilarity <= near.dissimilarity && score.fromStored.error <= near.error,
      ),
    },
    {
      statement: "It takes an encoder to bring pictures back: told what is lost, raw pixels fail still.",
      by: "paper",
      ...judged(
        pixels,
        ({ best: { beta, score } }) =>
          `1 − SSIM ${text(score.fromStored.dissimilarity)}, ${text(100 * score.exact)} % brought back at β = ${beta}`,
        ({ best: { score } }) => score.fromStored.dissimilarity > far,
      ),
    },
  ];
}
