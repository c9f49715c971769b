import { openStoreMemory, type Source } from "../bank/index.node.ts";
import type { Answer, Cue, RecallOptions } from "../bank/index.ts";
import { openWithProgress, tellSkipped } from "./open-source.ts";

/** A memory that is asked, here or in a store. */
export interface AskedMemory {
  /** For people, without credentials. */
  readonly name: string;
  /** How many items. */
  readonly size: number;
  /** An answer, and the memory that its numbers are of: all of it, or what of a store was looked at. */
  recall(cue: Cue, options: RecallOptions): Promise<{ found: Answer; source: Source }>;
  /** The memory, where it is here. */
  readonly source?: Source;
  close(): Promise<void>;
}

/** Opens the memory that `--from` or `--store` names. */
export async function openAsked({
  from = "",
  store,
  weights,
}: {
  from?: string | undefined;
  store?: string | undefined;
  weights?: string | undefined;
}): Promise<AskedMemory> {
  if (store !== undefined) return askedInStore(store, weights);
  const source = await openWithProgress(from, weights);
  const { memory } = source;
  return {
    ...{ name: from, size: memory.size, source },
    recall: async (cue, options) => ({ found: await memory.recall(cue, options), source }),
    close: () => memory.close(),
  };
}

async function askedInStore(address: string, weights: string | undefined): Promise<AskedMemory> {
  const memory = await openStoreMemory(address, { weights });
  const { name, origin } = memory;
  try {
    const size = await memory.size();
    tellSkipped({ memory: { size }, origin });
    return {
      ...{ name, size },
      async recall(cue, options) {
        const { among, ...found } = await memory.recall(cue, options);
        return { found, source: { memory: among, origin } };
      },
      close: () => memory.close(),
    };
  } catch (error) {
    await memory.close();
    throw error;
  }
}
