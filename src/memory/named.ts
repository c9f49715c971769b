import { entmax, sparsemax } from "./separation/entmax.ts";
import { polynomial } from "./separation/polynomial.ts";
import { argmax, topK } from "./separation/select.ts";
import type { Separation } from "./separation/separation.ts";
import { softmax } from "./separation/softmax.ts";
import { cosine } from "./similarity/cosine.ts";
import { negativeEuclidean, negativeManhattan, negativeSquaredEuclidean } from "./similarity/distance.ts";
import { dot } from "./similarity/dot.ts";
import type { Similarity } from "./similarity/similarity.ts";

const similarities = [dot, cosine, negativeEuclidean, negativeSquaredEuclidean, negativeManhattan];

/** The names that {@link similarityNamed} knows. */
export const similarityNames: readonly string[] = similarities.map(({ name }) => name);

/**
 * A similarity by its name, for front ends: `"dot"`, `"cosine"`, `"euclidean"`, `"squared-euclidean"`, `"manhattan"`.
 * @throws RangeError listing the names.
 */
export function similarityNamed(name: string): Similarity {
  const found = similarities.find((similarity) => similarity.name === name);
  if (!found)
    throw new RangeError(`no similarity is called "${name}"; choose one of ${similarityNames.join(", ")}`);
  return found;
}

/** What some separations need besides their name. */
export interface SeparationParameters {
  /** Of entmax, ≥ 1. Default: 1.5. */
  alpha?: number;
  /** Of polynomial, ≥ 1. Default: 10. */
  degree?: number;
  /** Of top-k, ≥ 1. Default: 20. */
  k?: number;
}

const separations: Record<string, (parameters: SeparationParameters) => Separation> = {
  softmax: () => softmax,
  sparsemax: () => sparsemax,
  entmax: ({ alpha = 1.5 }) => entmax(alpha),
  polynomial: ({ degree = 10 }) => polynomial(degree),
  "top-k": ({ k = 20 }) => topK(k),
  argmax: () => argmax,
};

/** The names that {@link separationNamed} knows. */
export const separationNames: readonly string[] = Object.keys(separations);

/**
 * A separation by its name, for front ends: `"softmax"`, `"sparsemax"`, `"entmax"`, `"polynomial"`, `"top-k"`,
 * `"argmax"`.
 * @throws RangeError listing the names, or for a parameter out of range.
 */
export function separationNamed(name: string, parameters: SeparationParameters = {}): Separation {
  const make = Object.hasOwn(separations, name) ? separations[name] : undefined;
  if (!make)
    throw new RangeError(`no separation is called "${name}"; choose one of ${separationNames.join(", ")}`);
  return make(parameters);
}
