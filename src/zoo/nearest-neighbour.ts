import { argmax, negativeSquaredEuclidean } from "../memory/index.ts";
import { attentionModel } from "./attention-model.ts";
import type { Model } from "./model.ts";

/** Nearest neighbour: x ← the ξ with the least |x − ξ|₂, the first of several; it has no β. Millidge et al. 2022. */
export function nearestNeighbour(): Model {
  const source = "Millidge et al. 2022";
  return attentionModel(
    { name: "nearest-neighbour", source },
    () => ({ similarity: negativeSquaredEuclidean, separation: argmax }),
    ({ N, d, v }) => N * d + v,
  );
}
