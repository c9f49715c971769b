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
      let whole = normsOf(given);
      // Only a state that doesn't know everything needs them, and they are as large as the patterns.
      let squares: Matrix | undefined;
      return {
        scores: (out, states) => {
          backend.dotProducts(out, states, patterns);
          const partial = partialRows(states);
          if (partial.length > 0) squares ??= squaresOf(patterns);
          const known = squares && knownSquares(states, partial, { squares, backend });
          for (let b = 0; b < states.rows; b++) {
            const overlap = known?.get(b) ?? whole;
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
          const had = patterns.rows;
          patterns = now;
          whole = grown(whole, had, now.rows);
          if (squares) squares = resizedTo(now, squares);
          const added = Array.from({ length: Math.max(0, now.rows - had) }, (_, i) => had + i);
          for (const n of [...added, ...changed]) {
            if (n >= now.rows) continue;
            whole[n] = norm(rowOf(now, n)) ** 2;
            if (squares) square(rowOf(squares, n), rowOf(now, n));
          }
        },
      };
    },
  };
}

/** How many rows there is room for where there are so many: what isn't used yet costs no memory. */
const roomFor = (rows: number): number => Math.ceil(1.5 * rows);

/** |ξ|², `[N]`, with room for more. */
function normsOf(patterns: Matrix): Float64Array {
  const whole = new Float64Array(roomFor(patterns.rows));
  for (let n = 0; n < patterns.rows; n++) whole[n] = norm(rowOf(patterns, n)) ** 2;
  return whole;
}

/** ξ² by coordinate, `[N, d]`, with room for more rows. */
function squaresOf(patterns: Matrix): Matrix {
  const made = withRoom(patterns);
  for (let i = 0; i < patterns.data.length; i++) made.data[i] = patterns.data[i] ** 2;
  return made;
}

function square(out: Float32Array, pattern: Float32Array): void {
  for (let i = 0; i < pattern.length; i++) out[i] = pattern[i] * pattern[i];
}

/** The squares of another number of patterns, in the room that is there as far as it goes. */
function resizedTo(patterns: Matrix, squares: Matrix): Matrix {
  const { rows, columns } = patterns;
  const room = new Float32Array(squares.data.buffer as ArrayBuffer);
  if (rows * columns <= room.length) return matrix(room.subarray(0, rows * columns), rows, columns);
  const larger = withRoom(patterns);
  larger.data.set(squares.data);
  return larger;
}

/** Zeros of a matrix's shape, with room for more rows. */
function withRoom({ rows, columns }: Matrix): Matrix {
  return matrix(new Float32Array(roomFor(rows) * columns).subarray(0, rows * columns), rows, columns);
}

function grown(values: Float64Array, had: number, rows: number): Float64Array {
  if (rows <= values.length) return values;
  const larger = new Float64Array(roomFor(rows));
  larger.set(values.subarray(0, had));
  return larger;
}

/** The states that don't know all coordinates. */
function partialRows(states: Matrix): number[] {
  return Array.from({ length: states.rows }, (_, b) => b).filter((b) => rowOf(states, b).includes(0));
}

/** |ξ_K|² of every pattern, for each of these states, by the state's row. */
function knownSquares(
  states: Matrix,
  partial: readonly number[],
  { squares, backend }: { squares: Matrix; backend: Backend },
): Map<number, Float32Array> {
  const known = fromRows(partial.map((b) => rowOf(states, b).map((value) => (value === 0 ? 0 : 1))));
  const sums = backend.dotProducts(zeros(partial.length, squares.rows), known, squares);
  return new Map(partial.map((b, i) => [b, rowOf(sums, i)]));
}
