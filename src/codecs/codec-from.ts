import type { Codec, CodecSettings } from "./codec.ts";
import { contrastCodec } from "./contrast.ts";
import { pixelsCodec } from "./pixels.ts";

/**
 * The codec that a memory was made with.
 * @throws RangeError for a kind that this version doesn't know.
 */
export function codecFrom(settings: CodecSettings): Codec {
  const { kind, ...options } = settings;
  if (kind === "contrast") return contrastCodec(options);
  if (kind === "pixels") return pixelsCodec(options);
  throw new RangeError(`codecFrom: no codec is called "${kind}"; this version knows "contrast" and "pixels"`);
}
