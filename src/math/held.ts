import type { Matrix } from "./matrix.ts";
import type { Products } from "./products.ts";

/** The scores that kernels know: ⟨q, ξ⟩, its cosine, and distances with a minus sign. */
export type ScoreForm = "dot" | "cosine" | "squared-euclidean" | "euclidean" | "manhattan";

/** The separations that kernels know, p = sep(β s). */
export type SeparationForm =
  | { readonly kind: "softmax" }
  /** α > 1; α = 2 is sparsemax. */
  | { readonly kind: "entmax"; readonly alpha: number }
  /** Softmax over the k largest scores; k = 1 is argmax. */
  | { readonly kind: "top-k"; readonly k: number };

/** What is to be computed: sep(β K(q, Ξ)) V. */
export interface Attention {
  readonly score: ScoreForm;
  readonly separation: SeparationForm;
  readonly beta: number;
  /**
   * Whether patterns are looked at in bytes first, and only those that can still have a weight in float32. `"auto"`
   * (default): where that leaves few enough of them. Nothing changes but time, and in softmax `droppedMass`.
   */
  readonly screening?: "auto" | boolean;
  /** Softmax: the largest share of weight that may be left out, in all. Default: 1e-7. 0 leaves nothing out. */
  readonly epsilon?: number;
  /** Whether the patterns with a weight are listed. Default: false. */
  readonly support?: boolean;
  /** Whether potentials are wanted. Default: false. */
  readonly potentials?: boolean;
  /** What the weights are applied to. Default: the patterns. */
  readonly readout?: "patterns" | "values";
}

/** The patterns with a weight above zero, in order, and their weights. */
export interface Support {
  readonly indices: Uint32Array;
  readonly weights: Float32Array;
}

export interface Attended {
  /** Σ_n p[b, n] V_n, `[B, v]`. */
  readonly sums: Matrix;
  /** Ψ*(β s) of every query, `[B]`: log Σ exp(β s) in softmax. NaN where not asked for and not known. */
  readonly potentials: Float64Array;
  /** Of every query; undefined where not asked for. */
  readonly support: readonly Support[] | undefined;
  /** How many patterns each query was compared with in float32, `[B]`; N where nothing was screened. */
  readonly finished: Float64Array;
  /** The largest share of weight that was left out, `[B]`; 0 but in softmax. */
  readonly droppedMass: Float64Array;
  /** What did the large products: `"wasm"`, or the name of the products. */
  readonly by: string;
}

/** A memory that lies where a backend computes. */
export interface Held {
  readonly patternCount: number;
  /** How many threads compute. */
  readonly threads: number;
  /** @throws RangeError where separation and memory don't fit: k > N; shapes that don't fit. */
  attend(queries: Matrix, attention: Attention): Promise<Attended>;
  /** Gives the memory back. Later calls fail. */
  close(): Promise<void>;
}

export interface HoldOptions {
  /** V, `[N, v]`. Default: the patterns. */
  readonly values?: Matrix | undefined;
  /** Default: 1. */
  readonly threads?: number | undefined;
  /** Whether the patterns are kept in bytes too, a quarter of their size. Default: true. */
  readonly screening?: boolean | undefined;
  /** Whether patterns and values may change between calls. Default: false. */
  readonly changing?: boolean | undefined;
  /** What may do the large products instead of the kernels, where it pays. */
  readonly products?: ProductsWanted | undefined;
}

/** Products, and from which number of queries on they beat the kernels. */
export interface ProductsWanted {
  /** Opens them when first needed. */
  open(bytes: Int8Array | undefined): Promise<Products>;
  readonly crossover: Crossover;
  /** Whether a call fails where they can't be opened. Default: the kernels do it then. */
  readonly required?: boolean | undefined;
}

/** From what size on products done elsewhere beat the kernels. */
export interface Crossover {
  /** The least B N d: for exact scores, as sparse separations take them; for bounds by bytes; for softmax. */
  readonly scores: number;
  readonly bytes: number;
  readonly softmax: number;
  /** The least number of queries, B. */
  readonly queries: number;
  /** The largest N d: what is done elsewhere keeps copies of its own. */
  readonly largest: number;
}
