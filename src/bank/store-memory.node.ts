import { openStore } from "../store/index.node.ts";
import type { Origin } from "./description.ts";
import type { Memory } from "./memory.ts";
import type { OpenOptions } from "./memory-file.node.ts";
import { resourcesOf } from "./resources.node.ts";
import {
  dimensionInStore,
  keepInStore,
  memoryInStore,
  type OnCount,
  type StoreMemory,
} from "./store-memory.ts";

/**
 * The memory kept in a store: `clickhouse://…`, or a `.memory` file, whose vectors then stay in the file.
 * @throws Error (rejects) in one plain line where it can't be reached, there is none, or it holds something else.
 */
export async function openStoreMemory(address: string, { weights }: OpenOptions = {}): Promise<StoreMemory> {
  const store = await openStore(address);
  try {
    return await memoryInStore(store, resourcesOf(weights));
  } catch (error) {
    await store.close();
    throw error;
  }
}

/**
 * Keeps a memory in the store of an address, which is made where there is none, in place of the memory there; the store's
 * name, which has no credentials.
 * @throws Error (rejects) in one plain line, RangeError where vectors of another length are kept there.
 */
export async function saveStoreMemory(
  address: string,
  memory: Memory,
  options: { origin?: Origin; onProgress?: OnCount } = {},
): Promise<string> {
  const store = await openStore(address, { dimension: dimensionInStore(memory) });
  try {
    await keepInStore(store, memory, options);
    return store.name;
  } finally {
    await store.close();
  }
}
