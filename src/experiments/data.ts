import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readBytes } from "../data/index.node.ts";
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

/** The data that experiments run on. */
export type DataName = "scenes" | "mnist" | "cifar10";

/** Published sets of bags; of "ucsb" the features are seldom to be had. */
export type BagDataName = "tiger" | "fox" | "elephant" | "ucsb";

/** What an experiment may need. */
export type NeededData = DataName | BagDataName | "mnist-labels";

/** Data as experiments ask for it; each set is read once. */
export interface ExperimentData {
  pictures(name: DataName): PictureSet;
  /** The labels of MNIST's pictures. */
  labels(name: "mnist-labels"): number[];
  /** Undefined for "ucsb" where its features are absent. */
  bags(name: BagDataName): BagSet | undefined;
  /** A word that changes with the data: the hash of the files that it is read from. */
  stamp(name: NeededData): string;
}

/** Published data isn't where it was looked for. */
export class MissingDataError extends Error {}

/** The published files, plain or gzipped. */
const files = {
  mnist: { file: "mnist/train-images-idx3-ubyte", read: readIdxPictures },
  cifar10: { file: "cifar10/data_batch_1.bin", read: readCifar10 },
} as const;

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
export function openData(folder: string): ExperimentData {
  const read = (name: DataName): PictureSet => {
    if (name === "scenes") return generated();
    const path = pathOf(folder, files[name].file);
    return files[name].read(readBytes(path), path);
  };
  const pictures = once(read);
  const labels = once(() => readIdxLabels(readBytes(pathOf(folder, labelFile)), labelFile));
  const bags = once((name: BagDataName) => bagsOf(folder, name));
  return { pictures, labels, bags, stamp: (name) => stampOf(folder, name) };
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
  const hash = createHash("sha256");
  for (const path of filesOf(folder, name)) hash.update(readBytes(path));
  return hash.digest("hex");
}

function filesOf(folder: string, name: Exclude<NeededData, "scenes">): string[] {
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
  throw new MissingDataError(
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
