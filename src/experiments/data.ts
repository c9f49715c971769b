import { createHash } from "node:crypto";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { readBytes } from "../data/index.node.ts";
import { drawScenes, type PictureSet, pictureSet, readCifar10, readIdxPictures } from "../data/index.ts";
import { fromRows } from "../math/index.ts";

/** The sets of pictures that are read whole. */
export type DataName = "scenes" | "mnist" | "cifar10";

/** Files that are read as they are needed. */
export type FilesName = "photos" | "tinyimagenet" | "captions" | "clip" | "weights";

/** Data as experiments ask for it; each set is read once. */
export interface ExperimentData {
  /** Where published data lies. */
  readonly folder: string;
  /** Where what takes time to make of it is kept; undefined: nowhere. */
  readonly cacheFolder: string | undefined;
  pictures(name: DataName): PictureSet;
  /** A word that changes with the data: the hash of the file that it is read from, or of the names and sizes of many. */
  stamp(name: DataName | FilesName): string;
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

const [sceneCount, sceneSide] = [160, 16];

/** The data below `folder`, and what is generated. Nothing is read before it is asked for. */
export function openData(folder: string, options: { cacheFolder?: string } = {}): ExperimentData {
  const sets = new Map<DataName, PictureSet>();
  const read = (name: DataName): PictureSet => {
    if (name === "scenes") return generated();
    const path = pathOf(folder, name);
    return files[name].read(readBytes(path), path);
  };
  return {
    folder,
    cacheFolder: options.cacheFolder,
    pictures: (name) => {
      const set = sets.get(name) ?? read(name);
      sets.set(name, set);
      return set;
    },
    stamp: (name) => {
      if (name === "scenes") return `${sceneCount} of ${sceneSide}`;
      if (name in places) return stampOfFiles(folder, name as FilesName);
      return createHash("sha256")
        .update(readBytes(pathOf(folder, name as Exclude<DataName, "scenes">)))
        .digest("hex");
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
