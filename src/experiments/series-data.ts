import { existsSync } from "node:fs";
import { join } from "node:path";
import { readBytes } from "../data/index.node.ts";
import { ettParts, partsByShare, readCsv, readSeries, type Series, type SeriesParts } from "../data/index.ts";
import { createRandom, normal, zeros } from "../math/index.ts";

/** The series that experiments run on; "waves" are generated. */
export type SeriesName = "waves" | "ETTh1" | "ETTm1" | "WTH" | "ECL" | "Traffic";

/** The published files, plain or gzipped, or ones with some of their columns. */
const files: Readonly<Record<Exclude<SeriesName, "waves">, readonly string[]>> = {
  ETTh1: ["ETTh1.csv"],
  ETTm1: ["ETTm1.csv"],
  WTH: ["WTH.csv"],
  ECL: ["ECL.csv", "ECL_0_OT.csv"],
  Traffic: ["traffic.csv", "traffic_0.csv"],
};

/** The column that is forecast where one is: the published target, or what the file has. */
const targets: Readonly<Record<SeriesName, readonly string[]>> = {
  waves: ["wave"],
  ETTh1: ["OT"],
  ETTm1: ["OT"],
  WTH: ["WetBulbCelsius"],
  ECL: ["MT_320", "OT"],
  Traffic: ["OT", "861", "0"],
};

export function isSeriesName(name: string): name is SeriesName {
  return name === "waves" || name in files;
}

/** A published series, standing below `folder`; `undefined` where it doesn't. */
export function seriesPath(folder: string, name: Exclude<SeriesName, "waves">): string | undefined {
  return files[name]
    .flatMap((file) => [file, `${file}.gz`])
    .map((file) => join(folder, "series", file))
    .find((path) => existsSync(path));
}

/** What is to be found, for errors. */
export function seriesFile(name: Exclude<SeriesName, "waves">): string {
  return join("series", files[name][0]);
}

export function readSeriesFile(path: string): Series {
  return readSeries(readCsv(readBytes(path), path), { name: path });
}

/** Which column is the target. */
export function targetOf(name: SeriesName, { columns }: Series): string {
  const found = targets[name].find((target) => columns.includes(target));
  return found ?? columns[columns.length - 1];
}

/** 12, 4 and 4 months of ETT, 7 : 1 : 2 of the others. */
export function publishedParts(name: SeriesName, length: number): SeriesParts {
  if (name === "ETTh1") return ettParts(24);
  return name === "ETTm1" ? ettParts(96) : partsByShare(length);
}

/** Two quantities with a season of 12 and noise, 500 times. */
export function generatedSeries(): Series {
  const random = createRandom(1, "waves");
  const values = zeros(500, 2);
  for (let t = 0; t < values.rows; t++) {
    const wave = Math.sin((2 * Math.PI * t) / 12);
    values.data[2 * t] = wave + 0.3 * normal(random);
    values.data[2 * t + 1] = wave + Math.cos((2 * Math.PI * t) / 30) + 0.3 * normal(random);
  }
  const step = { unit: "row", count: 1 } as const;
  return { columns: ["other", "wave"], values, start: 0, step, remarks: [] };
}
