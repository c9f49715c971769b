import { type CodecSettings, codecFrom } from "../codecs/index.ts";
import { decodeKernel, encodeKernel } from "../kernel/index.ts";
import { openFileStore, readMemoryFile, writeMemoryFile } from "../store/index.node.ts";
import type { PatternStore } from "../store/index.ts";
import type { Calibration } from "./calibration.ts";
import { keptPayload, unpacked } from "./kept-payload.ts";
import { type Keeper, Memory } from "./memory.ts";

/** Where a memory's items came from. */
export interface Origin {
  /** The folder that the names are relative to, as an absolute path. */
  folder: string;
  /** What the folder held, in a word: another word means that it has changed. */
  stamp: string;
  /** Files that couldn't be read, as paths, with the reason. */
  skipped: { path: string; reason: string }[];
}

/** What of a memory is kept beside its names and patterns, as JSON. */
interface Description {
  codec?: CodecSettings;
  calibration?: Calibration;
  origin?: Origin;
}

const descriptionBlob = "memory.json";
const kernelBlob = "kernel.safetensors";

/**
 * Keeps a memory in a file, replacing the one that is there whole or not at all.
 * @throws Error in one plain line where it can't be written.
 */
export function saveMemory(path: string, memory: Memory, origin?: Origin): void {
  const { codec, kernel, calibration, ids, patterns, payloads = [], norms } = memory.parts;
  const description: Description = {
    ...(codec && { codec: codec.settings }),
    ...(calibration && { calibration }),
    ...(origin && { origin }),
  };
  const blobs = new Map<string, Uint8Array>([
    [descriptionBlob, new TextEncoder().encode(JSON.stringify(description))],
  ]);
  if (kernel) blobs.set(kernelBlob, encodeKernel(kernel));
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
  const { codec: settings, calibration, origin } = descriptionIn(blobs, path);
  const codec = settings && codecFrom(settings);
  const kernel = blobs.get(kernelBlob);
  const memory = new Memory({
    ids,
    patterns,
    ...unpacked(codec, payloads),
    ...(codec && { codec }),
    ...(kernel && { kernel: decodeKernel(kernel, { patterns }) }),
    ...(calibration && { calibration }),
    keeper: fileKeeper(path),
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

function descriptionIn(blobs: ReadonlyMap<string, Uint8Array>, path: string): Description {
  const bytes = blobs.get(descriptionBlob);
  if (!bytes)
    throw new Error(`${path}: holds vectors but not what they mean; make it again with madeleine remember`);
  return JSON.parse(new TextDecoder().decode(bytes)) as Description;
}
