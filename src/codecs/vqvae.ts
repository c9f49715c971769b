import { readSafetensors } from "../data/index.ts";
import type { CodecOptions } from "./codec-options.ts";
import type { NetworkResources } from "./network.ts";
import { type NetworkCodec, networkCodec } from "./network-codec.ts";
import type { Weights } from "./networks/net.ts";
import { vqvaeChannels, vqvaeDecoder, vqvaeEncoder, vqvaeFactor } from "./networks/vqvae.ts";
import { plainForm } from "./picture-tensor.ts";
import { requireSide } from "./require-size.ts";
import { weightsOf } from "./weights.ts";

/**
 * A VQ-VAE: at each place, a quarter of the picture's side apart, one of 512 vectors of 64 numbers; 4,096 numbers of
 * 32 × 32 pixels. van den Oord et al. 2017, "Neural Discrete Representation Learning".
 * @throws RangeError for a side that isn't a whole number of fours.
 */
export function vqvaeCodec(options: CodecOptions = {}, resources: NetworkResources = {}): NetworkCodec {
  const { size = 32, mean } = options;
  requireSide("vqvaeCodec", size, vqvaeFactor);
  const fetched = weightsOf("vqvae", resources);
  const file = "vqvae_cifar10_ema.safetensors";
  const side = size / vqvaeFactor;
  const part = (build: (weights: Weights, size: number) => Uint8Array) => ({
    file,
    form: plainForm,
    model: async () => build(readSafetensors(await fetched(file), file).tensors, size),
  });
  return networkCodec(
    {
      settings: { kind: "vqvae", size },
      name: `vqvae ${size}×${size}`,
      trainedFor: "CIFAR-10, photographs of 32 × 32 pixels",
      size,
      shape: [vqvaeChannels, side, side],
      encoder: part(vqvaeEncoder),
      decoder: part(vqvaeDecoder),
    },
    resources,
    { mean },
  );
}
