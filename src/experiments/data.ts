import { createHash } from "node:crypto";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { readBytes } from "../data/index.node.ts";
import type { Series } from "../data/index.ts";
import {
  type BagSet,
  drawScenes,
  type PictureSet,
  pictureSet,
  readCifar10,
  readIdxLabels,
  readIdxPictures,
  readPublishedBags,
} from "../data/index.ts";
import { fromRows } from "../math/index.ts";
import {
  generatedSeries,
  isSeriesName,
  readSeriesFile,
  type SeriesName,
  seriesFile,
  seriesPath,
} from "./series-data.ts";
import { type VitSet, type VitSetName, vitSet, vitStamp } from "./vit-data.ts";

/** The sets of pictures that are read whole. */
export type DataName = "scenes" | "mnist" | "cifar10";

/** Files that are read as they are needed. */
export type FilesName = "photos" | "tinyimagenet" | "captions" | "clip" | "weights";

/** Published sets of bags; of "ucsb" the features are seldom to be had. */
export type BagDataName = "tiger" | "fox" | "elephant" | "ucsb";

/** What an experiment may need. */
export type NeededData =
  | DataName
  | BagDataName
  | FilesName
  | SeriesName
  | "mnist-labels"
  | "cifar10-test"
  | "cifar100";

/** Data as experiments ask for it; each set is read once. */
export interface ExperimentData {
  /** Where published data lies. */
  readonly folder: string;
  /** Where what takes time to make of it is kept; undefined: nowhere. */
  readonly cacheFolder: string | undefined;
  pictures(name: DataName): PictureSet;
  series(name: SeriesName): Series;
  /** The labels of MNIST's pictures. */
  labels(name: "mnist-labels"): number[];
  /** Labelled pictures; undefined where they are absent. */
  vision(name: VitSetName): VitSet | undefined;
  /** Undefined for "ucsb" where its features are absent. */
  bags(name: BagDataName): BagSet | undefined;
  /** A word that changes with the data: the hash of the files that it is read from, or of the names and sizes of many. */
  stamp(name: NeededData): string;
}

/** Published data isn't where it was looked for. */
export class MissingDataError extends Error {}

/** The published files, plain or gzipped. */
const files = {
  mnist: { file: "mnist/train-images-idx3-ubyte", read: readIdxPictures },
  cifar10: { file: "cifar10/data_batch_1.bin", read: readCifar10 },
} as const;

/** Where the others lie: files, or folders of them. */
const places: Readonly<Record<FilesName, readonly string[]>> = {
  photos: ["photos/images"],
  tinyimagenet: ["tinyimagenet/tiny-imagenet-200-subset.tar.gz"],
  captions: ["coco/captions.json", "coco/captions_val2017.min.json.gz"],
  clip: ["clip/lvis1203_vitb32_text.f16.npy", "clip/coco80_vitb32_text.f16.npy"],
  weights: ["weights"],
};

const labelFile = "mnist/train-labels-idx1-ubyte";

/** What the files of a set of bags begin with. */
const bagFiles: Readonly<Record<BagDataName, string>> = {
  tiger: "mil/Tiger",
  fox: "mil/Fox",
  elephant: "mil/Elephant",
  ucsb: "mil/UCSBBreastCancer",
};

const [sceneCount, sceneSide] = [160, 16];

/** The data below `folder`, and what is generated. Nothing is read before it is asked for. */
export function openData(folder: string, options: { cacheFolder?: string } = {}): ExperimentData {
  const read = (name: DataName): PictureSet => {
    if (name === "scenes") return generated();
    const path = pathOf(folder, files[name].file);
    return files[name].read(readBytes(path), path);
  };
  const pictures = once(read);
  const series = once((name: SeriesName) =>
    name === "waves" ? generatedSeries() : readSeriesFile(seriesAt(folder, name)),
  );
  const labels = once(() => readIdxLabels(readBytes(pathOf(folder, labelFile)), labelFile));
  const bags = once((name: BagDataName) => bagsOf(folder, name));
  const vision = once((name: VitSetName) => vitSet(folder, name));
  const { cacheFolder } = options;
  return {
    folder,
    cacheFolder,
    pictures,
    series,
    labels,
    bags,
    vision,
    stamp: (name) => stampOf(folder, name),
  };
}

/** `make`, remembering what it made. */
function once<K, T>(make: (key: K) => T): (key: K) => T {
  const made = new Map<K, T>();
  return (key) => {
    const found = made.get(key) ?? make(key);
    made.set(key, found);
    return found;
  };
}

function bagsOf(folder: string, name: BagDataName): BagSet | undefined {
  const paths = bagPaths(folder, name);
  if (!paths) return undefined;
  const [data, bagIds, labels] = paths.map(readBytes);
  return readPublishedBags({ data, bagIds, labels }, bagFiles[name]);
}

/** The three files of a set; undefined where those of UCSB aren't all there. */
function bagPaths(folder: string, name: BagDataName): string[] | undefined {
  try {
    return ["data", "bagids", "labels"].map((part) => pathOf(folder, `${bagFiles[name]}.${part}.csv`));
  } catch (error) {
    if (name === "ucsb" && error instanceof MissingDataError) return undefined;
    throw error;
  }
}

function stampOf(folder: string, name: NeededData): string {
  if (name === "scenes") return `${sceneCount} of ${sceneSide}`;
  if (name === "waves") return "generated";
  if (name === "cifar10-test" || name === "cifar100") return stampOfVision(folder, name);
  if (name in places) return stampOfFiles(folder, name as FilesName);
  const hash = createHash("sha256");
  for (const path of filesOf(folder, name as Exclude<typeof name, FilesName>)) hash.update(readBytes(path));
  return hash.digest("hex");
}

/** CIFAR-100 may be absent. */
function stampOfVision(folder: string, name: "cifar10-test" | "cifar100"): string {
  const stamp = vitStamp(folder, name === "cifar100" ? name : "cifar10");
  if (stamp === "absent" && name === "cifar10-test") throw missing(folder, "cifar10/test_batch.bin");
  return stamp;
}

function filesOf(
  folder: string,
  name: Exclude<NeededData, "scenes" | "waves" | "cifar10-test" | "cifar100" | FilesName>,
): string[] {
  if (isSeriesName(name)) return [seriesAt(folder, name)];
  if (name in bagFiles) return bagPaths(folder, name as BagDataName) ?? [];
  const file = name === "mnist-labels" ? labelFile : files[name as keyof typeof files].file;
  return [pathOf(folder, file)];
}

/** Where published data is looked for: `given`, else `MADELEINE_DATA`, else ../shared/data. */
export function dataFolder(given?: string): string {
  return given || process.env.MADELEINE_DATA || join("..", "shared", "data");
}

/** @throws MissingDataError naming the file and the ways to say where it is. */
function pathOf(folder: string, file: string): string {
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

/**
 * A hash of the names and sizes of the files below the places of `name`.
 * @throws MissingDataError naming the first place that isn't there.
 */
function stampOfFiles(folder: string, name: FilesName): string {
  const hash = createHash("sha256");
  for (const place of places[name]) {
    const path = join(folder, place);
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) {
      throw new MissingDataError(
        `${path}: no such file or folder; name the folder that ${place} lies in with --data or MADELEINE_DATA. --preset quick needs none`,
      );
    }
    const files = found.isDirectory()
      ? readdirSync(path, { recursive: true, encoding: "utf8" }).sort()
      : [""];
    for (const file of files) hash.update(`${place}/${file}\0${statSync(join(path, file)).size}\0`);
  }
  return hash.digest("hex");
}
