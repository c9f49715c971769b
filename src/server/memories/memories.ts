import type { Caption, CheckDocument, NearCaption, Outcome, RecalledItem } from "../../bank/index.ts";
import type { Box } from "./read-cue.ts";

/** What a memory is, in a few numbers. */
export interface MemorySummary {
  name: string;
  of: "pictures" | "vectors";
  /** N. */
  items: number;
  /** d: how many numbers a vector has, or the pattern that a picture becomes. */
  dimension: number;
  /** How pictures become patterns; null for vectors. */
  codec: string | null;
  /** What recalls are worth, measured on the memory's own items; null where that wasn't done. */
  certainty: {
    trueRecallRate: number;
    falseRecallRate: number;
    trials: number;
    /** How many items there were. */
    items: number;
    /** Whether so many have come or gone since that it should be measured again. */
    stale: boolean;
  } | null;
}

/** A file that is called a memory and can't be read as one. */
export interface UnreadableMemory {
  name: string;
  problem: string;
}

/** What to remember: an item by name with its vector or its picture's file, and JSON to be given back with it. */
export type NewItem = { id: string; payload?: unknown } & (
  | { vector: Float32Array }
  | { picture: Uint8Array }
);

/** What to recall from. */
export type AskedCue =
  | { vector: Float32Array; known?: readonly boolean[] | undefined }
  | { picture: Uint8Array; name: string; known?: Box | undefined }
  | { text: string };

/** What came of a cue; "not in this memory" is the outcome `"unknown"`. */
export interface Recalled {
  outcome: Outcome;
  confidence: number | null;
  items: RecalledItem[];
  steps: number;
  termination: string;
  energies: number[];
  note?: string;
  /** Of a text: the captions that it is, with their items. */
  captions?: readonly Caption[];
  /** Of a text that is no caption: those nearest in wording, the nearest first. */
  nearest?: readonly NearCaption[];
  /** The settled state, where it was asked for. */
  state?: number[];
}

export interface RecallOptions {
  /** How many items to name. Default: 5. */
  count?: number | undefined;
  /** Whether to give the settled state. Default: false. */
  state?: boolean | undefined;
}

/** What came of remembering. */
export interface Remembered {
  memory: MemorySummary;
  /** The items' names, in the order given. */
  ids: string[];
}

/** Some of a memory's items, in their order. */
export interface ItemPage {
  items: { id: string; payload?: unknown }[];
  /** Where the next page begins; null after the last. */
  next: number | null;
}

/** Work that takes its time: who wants to hear how far it has come, and when to give up. */
export interface LongWork {
  onProgress?: ((stage: string, done: number, total: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

export interface TrialSettings {
  /** Default: 1. */
  seed?: number | undefined;
}

export interface CheckSettings extends TrialSettings {
  /** How many items are tried at each level of damage. Default: up to 200. */
  cues?: number | undefined;
}

/**
 * The memories of a folder, by name. Everything that goes in and out is plain data. What is refused rejects with a
 * `Refusal`. A change is on the disk once its promise resolves; changes of one memory are made one after the other.
 */
export interface Memories {
  list(): Promise<(MemorySummary | UnreadableMemory)[]>;
  describe(name: string): Promise<MemorySummary>;
  /** Makes a memory of vectors or of pictures, tried on itself unless `calibrate` is false. */
  create(
    name: string,
    asked: { items: readonly NewItem[]; calibrate: boolean },
    work: LongWork,
  ): Promise<Remembered>;
  items(name: string, page: { from: number; limit: number }): Promise<ItemPage>;
  add(name: string, items: readonly NewItem[]): Promise<Remembered>;
  forget(name: string, ids: readonly string[]): Promise<{ memory: MemorySummary; forgotten: number }>;
  recall(name: string, cue: AskedCue, options: RecallOptions): Promise<Recalled>;
  /** An item's picture as PNG, at most `side` pixels a side. */
  picture(name: string, id: string, side: number): Promise<Uint8Array>;
  check(name: string, settings: CheckSettings, work: LongWork): Promise<CheckDocument>;
  calibrate(name: string, settings: TrialSettings, work: LongWork): Promise<MemorySummary>;
  /** Deletes a memory and the pictures that were uploaded for it. */
  remove(name: string): Promise<void>;
  /** Finishes what has begun and lets go of the files. */
  close(): Promise<void>;
}
