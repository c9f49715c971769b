import type { PatternStore } from "madeleine/store";
import { openFileStore, openStore } from "madeleine/store/node";

/** Where a store is, in words that can be handed to another process. */
export interface Place {
  readonly kind: "file" | "clickhouse";
  /** Or its address. */
  readonly path: string;
  readonly dimension: number;
}

/** Opens the store at a place; makes it where there is none. */
export function openPlace({ kind, path, dimension }: Place): Promise<PatternStore> {
  if (kind === "clickhouse") return openStore(path, { dimension });
  return openFileStore(path, { dimension, patienceMs: 30_000 });
}
