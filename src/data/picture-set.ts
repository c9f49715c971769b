import { type Matrix, rowOf } from "../math/index.ts";
import type { Picture } from "./picture.ts";

/**
 * Pictures of one size over one block of numbers: row i of `patterns` `[N, width · height · channels]` and
 * `pictures[i].pixels` are the same memory.
 */
export interface PictureSet {
  readonly patterns: Matrix;
  readonly pictures: readonly Picture[];
}

/** The rows of `patterns` seen as pictures; `width · height · channels` must be `patterns.columns`. */
export function pictureSet(patterns: Matrix, size: Omit<Picture, "pixels">): PictureSet {
  const { width, height, channels } = size;
  if (width * height * channels !== patterns.columns) {
    throw new RangeError(
      `pictureSet: rows of ${patterns.columns} numbers are no pictures of ${width} × ${height} × ${channels}`,
    );
  }
  const pictures = Array.from({ length: patterns.rows }, (_, i) => ({
    width,
    height,
    channels,
    pixels: rowOf(patterns, i),
  }));
  return { patterns, pictures };
}
