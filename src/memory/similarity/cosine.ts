import { type Matrix, norm, rowOf, zeros } from "../../math/index.ts";
import type { Similarity } from "./similarity.ts";

/** s = ⟨x, ξ⟩ / (|x| |ξ|), in [−1, 1]; 0 where a norm is 0. */
export const cosine: Similarity = {
  name: "cosine",
  prepare: (patterns, backend) => {
    const directions = unitRows(patterns);
    return { scores: (out, states) => backend.dotProducts(out, unitRows(states), directions) };
  },
};

/** Every row divided by its 2-norm; rows of zeros stay zero. */
export function unitRows(source: Matrix): Matrix {
  const result = zeros(source.rows, source.columns);
  for (let i = 0; i < source.rows; i++) {
    const row = rowOf(source, i);
    const length = norm(row);
    if (length > 0) rowOf(result, i).set(row.map((value) => value / length));
  }
  return result;
}
