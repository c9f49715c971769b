import sharp from "sharp";
import type { Picture } from "../picture.ts";
import { readPicture, toPng } from "../pictures.node.ts";

/**
 * The picture as a JPEG of low quality gives it back: blocks, smeared colour. Asynchronous and Node only (sharp),
 * so it stands beside the damages rather than among them; it is not random. A grey picture stays grey.
 * @param quality 1 (worst) … 100.
 * @throws RangeError for another quality.
 */
export async function recompressJpeg(picture: Picture, quality: number): Promise<Picture> {
  if (!Number.isInteger(quality) || quality < 1 || quality > 100) {
    throw new RangeError(`recompressJpeg: quality must be an integer from 1 to 100, got ${quality}`);
  }
  const jpeg = await sharp(await toPng(picture))
    .jpeg({ quality })
    .toBuffer();
  const read = await readPicture(jpeg, "recompressJpeg");
  if (picture.channels === 3 || read.channels === 1) return read;
  return { ...read, channels: 1, pixels: read.pixels.filter((_, i) => i % 3 === 0) };
}
