import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readBytes } from "../data/index.node.ts";
import type { Series } from "../data/index.ts";
import { drawScenes, type PictureSet, pictureSet, readCifar10, readIdxPictures } from "../data/index.ts";
import { fromRows } from "../math/index.ts";
import {
  generatedSeries,
  isSeriesName,
  readSeriesFile,
  type SeriesName,
  seriesFile,
  seriesPath,
} from "./series-data.ts";

/** The data that experiments run on. */
export type DataName = "scenes" | "mnist" | "cifar10";

/** Data as experiments ask for it; each set is read once. */
export interface ExperimentData {
  pictures(name: DataName): PictureSet;
  series(name: SeriesName): Series;
  /** A word that changes with the data: the hash of the file that it is read from. */
  stamp(name: DataName | SeriesName): string;
}

/** Published data isn't where it was looked for. */
export class MissingDataError extends Error {}

/** The published files, plain or gzipped. */
const files = {
  mnist: { file: "mnist/train-images-idx3-ubyte", read: readIdxPictures },
  cifar10: { file: "cifar10/data_batch_1.bin", read: readCifar10 },
} as const;

const [sceneCount, sceneSide] = [160, 16];

/** The data below `folder`, and what is generated. Nothing is read before it is asked for. */
export function openData(folder: string): ExperimentData {
  const sets = new Map<DataName, PictureSet>();
  const series = new Map<SeriesName, Series>();
  const read = (name: DataName): PictureSet => {
    if (name === "scenes") return generated();
    const path = pathOf(folder, name);
    return files[name].read(readBytes(path), path);
  };
  return {
    pictures: (name) => {
      const set = sets.get(name) ?? read(name);
      sets.set(name, set);
      return set;
    },
    series: (name) => {
      const found =
        series.get(name) ?? (name === "waves" ? generatedSeries() : readSeriesFile(seriesAt(folder, name)));
      series.set(name, found);
      return found;
    },
    stamp: (name) => {
      if (name === "scenes") return `${sceneCount} of ${sceneSide}`;
      if (name === "waves") return "generated";
      const path = isSeriesName(name) ? seriesAt(folder, name) : pathOf(folder, name);
      return createHash("sha256").update(readBytes(path)).digest("hex");
    },
  };
}

/** Where published data is looked for: `given`, else `MADELEINE_DATA`, else ../shared/data. */
export function dataFolder(given?: string): string {
  return given || process.env.MADELEINE_DATA || join("..", "shared", "data");
}

/** @throws MissingDataError naming the file and the ways to say where it is. */
function pathOf(folder: string, name: Exclude<DataName, "scenes">): string {
  const { file } = files[name];
  const found = [file, `${file}.gz`].map((path) => join(folder, path)).find((path) => existsSync(path));
  if (found) return found;
  throw missing(folder, file);
}

/** @throws MissingDataError likewise. */
function seriesAt(folder: string, name: Exclude<SeriesName, "waves">): string {
  const found = seriesPath(folder, name);
  if (found) return found;
  throw missing(folder, seriesFile(name));
}

function missing(folder: string, file: string): MissingDataError {
  return new MissingDataError(
    `${join(folder, file)}(.gz): no such file; download the published one, and name the folder that ${file} lies in with --data or MADELEINE_DATA. --preset quick needs none`,
  );
}

/** Little scenes, always the same. */
function generated(): PictureSet {
  const scenes = drawScenes(sceneCount, 1, sceneSide, sceneSide);
  return pictureSet(fromRows(scenes.map(({ pixels }) => pixels)), {
    width: sceneSide,
    height: sceneSide,
    channels: 3,
  });
}
