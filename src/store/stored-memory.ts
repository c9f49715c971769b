import type { Matrix } from "../math/index.ts";

/** What a store is given to keep: N items by name, each with a pattern and, if wanted, a payload. */
export interface NewMemory {
  /** Names, one per item, unique. Any text. */
  readonly ids: readonly string[];
  /** What else to keep of each item: a JSON value, or undefined for nothing. Default: nothing for any. */
  readonly payloads?: readonly unknown[];
  /** Patterns `Xi`, `[N, d]`, in the order of the ids; N and d at least 1. */
  readonly patterns: Matrix;
  /** Opaque bytes by name (calibration, thumbnails, codec settings); the store doesn't know what they mean. */
  readonly blobs?: ReadonlyMap<string, Uint8Array>;
}

/** What a store gives back: a {@link NewMemory} with everything filled in. Behind the patterns there is room for more. */
export interface StoredMemory extends Required<NewMemory> {}
