import { unitRows } from "../../math/index.ts";
import type { Similarity } from "./similarity.ts";

/** s = ⟨x, ξ⟩ / (|x| |ξ|), in [−1, 1]; 0 where a norm is 0. */
export const cosine: Similarity = {
  name: "cosine",
  form: "cosine",
  prepare: (patterns, backend) => {
    const directions = unitRows(patterns);
    return { scores: (out, states) => backend.dotProducts(out, unitRows(states), directions) };
  },
};
