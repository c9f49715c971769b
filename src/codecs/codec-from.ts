import type { Codec, CodecSettings } from "./codec.ts";
import { contrastCodec } from "./contrast.ts";
import type { NetworkResources } from "./network.ts";
import { onnxPairCodec } from "./onnx-pair.ts";
import { pixelsCodec } from "./pixels.ts";
import { taef2Codec } from "./taef2.ts";
import { vaelightCodec } from "./vaelight.ts";
import { vqvaeCodec } from "./vqvae.ts";

/**
 * The codec that a memory was made with. Those of networks take from `resources` who runs them and where their weights
 * are, once they are used.
 * @throws RangeError for a kind that this version doesn't know.
 */
export function codecFrom(settings: CodecSettings, resources: NetworkResources = {}): Codec {
  const { kind, ...options } = settings;
  if (Object.hasOwn(makers, kind)) return makers[kind](options, resources, settings);
  const kinds = Object.keys(makers).map((name) => `"${name}"`);
  throw new RangeError(`codecFrom: no codec is called "${kind}"; this version knows ${kinds.join(", ")}`);
}

type Options = Readonly<Record<string, number | string>>;
type Maker = (options: Options, resources: NetworkResources, settings: CodecSettings) => Codec;

const makers: Readonly<Record<string, Maker>> = {
  contrast: contrastCodec,
  pixels: pixelsCodec,
  taef2: taef2Codec,
  vqvae: vqvaeCodec,
  vaelight: vaelightCodec,
  onnx: (_, resources, settings) => onnxPairCodec(settings, resources),
};
