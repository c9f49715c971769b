import { codeShape } from "./code-shape.ts";
import type { CodecSettings } from "./codec.ts";
import type { Network, NetworkResources } from "./network.ts";
import { type NetworkCodec, networkCodec } from "./network-codec.ts";
import type { PictureForm } from "./picture-tensor.ts";
import { requireSide } from "./require-size.ts";
import { weightsOf } from "./weights.ts";

/** An encoder and a decoder that somebody has as ONNX files. */
export interface OnnxPairOptions {
  /** The encoder's file: pictures `[n, 3, size, size]` (or `[n, size, size, 3]`) to codes `[n, c, h, w]` or `[n, d]`. */
  encoder: string;
  /** The decoder's file: codes to pictures. Without one nothing can be decoded. */
  decoder?: string | undefined;
  /** Side of the square of pixels that the encoder takes and the decoder gives. Default: 64. */
  size?: number | undefined;
  /** Values from 0 to 1, or from −1 to 1. Default: 0 to 1. */
  range?: "unit" | "signed" | undefined;
  /** Instead of a range: what is taken off red, green and blue in [0, 1], and what they are divided by then. */
  colours?: { mean: readonly number[]; deviation: readonly number[] } | undefined;
  /** Default: "nchw", channels first. */
  layout?: "nchw" | "nhwc" | undefined;
  /**
   * How many of the encoder's channels are the code, from the first on: of an encoder that gives means and log
   * variances one after the other, as of kl-f8, half of them. Default: all.
   */
  channels?: number | undefined;
}

/**
 * The codec of an ONNX pair, as of kl-f8, kl-f16, vq-f8, vq-f16, dVAE or (without a decoder) CLIP. Looks at what the
 * encoder gives of a black picture, to know the shape of a code.
 * @throws RangeError for options out of range; Error for a model that can't be run, or gives something else.
 */
export async function openOnnxPair(
  options: OnnxPairOptions,
  resources: NetworkResources = {},
): Promise<NetworkCodec> {
  const settings = settingsOf(options);
  const shape = await codeShape(pairOf(settings, [], resources), options.channels, resources);
  return onnxPairCodec({ ...settings, shape: shape.join(",") }, resources);
}

/** The codec of settings that `openOnnxPair` made. */
export function onnxPairCodec(settings: CodecSettings, resources: NetworkResources = {}): NetworkCodec {
  const { mean, ...own } = settings;
  const shape = String(own.shape).split(",").map(Number);
  return networkCodec(pairOf(own, shape, resources), resources, {
    mean: mean === undefined ? undefined : String(mean),
  });
}

function settingsOf(options: OnnxPairOptions): CodecSettings {
  const { encoder, decoder, size = 64, range = "unit", colours, layout = "nchw", channels } = options;
  requireSide("openOnnxPair", size, 1);
  if (channels !== undefined && !(Number.isInteger(channels) && channels > 0)) {
    throw new RangeError(`openOnnxPair: channels must be a whole number from 1, got ${channels}`);
  }
  const signed = range === "signed" ? 0.5 : undefined;
  const three = (values: readonly number[] | undefined, otherwise: number): string => {
    const given = values ?? [otherwise, otherwise, otherwise];
    if (given.length !== 3 || !given.every(Number.isFinite)) {
      throw new RangeError(
        `openOnnxPair: a mean and a deviation are three numbers each, got ${given.join(", ")}`,
      );
    }
    return given.join(",");
  };
  const deviation = three(colours?.deviation, signed ?? 1);
  if (deviation.split(",").some((value) => Number(value) === 0)) {
    throw new RangeError("openOnnxPair: a deviation can't be 0");
  }
  return {
    kind: "onnx",
    encoder,
    ...(decoder !== undefined && { decoder }),
    size,
    layout,
    colourMean: three(colours?.mean, signed ?? 0),
    colourDeviation: deviation,
    ...(channels !== undefined && { channels }),
  };
}

function pairOf(settings: CodecSettings, shape: readonly number[], resources: NetworkResources): Network {
  const { encoder, decoder, size, layout, colourMean, colourDeviation } = settings;
  const fetched = weightsOf("onnx", resources);
  const three = (text: string | number): [number, number, number] => {
    const [red, green, blue] = String(text).split(",").map(Number);
    return [red, green, blue];
  };
  const form: PictureForm = {
    layout: layout === "nhwc" ? "nhwc" : "nchw",
    mean: three(colourMean),
    deviation: three(colourDeviation),
  };
  const part = (file: string) => ({ file, form, model: () => fetched(file) });
  return {
    settings,
    name: `onnx ${encoder}${decoder === undefined ? "" : ` and ${decoder}`} ${size}×${size}`,
    trainedFor: "what its maker trained it on",
    size: Number(size),
    shape,
    encoder: part(String(encoder)),
    decoder: decoder === undefined ? undefined : part(String(decoder)),
  };
}
