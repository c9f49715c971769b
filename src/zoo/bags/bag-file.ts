import { metadataJson, readSafetensors } from "../../data/index.ts";
import { openParameters } from "../../engine/index.ts";
import { createRandom } from "../../math/index.ts";
import type { OnnxRuntime } from "../../onnx/index.ts";
import { layout, marker } from "./bag-bytes.ts";
import type { BagModel, BagsAbout } from "./bag-model.ts";
import { bagNet } from "./bag-net.ts";
import { openScorer } from "./bag-scorer.ts";
import { type BagSettings, bagSettings } from "./bag-settings.ts";

/**
 * The model in a file that {@link bagBytes} made.
 * @param options.name names the file in errors.
 * @throws Error where the file is something else, or damaged.
 */
export async function openBagModel(
  bytes: Uint8Array,
  { runtime, name = "model" }: { runtime: OnnxRuntime; name?: string },
): Promise<BagModel> {
  const file = readSafetensors(bytes, name);
  const { tensors, metadata } = file;
  if (metadata[marker] !== layout) {
    throw new Error(`${name}: is no model of bags of this version; make one with madeleine bags train --out`);
  }
  const array = (key: string, length?: number): Float32Array => {
    const found = tensors.get(key)?.data;
    if (found && (length === undefined || found.length === length)) return found;
    throw new Error(`${name}: ${key} is missing or of another size; train the model again`);
  };
  const settings = bagSettings((metadataJson(file, "settings", name) ?? {}) as BagSettings);
  const about = (metadataJson(file, "about", name) ?? {}) as BagsAbout;
  const scaling = { mean: array("scaling.mean"), deviation: array("scaling.deviation") };
  const net = bagNet(scaling.mean.length, settings, createRandom(1));
  const parameters = openParameters(net.parameters);
  for (const { name: key, start } of net.parameters) {
    (parameters.values[key].data as Float32Array).set(array(key, start.length));
  }
  return openScorer({ runtime, net, parameters, settings, scaling, about });
}
