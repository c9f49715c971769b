import type { Codec } from "../codecs/index.ts";
import type { LearnedKernel } from "../kernel/index.ts";
import { type Matrix, matrix, rowOf, zeros } from "../math/index.ts";
import type { PatternStore } from "../store/index.ts";
import type { Calibration } from "./calibration.ts";
import { type Cue, codesOf } from "./cue-codes.ts";
import {
  type Described,
  describedBy,
  descriptionBlob,
  descriptionBlobNames,
  descriptionBlobs,
  type Origin,
  type ResourcesFor,
} from "./description.ts";
import { keptPayload, unpacked } from "./kept-payload.ts";
import { keptLength, keptVectors, patternIn } from "./kept-vector.ts";
import { Memory, type NewMemoryItem, type RecallOptions } from "./memory.ts";
import { recallFrom, type StoreAnswer } from "./store-recall.ts";

/** How far long work has come. */
export type OnCount = (done: number, total: number) => void;

/**
 * A memory whose items stay in a store, which is asked for the few that matter: for more items than fit here, or for
 * many who ask at once. Every recall sees what is kept when it begins.
 */
export interface StoreMemory {
  /** The store's. */
  readonly name: string;
  readonly codec: Codec | undefined;
  readonly kernel: LearnedKernel | undefined;
  readonly calibration: Calibration | undefined;
  readonly origin: Origin | undefined;
  /** How many items there are now. */
  size(): Promise<number>;
  /** As {@link Memory.recall}; rejects as the store does too. */
  recall(cue: Cue, options?: RecallOptions): Promise<StoreAnswer>;
  /** As {@link Memory.recallMany}: all of what is kept when it begins. */
  recallMany(cues: readonly Cue[], options?: Omit<RecallOptions, "known">): Promise<StoreAnswer[]>;
  /** As {@link Memory.add}. */
  add(items: readonly NewMemoryItem[]): Promise<void>;
  /** As {@link Memory.remove}. */
  remove(ids: readonly string[]): Promise<number>;
  /** All of it, fetched: every vector comes here. What is changed of it isn't kept. */
  fetch(onProgress?: OnCount): Promise<Memory>;
  /** Closes the store. */
  close(): Promise<void>;
}

/**
 * The memory that a store keeps; see {@link keepInStore}.
 * @param resources what a codec's network needs
 * @throws Error (rejects) where the store doesn't say what its vectors mean, and as it does.
 */
export async function memoryInStore(store: PatternStore, resources?: ResourcesFor): Promise<StoreMemory> {
  const blobs = new Map<string, Uint8Array>();
  for (const name of descriptionBlobNames) {
    const bytes = await store.blob(name);
    if (bytes) blobs.set(name, bytes);
  }
  const described = describedBy(blobs, store.name, { resources });
  const { codec, kernel, calibration, origin } = described;
  const d = kernel?.dimension ?? store.dimension;
  const recallMany: StoreMemory["recallMany"] = async (cues, options = {}) => {
    const { patterns } = await codesOf(cues, { codec, d });
    return recallRows(store, described, patterns, options);
  };
  return {
    ...{ name: store.name, codec, kernel, calibration, origin },
    size: () => store.count(),
    recall: async (cue, { known, ...options } = {}) => {
      const { patterns } = await codesOf([cue], { codec, d, known: [known] });
      const [answer] = await recallRows(store, described, patterns, options);
      return answer;
    },
    recallMany,
    add: async (items) => {
      const cues = items.map((item) => ("picture" in item ? item.picture : item.vector));
      const { patterns, norms } = await codesOf(cues, { codec, d });
      const kept = keptVectors(kernel, patterns);
      await store.append(
        items.map(({ id, payload }, n) => {
          return { id, vector: rowOf(kept, n), payload: keptPayload(codec, payload, norms[n]) };
        }),
      );
    },
    remove: (ids) => store.delete(ids),
    fetch: (onProgress) => fetched(store, described, onProgress),
    close: () => store.close(),
  };
}

