import { negativeSquaredEuclidean, softmax } from "../memory/index.ts";
import { attentionModel } from "./attention-model.ts";
import type { Model } from "./model.ts";

/** The model of squared Euclidean distances, which is mean shift: x ← softmax(−β |x − ξ|₂²) Ξ. Fukunaga and Hostetler 1975; Millidge et al. 2022. */
export function squaredEuclidean({ beta = 1 }: { beta?: number } = {}): Model {
  const source = "Fukunaga and Hostetler 1975; Millidge et al. 2022";
  return attentionModel({ name: "squared-euclidean", source }, () => ({
    similarity: negativeSquaredEuclidean,
    separation: softmax,
    beta,
  }));
}
