export type { Codec, CodecSettings, Known } from "./codec.ts";
export { codecFrom } from "./codec-from.ts";
export { type ContrastOptions, contrastCodec } from "./contrast.ts";
export { centredPixels, coloursOf, type PixelsOptions, pixelsCodec } from "./pixels.ts";