async function recallRows(
  store: PatternStore,
  described: Described,
  patterns: Matrix,
  options: Omit<RecallOptions, "known">,
): Promise<StoreAnswer[]> {
  const snapshot = await store.snapshot();
  try {
    const answers: StoreAnswer[] = [];
    for (let b = 0; b < patterns.rows; b++) {
      const pattern = matrix(rowOf(patterns, b), 1, patterns.columns);
      answers.push(await recallFrom(snapshot, described, { pattern, ...options }));
    }
    return answers;
  } finally {
    await snapshot.close();
  }
}

async function fetched(store: PatternStore, described: Described, onProgress?: OnCount): Promise<Memory> {
  const { origin: _, ...parts } = described;
  const snapshot = await store.snapshot();
  try {
    const patterns = zeros(snapshot.count, parts.kernel?.dimension ?? store.dimension);
    const [ids, payloads]: [string[], unknown[]] = [[], []];
    for await (const block of snapshot.scan()) {
      for (let n = 0; n < block.ids.length; n++) {
        rowOf(patterns, ids.length + n).set(patternIn(parts.kernel, rowOf(block.vectors, n)));
      }
      ids.push(...block.ids);
      payloads.push(...block.payloads);
      onProgress?.(ids.length, snapshot.count);
    }
    return new Memory({ ...parts, ids, patterns, ...unpacked(parts.codec, payloads) });
  } finally {
    await snapshot.close();
  }
}

/** How many numbers the vectors have that a store keeps of a memory's items. */
export function dimensionInStore({ kernel, patterns }: Memory): number {
  return keptLength(kernel, patterns.columns);
}

/** So many numbers are sent at once. */
const AT_ONCE = 2 ** 21;

/**
 * Keeps a memory in a store, in place of what is there. Meanwhile, and where it fails midway, the store says that its
 * vectors mean nothing: then it is to be done again.
 * @throws RangeError (rejects) where the store's dimension isn't {@link dimensionInStore}'s, and as the store does.
 */
export async function keepInStore(
  store: PatternStore,
  memory: Memory,
  { origin, onProgress }: { origin?: Origin | undefined; onProgress?: OnCount } = {},
): Promise<void> {
  const dimension = dimensionInStore(memory);
  if (store.dimension !== dimension) {
    throw new RangeError(
      `keepInStore: ${store.name} keeps vectors of ${store.dimension} numbers, the memory has ${dimension}; take another store`,
    );
  }
  const { ids, patterns, payloads = [], norms, codec, kernel } = memory.parts;
  // Asked before anything is touched: where a shard is down, nothing is.
  const had = await store.count();
  await store.setBlob(descriptionBlob, undefined);
  if (had > 0) await deleteOthers(store, new Set(ids));
  const rows = Math.max(1, Math.floor(AT_ONCE / dimension));
  for (let first = 0; first < ids.length; first += rows) {
    const some = ids.slice(first, first + rows);
    const data = patterns.data.subarray(first * patterns.columns, (first + some.length) * patterns.columns);
    const kept = keptVectors(kernel, matrix(data, some.length, patterns.columns));
    const items = some.map((id, n) => {
      const payload = keptPayload(codec, payloads[first + n], norms?.[first + n] ?? 1);
      return { id, vector: rowOf(kept, n), payload };
    });
    await store.append(items);
    onProgress?.(first + some.length, ids.length);
  }
  const blobs = descriptionBlobs(memory, origin);
  for (const name of descriptionBlobNames.toReversed()) await store.setBlob(name, blobs.get(name));
}

/** Deletes what is in a store, but for items of these names. */
async function deleteOthers(store: PatternStore, ids: ReadonlySet<string>): Promise<void> {
  const snapshot = await store.snapshot();
  const others: string[] = [];
  try {
    for await (const block of snapshot.scan()) others.push(...block.ids.filter((id) => !ids.has(id)));
  } finally {
    await snapshot.close();
  }
  if (others.length > 0) await store.delete(others);
}
