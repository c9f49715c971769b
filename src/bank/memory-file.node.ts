import { openFileStore, readMemoryFile, writeMemoryFile } from "../store/index.node.ts";
import type { PatternStore } from "../store/index.ts";
import { describedBy, descriptionBlobs, kernelBlob, type Origin } from "./description.ts";
import { decodeFeatures, encodeFeatures, featuresBlob } from "./kept-features.node.ts";
import { keptPayload, unpacked } from "./kept-payload.ts";
import { type Keeper, Memory } from "./memory.ts";

/**
 * Keeps a memory in a file, replacing the one that is there whole or not at all.
 * @throws Error in one plain line where it can't be written.
 */
export function saveMemory(path: string, memory: Memory, origin?: Origin): void {
  const { codec, ids, patterns, payloads = [], norms } = memory.parts;
  const blobs = descriptionBlobs(memory, origin);
  const kernel = blobs.get(kernelBlob);
  if (kernel) blobs.set(featuresBlob, encodeFeatures(memory.features, { kernel, ids, patterns }));
  const kept = ids.map((_, i) => keptPayload(codec, payloads[i], norms?.[i] ?? 1));
  writeMemoryFile(path, { ids, patterns, payloads: kept, blobs });
}

/**
 * The memory in a file, and where its items came from. What is added to the memory or removed is changed in the file,
 * which is opened with the first change, until `close`. What other processes change meanwhile isn't seen.
 * @throws Error in one plain line: no such file, no memory, damaged, or of a newer version.
 */
export function openMemory(path: string): { memory: Memory; origin: Origin | undefined } {
  const { blobs, ids, patterns, payloads } = readMemoryFile(path);
  const { origin, ...described } = describedBy(blobs, path, patterns);
  const kernel = blobs.get(kernelBlob);
  // Stale where items have changed since: then they are made again.
  const features = kernel && decodeFeatures(blobs.get(featuresBlob), { kernel, ids, patterns });
  const memory = new Memory({
    ids,
    patterns,
    ...unpacked(described.codec, payloads),
    ...described,
    ...{ keeper: fileKeeper(path), room: true, ...(features && { features }) },
  });
  return { memory, origin };
}

function fileKeeper(path: string): Keeper {
  let opened: Promise<PatternStore> | undefined;
  const store = (): Promise<PatternStore> => {
    opened ??= openFileStore(path);
    return opened;
  };
  return {
    append: async (items) => (await store()).append(items),
    delete: async (ids) => (await store()).delete(ids),
    close: async () => {
      const found = await opened?.catch(() => undefined);
      opened = undefined;
      await found?.close();
    },
  };
}
