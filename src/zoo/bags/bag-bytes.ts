import { writeSafetensors } from "../../data/index.ts";
import type { NamedTensors } from "../../onnx/index.ts";
import type { BagsAbout } from "./bag-model.ts";
import type { BagSettings } from "./bag-settings.ts";
import type { Scaling } from "./scaling.ts";

/** What `__metadata__` holds under this name says that a file is a model of bags, and how it is laid out. */
export const marker = "madeleine.bags";
export const layout = "1";

export interface SavedBags {
  readonly parameters: NamedTensors;
  readonly settings: BagSettings;
  readonly scaling: Scaling;
  readonly about: BagsAbout;
}

/** A .safetensors file: the parameters by name, `scaling.mean`, `scaling.deviation`, and the rest as JSON beside them. */
export function bagBytes({ parameters, settings, scaling, about }: SavedBags): Uint8Array {
  const arrays = Object.entries(parameters).map(
    ([name, { data, shape }]) => [name, { data: Float32Array.from(data as Float32Array), shape }] as const,
  );
  const { mean, deviation } = scaling;
  const { classes, features, pictures } = about;
  return writeSafetensors(
    [
      ...arrays,
      ["scaling.mean", { data: mean, shape: [mean.length] }],
      ["scaling.deviation", { data: deviation, shape: [deviation.length] }],
    ],
    {
      [marker]: layout,
      settings: JSON.stringify(settings),
      about: JSON.stringify({ classes, features, ...(pictures && { pictures }) }),
    },
  );
}
