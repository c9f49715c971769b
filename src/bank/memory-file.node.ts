import type { CodecSettings } from "../codecs/index.ts";
import { openFileStore, readMemoryFile, readMemoryHead, writeMemoryFile } from "../store/index.node.ts";
import type { PatternStore } from "../store/index.ts";
import type { Calibration } from "./calibration.ts";
import { captionBlobs, captionsIn } from "./caption-blobs.ts";
import {
  describedBy,
  descriptionBlob,
  descriptionBlobs,
  descriptionOf,
  kernelBlob,
  type Origin,
} from "./description.ts";
import { decodeFeatures, encodeFeatures, featuresBlob } from "./kept-features.node.ts";
import { keptPayload, unpacked } from "./kept-payload.ts";
import { type Keeper, Memory } from "./memory.ts";
import { resourcesOf } from "./resources.node.ts";

export interface OpenOptions {
  /** The folder that holds the weights of the codec's network, where they aren't where they were. */
  weights?: string | undefined;
}

/**
 * Keeps a memory in a file, replacing the one that is there whole or not at all.
 * @throws Error in one plain line where it can't be written.
 */
export function saveMemory(path: string, memory: Memory, origin?: Origin): void {
  const { codec, captions, ids, patterns, payloads = [], norms } = memory.parts;
  const blobs = descriptionBlobs(memory, origin);
  const kernel = blobs.get(kernelBlob);
  if (kernel) blobs.set(featuresBlob, encodeFeatures(memory.features, { kernel, ids, patterns }));
  for (const [name, bytes] of captions ? captionBlobs(captions) : []) blobs.set(name, bytes);
  const kept = ids.map((_, i) => keptPayload(codec, payloads[i], norms?.[i] ?? 1));
  writeMemoryFile(path, { ids, patterns, payloads: kept, blobs });
}

/**
 * The memory in a file, and where its items came from. What is added to the memory or removed is changed in the file,
 * which is opened with the first change, until `close`. What other processes change meanwhile isn't seen.
 * @throws Error in one plain line: no such file, no memory, damaged, or of a newer version.
 */
export function openMemory(
  path: string,
  { weights }: OpenOptions = {},
): { memory: Memory; origin: Origin | undefined } {
  const { blobs, ids, patterns, payloads } = readMemoryFile(path);
  const resources = resourcesOf(weights);
  const { origin, ...described } = describedBy(blobs, path, { patterns, resources });
  const kernel = blobs.get(kernelBlob);
  // Stale where items have changed since: then they are made again.
  const features = kernel && decodeFeatures(blobs.get(featuresBlob), { kernel, ids, patterns });
  const captions = captionsIn(blobs);
  const memory = new Memory({
    ids,
    patterns,
    ...unpacked(described.codec, payloads),
    ...described,
    ...(captions && { captions }),
    ...{ keeper: fileKeeper(path), room: true, ...(features && { features }) },
  });
  return { memory, origin };
}

/** What a memory's file says of it, without its items. */
export interface MemoryDescription {
  /** N. */
  items: number;
  /** d, of the patterns. */
  dimension: number;
  /** Absent where the memory holds vectors. */
  codec?: CodecSettings;
  calibration?: Calibration;
  origin?: Origin;
}

/**
 * Describes the memory in a file without reading its items.
 * @throws Error as {@link openMemory} does.
 */
export function describeMemory(path: string): MemoryDescription {
  const { items, dimension, blob } = readMemoryHead(path, descriptionBlob);
  return { items, dimension, ...descriptionOf(blob, path) };
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
