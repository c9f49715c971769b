import type { Matrix } from "./matrix.ts";

/**
 * The large matrix products of a memory, done by something faster than the kernels of `wasm/`. Calls are answered one after the other; every array may lie in shared memory, and each result is written
 * into `out`, the first argument.
 */
export interface Products {
  /** What computes, for people: `"onnxruntime 1.30"`. */
  readonly name: string;
  /** out[b, n] = ⟨q_b, ξ_n⟩, `[B, N]`. */
  scores(out: Float32Array, queries: Matrix): Promise<void>;
  /** out[b, n] = Σᵢ u_b[i] ξ′_n[i], `[B, N]`: unsigned bytes `[B, d]` by the patterns' signed bytes. */
  byteScores(out: Int32Array, queries: Uint8Array): Promise<void>;
  /** out[b] = Σ_n softmax_n(β ⟨q_b, ξ_n⟩) V_n, `[B, v]`. */
  softmaxSums(out: Float32Array, queries: Matrix, beta: number): Promise<void>;
  /** Gives back what it holds. Later calls fail. */
  close(): Promise<void>;
}

/** What {@link Products} are made for. */
export interface ProductsInput {
  /** Ξ, `[N, d]`. */
  readonly patterns: Matrix;
  /** V, `[N, v]`; the patterns themselves where absent. */
  readonly values?: Matrix | undefined;
  /** The patterns in signed bytes, `[N, d]`, for `byteScores`; without them that call fails. */
  readonly bytes?: Int8Array | undefined;
  /** Default: 1. */
  readonly threads?: number | undefined;
  /** Whether patterns and values may change between calls, each of which then takes them along. Default: false. */
  readonly changing?: boolean | undefined;
}
