import type { Codec } from "../codecs/index.ts";
import type { Picture } from "../data/index.ts";
import { fromRows, type Matrix, matrix, reference, rowOf, zeros } from "../math/index.ts";
import {
  dot,
  energies,
  overlapCosine,
  retrieve,
  type Scorer,
  type Similarity,
  sparsemax,
  type Termination,
} from "../memory/index.ts";

/** What is said of a recall: one item came back, or a mixture of several. */
export type Outcome = "recalled" | "blend";

export interface RecalledItem {
  /** Where the item came from: a path, or any name. */
  path: string;
  /** How alike cue and item are where the cue shows anything, in [−1, 1]. */
  similarity: number;
  /** The item's share of what was retrieved, in [0, 1]. Not a certainty: a stranger's best match weighs 1 too. */
  weight: number;
}

export interface Answer {
  outcome: Outcome;
  /** Those with a share in what was retrieved, by share, then the others by similarity. */
  items: RecalledItem[];
  steps: number;
  termination: Termination;
  /** The energy before each step and after the last. */
  energies: number[];
}

export interface RecallOptions {
  /** How many items to name, all those of a blend included. Default: 5. */
  count?: number;
}

/**
 * Sparsemax gives weight to items within 1/β of the best only, so it returns an item itself, exactly, unless
 * others are alike to a cosine of 0.95.
 */
const model = { similarity: dot, separation: sparsemax, beta: 20 };
const mostSteps = 50;

/**
 * Pictures remembered by their patterns, and asked for with a damaged one. The first step of retrieval compares
 * only where the cue shows anything; from then on the state is whole and settles by the dot product.
 */
export class PictureMemory {
  readonly codec: Codec;
  readonly paths: readonly string[];
  readonly patterns: Matrix;
  readonly #firstLook: Scorer;

  /**
   * @param items the pictures by name, each of the codec's size
   * @throws RangeError for no items.
   */
  constructor(codec: Codec, items: readonly { path: string; picture: Picture }[]) {
    if (items.length === 0) {
      throw new RangeError("PictureMemory: there is nothing to remember; give at least one picture");
    }
    this.codec = codec;
    this.paths = items.map(({ path }) => path);
    this.patterns = fromRows(items.map(({ picture }) => codec.encode(picture)));
    this.#firstLook = overlapCosine().prepare(this.patterns, reference);
  }

  /** Brings back the stored picture that `cue`, a picture of the codec's size, comes from. */
  recall(cue: Picture, { count = 5 }: RecallOptions = {}): Answer {
    const pattern = matrix(this.codec.encode(cue), 1, this.codec.length);
    const similarities = this.#firstLook.scores(zeros(1, this.patterns.rows), pattern);
    const firstLook: Similarity = { name: "first look", prepare: () => this.#firstLook };
    const first = retrieve(pattern, this.patterns, { ...model, similarity: firstLook });
    const settled = retrieve(first.states, this.patterns, { ...model, steps: mostSteps - 1 });
    const weights = rowOf(settled.weights, 0);
    const score = (i: number): number => similarities.data[i];
    const order = this.paths
      .map((_, i) => i)
      .sort((i, j) => weights[j] - weights[i] || score(j) - score(i) || i - j);
    const parts = weights.filter((weight) => weight > 0).length;
    return {
      outcome: parts > 1 ? "blend" : "recalled",
      items: order
        .slice(0, Math.max(count, parts))
        .map((i) => ({ path: this.paths[i], similarity: score(i), weight: weights[i] })),
      steps: 1 + settled.steps[0],
      termination: settled.termination[0],
      energies: [...(energies(pattern, this.patterns, model) ?? []), ...(settled.energies?.[0] ?? [])],
    };
  }
}
