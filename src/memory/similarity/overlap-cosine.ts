import { type Backend, fromRows, type Matrix, norm, rowOf, zeros } from "../../math/index.ts";
import type { Similarity } from "./similarity.ts";

/**
 * The cosine over what the state knows: s = ⟨x, ξ⟩ / (|x| |ξ_K|), K the coordinates where x isn't 0, and ξ_K the
 * pattern on those alone. In patterns where 0 stands for "unknown" (a picture's missing half), a cue that knows half
 * of its pattern scores as high as one that knows all. In [−1, 1]; 0 where a norm is 0.
 *
 * |ξ_K|² counts as at least `floor` · |ξ|², so that a pattern of which hardly anything is known can't score high.
 * @throws RangeError when floor isn't in (0, 1].
 */
export function overlapCosine({ floor = 0.02 }: { floor?: number } = {}): Similarity {
  if (!(floor > 0 && floor <= 1))
    throw new RangeError(`overlapCosine: floor must be in (0, 1], got ${floor}`);
  return {
    name: "overlap-cosine",
    prepare: (patterns, backend) => {
      const squares: Matrix = { ...patterns, data: patterns.data.map((value) => value * value) };
      const whole = Float64Array.from({ length: patterns.rows }, (_, n) => norm(rowOf(patterns, n)) ** 2);
      return {
        scores: (out, states) => {
          backend.dotProducts(out, states, patterns);
          const known = knownSquares(states, squares, backend);
          for (let b = 0; b < states.rows; b++) {
            const overlap = known.get(b) ?? whole;
            const length = norm(rowOf(states, b));
            const row = rowOf(out, b);
            for (let n = 0; n < patterns.rows; n++) {
              const scale = length * Math.sqrt(Math.max(overlap[n], floor * whole[n]));
              row[n] = scale > 0 ? row[n] / scale : 0;
            }
          }
          return out;
        },
      };
    },
  };
}

/** |ξ_K|² of every pattern, for each state that doesn't know all coordinates, by the state's row. */
function knownSquares(states: Matrix, squares: Matrix, backend: Backend): Map<number, Float32Array> {
  const partial = Array.from({ length: states.rows }, (_, b) => b).filter((b) =>
    rowOf(states, b).includes(0),
  );
  const known = fromRows(partial.map((b) => rowOf(states, b).map((value) => (value === 0 ? 0 : 1))));
  const sums = backend.dotProducts(zeros(partial.length, squares.rows), known, squares);
  return new Map(partial.map((b, i) => [b, rowOf(sums, i)]));
}
