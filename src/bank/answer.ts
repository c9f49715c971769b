import type { Matrix } from "../math/index.ts";
import type { Termination } from "../memory/index.ts";

/** One item came back, a mixture of several did, or the cue is not of this memory. */
export type Outcome = "recalled" | "blend" | "unknown";

export interface RecalledItem {
  /** The item's name: for pictures, their path. */
  id: string;
  /** How alike cue and item are where the cue shows anything, in [−1, 1]. */
  similarity: number;
  /** The item's share of the answer, in [0, 1]. Not a certainty: a stranger's best match weighs 1 too. */
  weight: number;
  /**
   * How sure it is that the cue is the memory's own and this is the item, in [0, 1]; null where the memory isn't
   * calibrated, and for items without a share.
   */
  confidence: number | null;
  /** What else is kept of the item; absent where nothing is. */
  payload?: unknown;
}

/** What one step of retrieval reads out. */
export interface RecallStep {
  /** The items with a share after this step, the largest first, by number. */
  weights: { item: number; weight: number }[];
}

export interface Answer {
  outcome: Outcome;
  /** How sure it is that the cue is the memory's own, in [0, 1]; null where the memory isn't calibrated. */
  confidence: number | null;
  /** Those with a share in what was retrieved, by share, then the others by similarity. */
  items: RecalledItem[];
  /** The settled state, `[d]`: the item's own pattern where one was recalled. */
  state: Float32Array;
  steps: RecallStep[];
  termination: Termination;
  /** The energy before each step and after the last. */
  energies: number[];
  /** False where an approximate search, which was asked for, may have missed items. */
  certified: boolean;
  /** Why nothing is claimed, in a sentence, where the reason isn't the cue. */
  note?: string;
}

/** What a memory without items answers. */
export function nothingHere({ data }: Matrix): Answer {
  const none = { items: [], steps: [], energies: [] };
  return {
    ...{ outcome: "unknown", confidence: null, ...none },
    ...{ state: data, termination: "converged", certified: true },
  };
}
