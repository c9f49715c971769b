import { metadataJson, readSafetensors, writeSafetensors } from "../../data/index.ts";
import { openParameters, type ParameterBlock } from "../../engine/index.ts";
import { createRandom, type Matrix, matrix } from "../../math/index.ts";
import type { OnnxRuntime } from "../../onnx/index.ts";
import { openVisionAsker, type VisionAsker } from "./vision-asker.ts";
import { onnxOf } from "./vision-learner.ts";
import { visionNet } from "./vision-net.ts";
import { type VisionSettings, visionSettings } from "./vision-settings.ts";
import { type AlikePicture, mostAlike, sharesOf } from "./vision-validation.ts";

/** What `__metadata__` holds under this name says that a file is a model of pictures, and how it is laid out. */
const marker = "madeleine.pictures";
const layout = "1";

/** What a model was learned from. */
export interface VisionAbout {
  readonly classes: readonly string[];
  /** The pictures, in the order of the memory's rows: a name, and the class from 0. */
  readonly remembered: readonly { readonly name: string; readonly label: number }[];
}

/** A net that learned, and what it makes of the pictures that it learned from. Close it when done. */
export interface VisionModel {
  readonly settings: VisionSettings;
  readonly about: VisionAbout;
  /** Of pictures `[N, side² · channels]` with values in [0, 1]. */
  tell(pictures: Matrix): Promise<ToldPicture[]>;
  /** A .safetensors file with everything that {@link openVisionModel} needs. */
  toBytes(): Uint8Array;
  /** The net as an ONNX model: input "pictures" `[batch, side, side, channels]`, outputs "logits" and "features". */
  toOnnx(batch?: number): Uint8Array;
  close(): Promise<void>;
}

export interface ToldPicture {
  /** The net's share for each class, summing to 1. No calibrated probability. */
  readonly shares: readonly number[];
  /** The remembered pictures that are most alike to the net, the most alike first; rows are places in `remembered`. */
  readonly alike: readonly AlikePicture[];
}

export interface VisionParts {
  readonly settings: VisionSettings;
  readonly parameters: ParameterBlock;
  readonly asker: VisionAsker;
  readonly about: VisionAbout;
  /** The features of the remembered pictures, `[N, d]`. */
  readonly features: Matrix;
}

/** A model of its parts, whose asker it closes. */
export function visionModel({ settings, parameters, asker, about, features }: VisionParts): VisionModel {
  return {
    ...{ settings, about },
    tell: async (pictures) => {
      const found = await asker.ask(pictures);
      return mostAlike(found.features, features).map((alike, i) => ({
        ...{ shares: sharesOf(found.logits, i), alike },
      }));
    },
    toBytes: () =>
      writeSafetensors(
        [
          ...Object.entries(parameters.values).map(
            ([name, { data, shape }]) =>
              [name, { data: Float32Array.from(data as Float32Array), shape }] as const,
          ),
          ["memory", { data: features.data, shape: [features.rows, features.columns] }],
        ],
        { [marker]: layout, settings: JSON.stringify(settings), about: JSON.stringify(about) },
      ),
    toOnnx: (batch = 1) => onnxOf(visionNet(settings, createRandom(1)), parameters, batch),
    close: () => asker.close(),
  };
}

/**
 * The model in a file that `toBytes` of a model made.
 * @param options.name names the file in errors.
 * @throws Error where the file is something else, or damaged.
 */
export async function openVisionModel(
  bytes: Uint8Array,
  { runtime, name = "model" }: { runtime: OnnxRuntime; name?: string },
): Promise<VisionModel> {
  const file = readSafetensors(bytes, name);
  const { tensors, metadata } = file;
  if (metadata[marker] !== layout) {
    throw new Error(
      `${name}: is no model of pictures of this version; make one with madeleine classify train --out`,
    );
  }
  const array = (key: string, length: number): Float32Array => {
    const found = tensors.get(key)?.data;
    if (found?.length === length) return found;
    throw new Error(`${name}: ${key} is missing or of another size; train the model again`);
  };
  const settings = visionSettings((metadataJson(file, "settings", name) ?? {}) as VisionSettings);
  const about = (metadataJson(file, "about", name) ?? {}) as VisionAbout;
  const net = visionNet(settings, createRandom(1));
  const parameters = openParameters(net.parameters);
  for (const { name: key, start } of net.parameters) {
    (parameters.values[key].data as Float32Array).set(array(key, start.length));
  }
  const [count, width] = [about.remembered?.length ?? 0, settings.width];
  const features = matrix(array("memory", count * width), count, width);
  return visionModel({
    settings,
    parameters,
    about,
    features,
    asker: await openVisionAsker(runtime, net, parameters),
  });
}
