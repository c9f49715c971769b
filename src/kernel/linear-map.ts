import type { Backend, Matrix } from "../math/index.ts";
import { add, product, productTransposed, transposed } from "./products.ts";

/** A matrix W `[D, d]` that need not be written out. */
export interface LinearMap {
  /** D and d. */
  readonly rows: number;
  readonly columns: number;
  /** W where it is written out. */
  readonly written?: Matrix | undefined;
  /** How many corrections lie on the matrix at the bottom. */
  readonly depth: number;
  /** X Wᵀ, `[n, D]` from vectors `[n, d]`. */
  apply(vectors: Matrix, backend: Backend): Matrix;
  /** F W, `[n, d]` from features `[n, D]`. */
  back(features: Matrix, backend: Backend): Matrix;
  /** W itself; computed once. */
  matrix(backend: Backend): Matrix;
}

/** W as it stands. */
export function denseMap(W: Matrix): LinearMap {
  return {
    rows: W.rows,
    columns: W.columns,
    depth: 0,
    written: W,
    apply: (vectors, backend) => productTransposed(vectors, W, backend),
    back: (features, backend) => product(features, W, backend),
    matrix: () => W,
  };
}

/** scale · 1, `[d, d]`. */
export function scaledIdentity(d: number, scale: number): LinearMap {
  const scaled = (source: Matrix): Matrix => ({ ...source, data: source.data.map((value) => scale * value) });
  return {
    rows: d,
    columns: d,
    depth: 0,
    apply: scaled,
    back: scaled,
    matrix: () => {
      const data = new Float32Array(d * d);
      for (let i = 0; i < d; i++) data[i * d + i] = scale;
      return { rows: d, columns: d, data };
    },
  };
}

/** The parts of Aᵀ Bᵀ X. */
export interface Correction {
  /** A, `[r, D]`. */
  readonly anchors: Matrix;
  /** B, `[M, r]`. */
  readonly mixing: Matrix;
  /** X, `[M, d]`. */
  readonly patterns: Matrix;
  /** What is known of X: X Wᵀ of the base, `[M, D]`, and X Xᵀ. Saves the look at the base. */
  readonly known?: { readonly features: Matrix; readonly patternGram: Matrix } | undefined;
}

/**
 * W = base + Aᵀ Bᵀ X: what descent makes of a matrix, as every gradient lies in the span of the memories X.
 * @param whole W, where it was written out elsewhere
 */
export function correctedMap(
  base: LinearMap,
  { anchors, mixing, patterns, known }: Correction,
  whole?: Matrix,
): LinearMap {
  let written = whole;
  const sum = (a: Matrix, b: Matrix): Matrix => ({ ...a, data: add(a.data.slice(), b.data) });
  return {
    rows: base.rows,
    columns: base.columns,
    depth: base.depth + 1,
    apply: (vectors, backend) => {
      const own = vectors === patterns ? known : undefined;
      if (whole && !own) return productTransposed(vectors, whole, backend);
      const scores = own?.patternGram ?? productTransposed(vectors, patterns, backend);
      const mixed = product(scores, mixing, backend);
      return sum(own?.features ?? base.apply(vectors, backend), product(mixed, anchors, backend));
    },
    back: (features, backend) => {
      if (whole) return product(features, whole, backend);
      const mixed = productTransposed(productTransposed(features, anchors, backend), mixing, backend);
      return sum(base.back(features, backend), product(mixed, patterns, backend));
    },
    matrix: (backend) => {
      if (!written) {
        const inner = productTransposed(transposed(patterns), transposed(mixing), backend);
        const correction = productTransposed(transposed(anchors), inner, backend);
        written = { ...correction, data: add(correction.data, base.matrix(backend).data) };
      }
      return written;
    },
  };
}
