import { dotProduct } from "../../math/index.ts";
import type { Similarity } from "./similarity.ts";

/** s = ⟨x, ξ⟩, the similarity of the modern Hopfield model. Ramsauer et al. 2020, eq. 3. */
export const dot: Similarity = {
  name: "dot",
  form: "dot",
  prepare: (patterns, backend) => ({
    scores: (out, states) => backend.dotProducts(out, states, patterns),
  }),
  confinement: (state) => dotProduct(state, state) / 2,
};
