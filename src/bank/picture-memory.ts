import type { Codec } from "../codecs/index.ts";
import type { Picture } from "../data/index.ts";
import { fromRows, type Matrix, matrix, reference, rowOf, zeros } from "../math/index.ts";
import {
  dot,
  metastableSizes,
  type Retrieval,
  retrieve,
  softmax,
  type Termination,
} from "../memory/index.ts";

/** What is said of a recall: one item came back, or a mixture of several. */
export type Outcome = "recalled" | "blend";

export interface RecalledItem {
  /** Where the item came from: a path, or any name. */
  path: string;
  /** K(cue, item): the cosine of their patterns, in [−1, 1]. */
  similarity: number;
  /** The item's share of what was retrieved, in [0, 1]. Not a certainty: a stranger's best match weighs near 1 too. */
  weight: number;
}

export interface Answer {
  outcome: Outcome;
  /** Best first. */
  items: RecalledItem[];
  steps: number;
  termination: Termination;
  /** The energy before each step and after the last. */
  energies: number[];
}

export interface RecallOptions {
  /** How many items to name. Default: 5. */
  count?: number;
}

/** Inverse temperature for patterns of unit length: a difference of 0.1 in similarity is a factor of 150 in weight. */
const beta = 50;
const mostSteps = 50;
/** Items that weigh more than this in what was retrieved have a part in it. */
const share = 0.1;

/**
 * Pictures remembered by their patterns, and asked for with a damaged one: softmax retrieval to a fixed point.
 */
export class PictureMemory {
  readonly codec: Codec;
  readonly paths: readonly string[];
  readonly patterns: Matrix;

  /**
   * @param items the pictures by name, each of the codec's size
   * @throws RangeError for no items.
   */
  constructor(codec: Codec, items: readonly { path: string; picture: Picture }[]) {
    if (items.length === 0)
      throw new RangeError("PictureMemory: there is nothing to remember; give at least one picture");
    this.codec = codec;
    this.paths = items.map(({ path }) => path);
    this.patterns = fromRows(items.map(({ picture }) => codec.encode(picture)));
  }

  /** Brings back the stored picture that `cue`, a picture of the codec's size, comes from. */
  recall(cue: Picture, { count = 5 }: RecallOptions = {}): Answer {
    const pattern = matrix(this.codec.encode(cue), 1, this.codec.length);
    const similarities = reference.dotProducts(zeros(1, this.patterns.rows), pattern, this.patterns).data;
    const found = retrieve(pattern, this.patterns, {
      similarity: dot,
      separation: softmax,
      beta,
      steps: mostSteps,
    });
    const weights = rowOf(found.weights, 0);
    const order = this.paths.map((_, i) => i).sort((i, j) => rank(i, j, weights, similarities));
    return {
      outcome: metastableSizes(found.weights, share)[0] > 1 ? "blend" : "recalled",
      items: order.slice(0, count).map((i) => ({
        path: this.paths[i],
        similarity: similarities[i],
        weight: weights[i],
      })),
      ...endOf(found),
    };
  }
}

/** Items with a part in the result come first, by weight; the others by how alike they are to the cue. */
function rank(i: number, j: number, weights: Float32Array, similarities: Float32Array): number {
  const part = (at: number): number => (weights[at] > share ? weights[at] : 0);
  return part(j) - part(i) || similarities[j] - similarities[i] || i - j;
}

function endOf({
  steps,
  termination,
  energies,
}: Retrieval): Pick<Answer, "steps" | "termination" | "energies"> {
  return { steps: steps[0], termination: termination[0], energies: energies?.[0] ?? [] };
}
