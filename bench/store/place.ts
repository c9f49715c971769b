import type { PatternStore } from "madeleine/store";
import { openFileStore } from "madeleine/store/node";

/** Where a store is, in words that can be handed to another process. */
export interface Place {
  readonly kind: "file";
  readonly path: string;
  readonly dimension: number;
}

/** Opens the store at a place; makes it where there is none. */
export function openPlace({ path, dimension }: Place): Promise<PatternStore> {
  return openFileStore(path, { dimension, patienceMs: 30_000 });
}
