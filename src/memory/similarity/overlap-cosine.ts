import { type Backend, fromRows, type Matrix, matrix, norm, rowOf, zeros } from "../../math/index.ts";
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
    prepare: (given, backend) => {
      let patterns = given;
      let { squares, whole } = squaresOf(given);
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
        update: (now, changed) => {
          patterns = now;
          ({ squares, whole } = resizedTo(now, { squares, whole }));
          for (const n of changed) if (n < now.rows) square(rowOf(squares, n), whole, n, rowOf(now, n));
        },
      };
    },
  };
}

/** ξ² by coordinate, `[N, d]`, and |ξ|², `[N]`; both may have room for more rows. */
interface Squares {
  readonly squares: Matrix;
  readonly whole: Float64Array;
}

function squaresOf(patterns: Matrix): Squares {
  const { rows, columns } = patterns;
  const made = { squares: zeros(rows, columns), whole: new Float64Array(rows) };
  for (let n = 0; n < rows; n++) square(rowOf(made.squares, n), made.whole, n, rowOf(patterns, n));
  return made;
}

function square(out: Float32Array, whole: Float64Array, n: number, pattern: Float32Array): void {
  for (let i = 0; i < pattern.length; i++) out[i] = pattern[i] * pattern[i];
  whole[n] = norm(pattern) ** 2;
}

/** The squares of another number of patterns: new rows are made, into room that is kept for more. */
function resizedTo(patterns: Matrix, { squares, whole }: Squares): Squares {
  const { rows, columns } = patterns;
  const had = squares.rows;
  let data = new Float32Array(squares.data.buffer as ArrayBuffer);
  let norms = whole;
  if (rows * columns > data.length || rows > norms.length) {
    const room = Math.ceil(1.5 * rows);
    data = new Float32Array(room * columns);
    data.set(squares.data);
    norms = new Float64Array(room);
    norms.set(whole);
  }
  const resized = { squares: matrix(data.subarray(0, rows * columns), rows, columns), whole: norms };
  for (let n = had; n < rows; n++) square(rowOf(resized.squares, n), norms, n, rowOf(patterns, n));
  return resized;
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
