import type { Picture } from "../data/index.ts";
import { fromRows } from "../math/index.ts";
import { fromBase64, lettersOf, toBase64 } from "./base64.ts";
import type { Codec, Known } from "./codec.ts";
import { requireSize } from "./require-size.ts";
import { neighbourCorrelation } from "./smoothness.ts";
import { unit } from "./unit.ts";

export interface PixelsOptions {
  /** Side of the square of pixels that a picture is shrunk to. Default: 32. */
  size?: number;
  /** What is taken off every pattern, `[3 size²]` as base64 of little-endian float32. Default: nothing. */
  mean?: string;
}

/**
 * Pixels as they are, red, green and blue one after the other, less a mean, of unit length: (x − m)/|x − m|. What isn't
 * known is 0, as if it were the mean.
 * @throws RangeError for a mean of another length.
 */
export function pixelsCodec({ size = 32, mean }: PixelsOptions = {}): Codec {
  const length = 3 * size * size;
  const m = mean === undefined ? new Float32Array(length) : fromBase64(mean);
  if (m.length !== length) {
    throw new RangeError(
      `pixelsCodec: the mean has ${m.length} numbers; ${size} × ${size} pixels need ${length}`,
    );
  }
  const encode = (picture: Picture, known: Known): Float32Array => {
    requireSize("pixelsCodec", picture, [size, size]);
    const pattern = coloursOf(picture).map((value, i) => value - m[i]);
    if (known) for (let i = 0; i < length; i++) if (!known[Math.floor(i / 3)]) pattern[i] = 0;
    return unit(pattern);
  };
  const grid = { width: size, height: size, channels: 3, order: "places" } as const;
  return {
    settings: { kind: "pixels", size, ...(mean !== undefined && { mean }) },
    name: `pixels ${size}×${size}${mean === undefined ? "" : `, centred ${lettersOf(m)}`}`,
    trainedFor:
      mean === undefined ? "pictures of any kind" : "pictures like those that the mean was taken of",
    width: size,
    height: size,
    shape: [size, size, 3],
    length,
    encodeMany: async (pictures, known) =>
      fromRows(pictures.map((picture, i) => encode(picture, known?.[i]))),
    smoothness: (code) => neighbourCorrelation(code, grid),
  };
}

/** The codec that takes off the mean of pictures, given by their colours, `[3 size²]` each. */
export function centredPixels(pictures: readonly Float32Array[], size = 32): Codec {
  const mean = new Float64Array(3 * size * size);
  for (const pixels of pictures) for (let i = 0; i < mean.length; i++) mean[i] += pixels[i] / pictures.length;
  return pixelsCodec({ size, mean: toBase64(Float32Array.from(mean)) });
}

/** Red, green and blue of each pixel. */
export function coloursOf({ pixels, channels, width, height }: Picture): Float32Array {
  if (channels === 3) return Float32Array.from(pixels);
  return Float32Array.from({ length: 3 * width * height }, (_, i) => pixels[Math.floor(i / 3)]);
}
