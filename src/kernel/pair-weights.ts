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

export function pairsOf(Phi: Matrix, settings: Loss): Pairs {
  const { t, pairs } = settings;
  const M = Phi.rows;
  const squared = settings.loss === "squared-kernel";
  const ordered = pairs === "all";
  const sums = new Sums(Phi, settings);
  return {
    own: sums.own,
    weigh: (tile, i, j) => sums.weigh(tile, i, j),
    loss: () => {
      const { between, diagonal, shift } = sums;
      const mean = ordered ? (2 * between + diagonal) / M ** 2 : between / ((M * (M - 1)) / 2);
      return shift + Math.log(mean);
    },
    // 2 G = 2t p (4t p K for the squared kernel), p = w/Σw over unordered pairs, or 2w/Σw over ordered ones.
    factor: () =>
      ((squared ? 4 : 2) * t * (ordered ? 2 : 1)) /
      (ordered ? 2 * sums.between + sums.diagonal : sums.between),
  };
}

/** The sums themselves: a class for the sake of the loops, which keep their numbers in fields. */
class Sums {
  /** Σ_{i<j} w and Σ_i w_ii, each w relative to exp(shift). */
  between = 0;
  diagonal = 0;
  shift: number = Number.NEGATIVE_INFINITY;
  readonly own: Float64Array;
  readonly #t: number;
  readonly #squared: boolean;
  readonly #ordered: boolean;
  /** −t |φ_i|² where features are raw, −t where they are normalised. */
  readonly #halves: Float64Array;
  readonly #raw: boolean;

  constructor(Phi: Matrix, { t, loss, pairs, features }: Loss) {
    this.#t = t;
    this.#squared = loss === "squared-kernel";
    this.#ordered = pairs === "all";
    this.#raw = features === "raw";
    this.own = new Float64Array(Phi.rows);
    this.#halves = Float64Array.from({ length: Phi.rows }, (_, i) =>
      this.#raw ? -t * dotProduct(rowOf(Phi, i), rowOf(Phi, i)) : -t,
    );
  }

  weigh(tile: Matrix, i: number, j: number): number {
    const top = Math.max(this.shift, this.#largest(tile, i, j));
    const shrink = this.shift === top ? 1 : Math.exp(this.shift - top);
    this.shift = top;
    this.between *= shrink;
    this.diagonal *= shrink;
    for (let k = 0; k < this.own.length; k++) this.own[k] *= shrink;
    if (i === j) this.#weighDiagonal(tile, i);
    else this.#weighOther(tile, i, j);
    return shrink;
  }

  /** The exponent of a pair: −t |φ_a − φ_b|² or 2t (K² − 1). */
  #exponent(K: number, a: number, b: number): number {
    return this.#squared ? 2 * this.#t * (K * K - 1) : this.#halves[a] + this.#halves[b] + 2 * this.#t * K;
  }

  #largest({ rows, columns, data }: Matrix, i: number, j: number): number {
    let top = Number.NEGATIVE_INFINITY;
    for (let a = 0; a < rows; a++) {
      const from = i === j ? a + (this.#ordered ? 0 : 1) : 0;
      for (let b = from; b < columns; b++) {
        const exponent =
          i === j && a === b && !this.#squared ? 0 : this.#exponent(data[a * columns + b], i + a, j + b);
        if (!(exponent <= top)) top = exponent;
      }
    }
    return top;
  }

  /** A tile of patterns with themselves: what stands above the diagonal, and its mirror image. */
  #weighDiagonal({ rows, data }: Matrix, i: number): void {
    const { shift, own } = this;
    const adds = this.#raw && !this.#squared;
    for (let a = 0; a < rows; a++) {
      const at = a * rows;
      let sum = 0;
      for (let b = a + 1; b < rows; b++) {
        const K = data[at + b];
        const w = Math.exp(this.#exponent(K, i + a, i + b) - shift);
        const weight = this.#squared ? w * K : w;
        sum += w;
        if (adds) own[i + b] += w;
        data[at + b] = weight;
        data[b * rows + a] = weight;
      }
      if (adds) own[i + a] += sum;
      this.between += sum;
      this.#weighOwn(data, at + a, i + a);
    }
  }

  /** A pattern with itself: only among all pairs, and only a squared raw product moves with W. */
  #weighOwn(data: Float32Array, at: number, pattern: number): void {
    const K = data[at];
    data[at] = 0;
    if (!this.#ordered) return;
    const w = Math.exp((this.#squared ? this.#exponent(K, pattern, pattern) : 0) - this.shift);
    this.diagonal += w;
    // It counts once among ordered pairs, where others count twice, but moves with both its factors.
    if (this.#squared && this.#raw) data[at] = w * K;
  }

  #weighOther({ rows, columns, data }: Matrix, i: number, j: number): void {
    const { shift, own } = this;
    const adds = this.#raw && !this.#squared;
    for (let a = 0; a < rows; a++) {
      const at = a * columns;
      let sum = 0;
      for (let b = 0; b < columns; b++) {
        const K = data[at + b];
        const w = Math.exp(this.#exponent(K, i + a, j + b) - shift);
        sum += w;
        if (adds) own[j + b] += w;
        data[at + b] = this.#squared ? w * K : w;
      }
      if (adds) own[i + a] += sum;
      this.between += sum;
    }
  }
}
