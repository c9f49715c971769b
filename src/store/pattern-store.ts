import type { Matrix, Partial } from "../math/index.ts";

/** An item to keep: a name, a vector `[d]` of finite numbers, and, if wanted, a JSON value. */
export interface NewItem {
  readonly id: string;
  readonly vector: Float32Array;
  readonly payload?: unknown;
}

/** An item as it is kept; the payload is undefined where there is none. */
export interface KeptItem extends Required<NewItem> {}

/** What a store can do besides keeping. */
export interface StoreCapabilities {
  /** Whether what was acknowledged outlives the process, a crash included. */
  readonly durable: boolean;
  /** Whether several processes may read and write at once. */
  readonly shared: boolean;
  /** Whether the vectors are computed with where they lie, instead of being handed over. */
  readonly pushDown: boolean;
}

/** Where vectors are kept by id, whatever keeps them. */
export interface PatternStore {
  /** For people, without credentials: `"photos.memory"`, `"clickhouse://db.example:8123/memories"`. */
  readonly name: string;
  /** d. */
  readonly dimension: number;
  readonly capabilities: StoreCapabilities;
  /**
   * Keeps items, all of them or none as far as the store can; once the promise resolves, they are kept. An id that is
   * there already gets the new vector and payload, and its place in the order of `scan` may change, so that to append
   * again after a failure is always right.
   * @throws RangeError (rejects) for another dimension, numbers that aren't finite, an id twice; TypeError for a
   * payload that isn't JSON.
   */
  append(items: readonly NewItem[]): Promise<void>;
  /** Forgets items by id; how many of them were there. */
  delete(ids: readonly string[]): Promise<number>;
  /** The items by id; undefined for those that aren't there. */
  get(ids: readonly string[]): Promise<(KeptItem | undefined)[]>;
  /** How many items there are now. */
  count(): Promise<number>;
  /** What is there now, untouched by later changes of whatever process. */
  snapshot(): Promise<StoreSnapshot>;
  /** The opaque bytes kept under a name (calibration, learned kernel, screening data); undefined where there are none. */
  blob(name: string): Promise<Uint8Array | undefined>;
  /** Keeps bytes under a name, whole or not at all, in place of those that are there; undefined forgets them. */
  setBlob(name: string, bytes: Uint8Array | undefined): Promise<void>;
  /** The names of all blobs, sorted. */
  blobNames(): Promise<string[]>;
  /** Ends the connection; open snapshots end with it. Later calls fail. */
  close(): Promise<void>;
}

/** A store's items at one moment. */
export interface StoreSnapshot {
  /** d. */
  readonly dimension: number;
  readonly count: number;
  /** All items in blocks of at most so many, in an order that is the same at every scan. */
  scan(options?: { blockSize?: number }): AsyncIterable<StoreBlock>;
  /** The k items of the largest scores for each query of `[B, d]`, best first, ties by the order of `scan`. */
  topK(queries: Matrix, k: number, options?: TopKOptions): Promise<ScoredItem[][]>;
  /**
   * Per query of `[B, d]`, Σ exp(β ⟨q, ξ⟩) ξ and its normaliser, in parts, without handing vectors over; absent where
   * the store can't.
   */
  reduce?(queries: Matrix, beta: number): Promise<Partial[]>;
  /** How the scores of a query `[d]` lie, without handing vectors over; absent where the store can't. See `scoreSpread`. */
  spread?(query: Float32Array, options?: SpreadOptions): Promise<ScoreSpread>;
  close(): Promise<void>;
}

export interface StoreBlock {
  readonly ids: readonly string[];
  /** One per id, undefined for none. */
  readonly payloads: readonly unknown[];
  /** `[n, d]`. */
  readonly vectors: Matrix;
}

/**
 * How items are scored: ⟨q, ξ⟩, its cosine (0 where a norm is 0), the cosine over the coordinates where q isn't 0 as
 * `overlapCosine` has it, or −|q − ξ|².
 */
export type StoreScore = "dot" | "cosine" | "overlap-cosine" | "squared-euclidean";

export interface SpreadOptions {
  /** A score in [−1, 1]. Default: `"cosine"`. */
  readonly score?: "cosine" | "overlap-cosine";
  /** Leaves out what scores at least `from` and is alike to a vector `[d]`: ⟨ξ, vector⟩ ≥ `alike`. Default: nothing. */
  readonly without?: { readonly vector: Float32Array; readonly from: number; readonly alike: number };
}

/** How scores lie: their number, mean, standard deviation and median; 0 where there are none. */
export interface ScoreSpread {
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
  /** The upper median, to 2⁻¹². */
  readonly median: number;
}

export interface TopKOptions {
  /** Default: `"dot"`. */
  readonly score?: StoreScore;
  /**
   * `"approximate"` may use an index that misses some; what it finds is scored exactly. Default: `"exact"`.
   */
  readonly mode?: "exact" | "approximate";
}

export interface ScoredItem extends KeptItem {
  /** In float64. */
  readonly score: number;
}
