import type { CodecOptions } from "./codec-options.ts";
import type { NetworkResources } from "./network.ts";
import { type NetworkCodec, networkCodec } from "./network-codec.ts";
import { signedForm } from "./picture-tensor.ts";
import { requireSide } from "./require-size.ts";
import { weightsOf } from "./weights.ts";

const [channels, factor] = [4, 8];

/** What the decoder calls the levels of its pyramid, and how many times smaller than the picture each is. */
const levels = [
  ["77", 1],
  ["92", 2],
  ["101", 4],
  ["output", 8],
] as const;

/**
 * VAElight: 4 channels of an eighth of the picture's side, so 256 numbers of 64 × 64 pixels. Its decoder gives a
 * pyramid of four pictures, which are resized and added up. Apache-2.0.
 * @throws RangeError for a side that isn't a whole number of eights.
 */
export function vaelightCodec(options: CodecOptions = {}, resources: NetworkResources = {}): NetworkCodec {
  const { size = 64, mean } = options;
  requireSide("vaelightCodec", size, factor);
  const fetched = weightsOf("vaelight", resources);
  const part = (file: string) => ({ file, form: signedForm, model: () => fetched(file) });
  return networkCodec(
    {
      settings: { kind: "vaelight", size },
      name: `vaelight ${size}×${size}`,
      trainedFor: "photographs",
      size,
      shape: [channels, size / factor, size / factor],
      encoder: part("vaelight_encoder.onnx"),
      decoder: {
        ...part("vaelight_decoder.onnx"),
        outputs: levels.map(([name, smaller]) => ({ name, side: size / smaller })),
      },
    },
    resources,
    { mean },
  );
}
