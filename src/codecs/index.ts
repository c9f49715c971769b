export type { Codec, CodecSettings, Known } from "./codec.ts";
export { codecFrom } from "./codec-from.ts";
export { type ContrastOptions, contrastCodec } from "./contrast.ts";
export { centredPixels, coloursOf, type PixelsOptions, pixelsCodec } from "./pixels.ts";
export { sha256Hex } from "./sha256.ts";
export { textPicture, textPictureSide } from "./text-pixels.ts";
