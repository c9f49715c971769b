import type { Matrix } from "../../math/index.ts";
import type { Similarity } from "./similarity.ts";

/**
 * s = −|x − ξ|₂². Its energy is −Ψ*(β s)/β alone, and retrieval with it (mean shift) never raises that.
 */
export const negativeSquaredEuclidean: Similarity = {
  name: "squared-euclidean",
  form: "squared-euclidean",
  prepare: (patterns, backend) => ({
    scores: (out, states) => mapInPlace(backend.squaredDistances(out, states, patterns), (s) => -s),
  }),
  confinement: () => 0,
};

/** s = −|x − ξ|₂. U-Hop, section 4.1 (the "L2" baseline; negative, so that near means alike). */
export const negativeEuclidean: Similarity = {
  name: "euclidean",
  form: "euclidean",
  prepare: (patterns, backend) => ({
    scores: (out, states) =>
      mapInPlace(backend.squaredDistances(out, states, patterns), (s) => -Math.sqrt(s)),
  }),
};

/** s = −|x − ξ|₁. U-Hop, section 4.1 (the "Manhattan" baseline; negative, so that near means alike). */
export const negativeManhattan: Similarity = {
  name: "manhattan",
  form: "manhattan",
  prepare: (patterns, backend) => ({
    scores: (out, states) => mapInPlace(backend.absoluteDistances(out, states, patterns), (s) => -s),
  }),
};

/** Applies `change` to every number. */
export function mapInPlace(out: Matrix, change: (value: number) => number): Matrix {
  const { data } = out;
  for (let i = 0; i < data.length; i++) data[i] = change(data[i]);
  return out;
}
