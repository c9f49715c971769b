import {
  entmaxSeparation,
  type LayerSeparation,
  linearSeparation,
  randomFeatureSeparation,
  softmaxSeparation,
  sparsemaxSeparation,
  topKSeparation,
  windowSeparation,
} from "../layers/index.ts";
import { createRandom } from "../math/index.ts";

/** How a net's layers separate. */
export interface NetSeparation {
  readonly separation: "softmax" | "sparsemax" | "entmax" | "top-k" | "window" | "random-features" | "linear";
  /** Of top-k, the share of patterns kept. Default: 0.2. */
  readonly fraction?: number;
  /** Of window: how many places to either side. Default: 8. */
  readonly reach?: number;
}

/** The names of the separations that series nets take. */
export const netSeparations: readonly NetSeparation["separation"][] = [
  "softmax",
  "sparsemax",
  "entmax",
  "top-k",
  "window",
  "random-features",
  "linear",
];

/** A layer's separation; α of entmax is learned, one for the layer. */
export function netSeparation(
  { separation, fraction = 0.2, reach = 8 }: NetSeparation,
  { name, dimension }: { name: string; dimension: number },
): LayerSeparation {
  switch (separation) {
    case "softmax":
      return softmaxSeparation();
    case "sparsemax":
      return sparsemaxSeparation();
    case "entmax":
      return entmaxSeparation({ learned: { heads: 1, name: `${name}.alpha` } });
    case "top-k":
      return topKSeparation({ fraction });
    case "window":
      return windowSeparation(reach);
    case "random-features":
      return randomFeatureSeparation({ random: createRandom(1, name), dimension });
    case "linear":
      return linearSeparation();
  }
}
