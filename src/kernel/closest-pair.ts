import { type Backend, type Matrix, rowOf, squaredDistance } from "../math/index.ts";
import { productTransposed, stripe } from "./products.ts";

/** Rows whose products with all that follow are in memory at a time. */
const ROWS = 256;

/** The two rows of Φ that lie nearest to each other, i < j, and |φ_i − φ_j|²; of several pairs the first. */
export function closestPair(Phi: Matrix, backend: Backend): { i: number; j: number; distance: number } {
  const M = Phi.rows;
  const squares = Float64Array.from({ length: M }, (_, i) => {
    const row = rowOf(Phi, i);
    let sum = 0;
    for (let k = 0; k < row.length; k++) sum += row[k] * row[k];
    return sum;
  });
  let [i, j, least] = [0, 1, Number.POSITIVE_INFINITY];
  for (let first = 0; first < M; first += ROWS) {
    const count = Math.min(ROWS, M - first);
    const rest = stripe(Phi, first, M - first);
    const tile = productTransposed(stripe(Phi, first, count), rest, backend);
    for (let a = 0; a < count; a++) {
      for (let b = a + 1; b < rest.rows; b++) {
        const distance = squares[first + a] + squares[first + b] - 2 * tile.data[a * rest.rows + b];
        if (distance < least) [i, j, least] = [first + a, first + b, distance];
      }
    }
  }
  // Products in float32 leave little of the distance of two that almost agree.
  return { i, j, distance: squaredDistance(rowOf(Phi, i), rowOf(Phi, j)) };
}
