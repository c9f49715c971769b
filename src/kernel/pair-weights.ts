import { dotProduct, type Matrix, rowOf } from "../math/index.ts";
import type { Loss } from "./settings.ts";

/** The terms of a mean over pairs, added up tile by tile, relative to the largest exponent so far. */
export interface Pairs {
  /**
   * Replaces products K_ij of patterns from `i` on by patterns from `j` on (i ≤ j) by what the gradient multiplies φ_j
   * with: w_ij or w_ij K_ij. Gives the factor that everything weighed before has shrunk by.
   */
  weigh(tile: Matrix, i: number, j: number): number;
  /** L of what was weighed. */
  loss(): number;
  /** What turns Σ_j w_ij φ_j into dL/dφ_i. */
  factor(): number;
  /** Σ_j w_ij where distances are between raw features, else 0: `[M]`. */
  readonly own: Float64Array;
}

/** What a term is, and what is summed so far. */
interface Sums {
  readonly t: number;
  readonly squared: boolean;
  /** Whether the mean runs over all ordered pairs, those of a pattern with itself included. */
  readonly ordered: boolean;
  readonly raw: boolean;
  /** −t |φ_i|²: −t where features are normalised. */
  readonly halves: Float64Array;
  readonly own: Float64Array;
  /** Σ_{i<j} w and Σ_i w_ii, each w relative to exp(shift). */
  between: number;
  diagonal: number;
  shift: number;
}

export function pairsOf(Phi: Matrix, { t, loss, pairs, features }: Loss): Pairs {
  const M = Phi.rows;
  const raw = features === "raw";
  const squared = loss === "squared-kernel";
  const ordered = pairs === "all";
  const half = (_: unknown, i: number): number => (raw ? -t * dotProduct(rowOf(Phi, i), rowOf(Phi, i)) : -t);
  const sums: Sums = {
    ...{ t, squared, ordered, raw },
    halves: Float64Array.from({ length: M }, half),
    own: new Float64Array(M),
    ...{ between: 0, diagonal: 0, shift: Number.NEGATIVE_INFINITY },
  };
  const total = (): number => (ordered ? 2 * sums.between + sums.diagonal : sums.between);
  return {
    own: sums.own,
    weigh: (tile, i, j) => {
      const shrink = shiftTo(Math.max(sums.shift, largest(tile, sums, { i, j })), sums);
      if (i === j) weighDiagonal(tile, sums, i);
      else weighOther(tile, sums, { i, j });
      return shrink;
    },
    loss: () => sums.shift + Math.log(total() / (ordered ? M ** 2 : (M * (M - 1)) / 2)),
    // 2 G_ij = 2t p_ij (4t p_ij K_ij for the squared kernel), p = w/total, and 2w/total where pairs count in both orders.
    factor: () => ((squared ? 4 : 2) * t * (ordered ? 2 : 1)) / total(),
  };
}

/** The exponent of a pair: −t |φ_a − φ_b|² or 2t (K² − 1). */
function exponentOf({ squared, t, halves }: Sums, K: number, a: number, b: number): number {
  return squared ? 2 * t * (K * K - 1) : halves[a] + halves[b] + 2 * t * K;
}

/** Where a tile lies among the pairs. */
interface Place {
  readonly i: number;
  readonly j: number;
}

function largest({ rows, columns, data }: Matrix, sums: Sums, { i, j }: Place): number {
  // Of a pattern with itself: a distance of 0.
  let top = sums.ordered && i === j && !sums.squared ? 0 : Number.NEGATIVE_INFINITY;
  const first = sums.squared && sums.ordered ? 0 : 1;
  for (let a = 0; a < rows; a++) {
    for (let b = i === j ? a + first : 0; b < columns; b++) {
      const exponent = exponentOf(sums, data[a * columns + b], i + a, j + b);
      if (!(exponent <= top)) top = exponent;
    }
  }
  return top;
}

/** Makes everything relative to another exponent; gives the factor it shrinks by. */
function shiftTo(top: number, sums: Sums): number {
  const shrink = sums.shift === top ? 1 : Math.exp(sums.shift - top);
  sums.shift = top;
  sums.between *= shrink;
  sums.diagonal *= shrink;
  for (let k = 0; k < sums.own.length; k++) sums.own[k] *= shrink;
  return shrink;
}

/** A tile of patterns with themselves: what stands above the diagonal, and its mirror image. */
function weighDiagonal({ rows, data }: Matrix, sums: Sums, i: number): void {
  const { shift, own, squared } = sums;
  const distances = sums.raw && !squared;
  for (let a = 0; a < rows; a++) {
    const at = a * rows;
    let sum = 0;
    for (let b = a + 1; b < rows; b++) {
      const K = data[at + b];
      const w = Math.exp(exponentOf(sums, K, i + a, i + b) - shift);
      const weight = squared ? w * K : w;
      sum += w;
      if (distances) own[i + b] += w;
      data[at + b] = weight;
      data[b * rows + a] = weight;
    }
    if (distances) own[i + a] += sum;
    sums.between += sum;
    data[at + a] = sums.ordered ? weighOwn(data[at + a], sums, i + a) : 0;
  }
}

/** A pattern with itself. Only a squared raw product moves with W. */
function weighOwn(K: number, sums: Sums, pattern: number): number {
  const w = Math.exp((sums.squared ? exponentOf(sums, K, pattern, pattern) : 0) - sums.shift);
  sums.diagonal += w;
  // It counts once where others count twice, but moves with both its factors.
  return sums.squared && sums.raw ? w * K : 0;
}

/** A tile of patterns with others. */
function weighOther({ rows, columns, data }: Matrix, sums: Sums, { i, j }: Place): void {
  const { shift, own, squared } = sums;
  const distances = sums.raw && !squared;
  for (let a = 0; a < rows; a++) {
    const at = a * columns;
    let sum = 0;
    for (let b = 0; b < columns; b++) {
      const K = data[at + b];
      const w = Math.exp(exponentOf(sums, K, i + a, j + b) - shift);
      sum += w;
      if (distances) own[j + b] += w;
      data[at + b] = squared ? w * K : w;
    }
    if (distances) own[i + a] += sum;
    sums.between += sum;
  }
}
