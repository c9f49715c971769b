import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryStore, type PatternStore } from "madeleine/store";
import { openFileStore } from "madeleine/store/node";
import type { Place } from "../../bench/store/place.ts";
import { clickHouseStores } from "./clickhouse-stores.ts";

/** A kind of store that has to pass the conformance suite. */
export interface StoreUnderTest {
  readonly name: string;
  /** Why it isn't run here. */
  readonly skipped?: string;
  /** A new, empty store of vectors `[d]`. */
  create(dimension: number): Promise<PatternStore>;
  /** Where another process finds that store; absent where none can. */
  placeOf?(store: PatternStore): Place;
  /** The same store, opened again after it was closed or its process was killed; absent where it doesn't last. */
  reopen?(store: PatternStore): Promise<PatternStore>;
  /** Gives everything back. */
  end(): void | Promise<void>;
}

function fileStores(): StoreUnderTest {
  const folder = mkdtempSync(join(tmpdir(), "madeleine-stores-"));
  let count = 0;
  return {
    name: "a .memory file",
    create: (dimension) => openFileStore(join(folder, `${count++}.memory`), { dimension }),
    placeOf: ({ name, dimension }) => ({ kind: "file", path: name, dimension }),
    reopen: ({ name }) => openFileStore(name),
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Every kind of store. */
export const stores: readonly StoreUnderTest[] = [
  { name: "in memory", create: async (dimension) => createMemoryStore({ dimension }), end: () => {} },
  fileStores(),
  clickHouseStores(process.env.MADELEINE_CLICKHOUSE),
];
