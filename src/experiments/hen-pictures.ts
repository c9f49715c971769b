import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { join, relative } from "node:path";
import { listPictures, readBytes, readThumbnail } from "../data/index.node.ts";
import { drawScene, gunzipped, type Picture, readTar, resized } from "../data/index.ts";
import { createRandom, shuffled } from "../math/index.ts";

/** What HEN is run on: the photographs, and those followed by pictures of Tiny ImageNet; or scenes that are drawn. */
export type HenSet = "scenes" | "photos" | "photos and Tiny ImageNet";

/** Pictures in an order of their own, read one by one. */
export interface HenPictures {
  /** Paths, or what stands for them. */
  readonly names: readonly string[];
  /** A word for the pictures before `to`: another one for others. */
  stamp(to: number): string;
  read(item: number, side: number): Promise<Picture>;
}

/** Drawn scenes: as many as the quick presets need. */
const sceneCount = 240;

const photoFolder = "photos/images";
const tinyFile = "tinyimagenet/tiny-imagenet-200-subset.tar.gz";

/** The pictures of a set, in an order that a seed has drawn, so that the first N are like the rest. */
export function openPictures(set: HenSet, folder: string): HenPictures {
  if (set === "scenes") return scenes();
  const photos = photographs(folder);
  if (set === "photos") return photos;
  const more = tinyPictures(folder);
  const first = photos.names.length;
  return {
    names: [...photos.names, ...more.names],
    stamp: (to) => (to <= first ? photos.stamp(to) : `${photos.stamp(first)} ${more.stamp(to - first)}`),
    read: (item, side) => (item < first ? photos.read(item, side) : more.read(item - first, side)),
  };
}

function scenes(): HenPictures {
  return {
    names: Array.from({ length: sceneCount }, (_, i) => `scene ${i}`),
    stamp: () => "scenes",
    read: async (item, side) => resized(drawScene(createRandom(item, "hen"), 32, 32), side, side),
  };
}

function photographs(folder: string): HenPictures {
  const root = join(folder, photoFolder);
  const paths = shuffled(createRandom(1, "photographs"), listPictures(root));
  const hash = createHash("sha256");
  for (const path of paths) hash.update(`${relative(root, path)}\0${statSync(path).size}\0`);
  const word = hash.digest("hex").slice(0, 16);
  return {
    names: paths.map((path) => relative(root, path)),
    stamp: () => word,
    read: (item, side) => readThumbnail(paths[item], side, side),
  };
}

/** The training pictures of the archive, held as JPEG files. */
function tinyPictures(folder: string): HenPictures {
  const path = join(folder, tinyFile);
  const bytes = readBytes(path);
  const files = [...readTar(gunzipped(bytes, path), path)].filter((file) =>
    /(^|\/)train\/.*\.JPEG$/.test(file.path),
  );
  const order = shuffled(createRandom(1, "Tiny ImageNet"), files);
  const word = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  return {
    names: order.map((file) => file.path),
    stamp: () => word,
    read: (item, side) => readThumbnail(order[item].bytes, side, side, order[item].path),
  };
}
