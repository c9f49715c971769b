import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readBytes } from "../data/index.node.ts";
import { gunzipped, matrixFromArray, readCaptions, readNpy, tidiedCaption } from "../data/index.ts";
import { createRandom, fromRows, type Matrix, rowOf, shuffled } from "../math/index.ts";

/** A text for every picture, no two alike. */
export interface HenKeys {
  readonly texts: readonly string[];
  /** How many of them are of the picture that they are kept with; the others are arbitrary pairings. */
  readonly own: number;
}

/**
 * Texts for pictures of those names. A COCO photograph that has captions of its own gets them, joined into one text, as
 * published; every other picture another caption of val2017 that nobody has yet. Names that are no files get
 * sentences of their own.
 */
export function keysFor(names: readonly string[], folder: string): HenKeys {
  if (names[0]?.startsWith("scene ")) {
    return { texts: names.map((name) => `${name}, drawn for the experiment`), own: names.length };
  }
  const file = join(folder, "coco/captions.json");
  const captions = readCaptions(readFileSync(file, "utf8"), file);
  const joined = names.map((name) => captions.get(/\d{12}\.jpg$/.exec(name)?.[0] ?? "")?.join(" "));
  const own = joined.filter((text) => text !== undefined);
  const taken = new Set([...captions.values()].flat().map(tidiedCaption));
  const others = foreignCaptions(folder).filter((text) => !taken.has(text));
  const missing = names.length - own.length;
  if (missing > others.length) {
    throw new RangeError(
      `keysFor: ${missing} pictures need a caption, and there are ${others.length}; take fewer`,
    );
  }
  let next = 0;
  return { texts: joined.map((text) => text ?? others[next++]), own: own.length };
}

/** The captions of val2017, each once, in an order that a seed has drawn. */
function foreignCaptions(folder: string): string[] {
  const file = join(folder, "coco/captions_val2017.min.json.gz");
  const { images } = JSON.parse(new TextDecoder().decode(gunzipped(readBytes(file), file))) as {
    images: [number, string[]][];
  };
  const texts = new Set(images.flatMap(([, list]) => list.map(tidiedCaption)));
  return shuffled(createRandom(1, "captions"), [...texts]);
}

/** CLIP's text vectors of class names, `[1283, 512]`: there is no CLIP model to make others with. */
export function clipVectors(folder: string): Matrix {
  const rows = ["clip/lvis1203_vitb32_text.f16.npy", "clip/coco80_vitb32_text.f16.npy"].flatMap((name) => {
    const path = join(folder, name);
    const vectors = matrixFromArray(readNpy(readBytes(path), path), path);
    return Array.from({ length: vectors.rows }, (_, i) => rowOf(vectors, i));
  });
  return fromRows(rows);
}
