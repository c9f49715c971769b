import { readPicture, readThumbnail } from "../../data/index.node.ts";
import type { Picture } from "../../data/index.ts";
import { Refusal } from "../refusal.ts";
import { pictureHead } from "./picture-name.ts";

/** What is intact of a picture, in its own pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ReadCueOptions {
  /** What is intact. Default: all. */
  readonly known?: Box | undefined;
  /** The picture is shrunk to at most so many pixels a side; codecs look at far fewer. Default: 1024. */
  readonly largestSide?: number;
}

/** A picture ready to be recalled, and which of its pixels are intact. */
export interface ReadCue {
  readonly picture: Picture;
  readonly known?: boolean[];
}

/**
 * Decodes an uploaded picture, shrunk while it is decoded where it is large.
 * @throws Refusal for what can't be read, and for a box outside of the picture.
 */
export async function readCue(
  bytes: Uint8Array,
  name: string,
  { known, largestSide = 1024 }: ReadCueOptions = {},
): Promise<ReadCue> {
  const { width, height } = await pictureHead(bytes, name);
  const scale = Math.min(1, largestSide / Math.max(width, height));
  const [w, h] = [width, height].map((side) => Math.max(1, Math.round(side * scale)));
  const read = scale === 1 ? readPicture(bytes, name) : readThumbnail(bytes, w, h, name);
  const picture = await read.catch((error: Error) => {
    throw new Refusal(422, error.message);
  });
  if (!known) return { picture };
  if (known.x >= width || known.y >= height) {
    throw new Refusal(422, `known lies outside of the picture, which is ${width} × ${height}`);
  }
  return { picture, known: insideOf(known, picture, { width, height }) };
}

/** A flag for each pixel of the picture, whose centre lies in the box or not. */
function insideOf(box: Box, picture: Picture, of: { width: number; height: number }): boolean[] {
  return Array.from({ length: picture.width * picture.height }, (_, i) => {
    const x = (((i % picture.width) + 0.5) * of.width) / picture.width;
    const y = ((Math.floor(i / picture.width) + 0.5) * of.height) / picture.height;
    return x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
  });
}
