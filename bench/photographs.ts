import { existsSync } from "node:fs";
import { join } from "node:path";
import { contrastCodec } from "madeleine/codecs";
import type { Picture } from "madeleine/data";
import { readFolder } from "madeleine/data/node";
import type { Matrix } from "madeleine/math";

/** Where photographs lie: `photos/images` in MADELEINE_DATA, or in `../shared/data` beside the package. */
const FOLDER: string = join(process.env.MADELEINE_DATA || "../shared/data", "photos/images");

/** Patterns of photographs, and how they were made. */
export interface Photographs {
  readonly patterns: Matrix;
  readonly about: string;
}

/**
 * `count` photographs as contrast-normalised grey pixels of unit length, `side` × `side`. Where there are fewer, the
 * first ones follow again, flipped left to right.
 * @returns the reason where there are too few
 */
export async function photographs(count: number, side: number): Promise<Photographs | { reason: string }> {
  if (!existsSync(FOLDER))
    return { reason: `no photographs in ${FOLDER}; MADELEINE_DATA names another folder` };
  const { pictures } = await readFolder(FOLDER, { width: side, height: side });
  const straight = pictures.slice(0, count).map(({ picture }) => picture);
  const copies = straight.slice(0, count - straight.length).map(flipped);
  const all = [...straight, ...copies];
  if (all.length < count)
    return { reason: `${FOLDER}: ${straight.length} photographs, ${count / 2} are needed` };
  const codec = contrastCodec({ size: side });
  const patterns = await codec.encodeMany(all);
  const about = `${straight.length} photographs and ${copies.length} of them flipped left to right, ${codec.name}, unit length`;
  return { patterns, about };
}

/** The picture left to right. */
function flipped({ width, height, channels, pixels }: Picture): Picture {
  const result = new Float32Array(pixels.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [from, to] = [y * width + x, y * width + width - 1 - x].map((at) => at * channels);
      result.set(pixels.subarray(from, from + channels), to);
    }
  }
  return { width, height, channels, pixels: result };
}
