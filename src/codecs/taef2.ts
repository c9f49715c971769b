import { readSafetensors } from "../data/index.ts";
import type { CodecOptions } from "./codec-options.ts";
import type { NetworkResources } from "./network.ts";
import { type NetworkCodec, networkCodec } from "./network-codec.ts";
import type { Weights } from "./networks/net.ts";
import { taef2Channels, taef2Decoder, taef2Encoder, taef2Factor } from "./networks/taef2.ts";
import { plainForm } from "./picture-tensor.ts";
import { requireSide } from "./require-size.ts";
import { weightsOf } from "./weights.ts";

/**
 * TAEF2, the tiny autoencoder with the codes of FLUX.2: 32 channels of an eighth of the picture's side, so 2,048
 * numbers of 64 × 64 pixels. Ollin Boer Bohan, github.com/madebyollin/taesd (MIT).
 * @throws RangeError for a side that isn't a whole number of eights.
 */
export function taef2Codec(options: CodecOptions = {}, resources: NetworkResources = {}): NetworkCodec {
  const { size = 64, mean } = options;
  requireSide("taef2Codec", size, taef2Factor);
  const fetched = weightsOf("taef2", resources);
  const side = size / taef2Factor;
  const part = (file: string, build: (weights: Weights, size: number) => Uint8Array) => ({
    file,
    form: plainForm,
    model: async () => build(readSafetensors(await fetched(file), file).tensors, size),
  });
  return networkCodec(
    {
      settings: { kind: "taef2", size },
      name: `taef2 ${size}×${size}`,
      trainedFor: "photographs and drawings, as FLUX.2 paints them",
      size,
      shape: [taef2Channels, side, side],
      encoder: part("taef2_encoder.safetensors", taef2Encoder),
      decoder: part("taef2_decoder.safetensors", taef2Decoder),
    },
    resources,
    { mean },
  );
}
