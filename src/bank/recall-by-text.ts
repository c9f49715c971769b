import { type Backend, bestBackend, type Matrix, matrix, rowOf, zeros } from "../math/index.ts";
import { retrieveBy, sparsemax } from "../memory/index.ts";
import type { Answer, RecalledItem, RecallStep } from "./answer.ts";
import { type Caption, type CaptionKeys, textCodes } from "./captions.ts";
import type { Memory } from "./memory.ts";
import { type NearCaption, nearestCaptions } from "./nearest-captions.ts";

/** What a text brought back. */
export interface TextAnswer extends Answer {
  /** The captions that are this text, of all items that have it; empty where it is unknown. */
  readonly captions: readonly Caption[];
  /** Where the text is unknown: the captions nearest in wording. */
  readonly nearest: readonly NearCaption[];
}

/**
 * Sparsemax gives weight within 1/β of the best score only; half of that is the text's cosine, so texts are told apart
 * where their cosines differ by 2/β = 0.002.
 */
export const textModel: { separation: typeof sparsemax; beta: number; pictureShare: number } = {
  separation: sparsemax,
  beta: 1000,
  pictureShare: 0.5,
};

const mostSteps = 50;

/** A text is known where its code is a stored one's but for rounding. */
const sameText = 0.999;

/**
 * The items that a text is kept with. Memories are [√½ picture; √½ text], every caption one, and the query [0; √½ text];
 * so the inner product is the mean of two cosines. HEN appendix, section 4.
 *
 * An exact association, not a search: a text that isn't a caption is `"unknown"`, whatever it means, and comes with the
 * captions nearest in wording. A caption that several items share is a `"blend"` of those.
 * @throws RangeError (rejects) for a memory without captions.
 */
export async function recallByText(memory: Memory, text: string): Promise<TextAnswer> {
  const keys = memory.captions;
  if (!keys) throw new RangeError("recallByText: this memory has no captions; remember them with its items");
  const rows = rowsOfItems(memory, keys);
  const [code] = [await textCodes([text], { form: keys.form, codec: memory.codec })];
  const association = associationOf(memory, keys, rows);
  const found = settleByText(association, code);
  const similarities = association.textScores(code.data);
  const known = rows.filter(({ key }) => similarities[key] >= sameText).map(({ key }) => keys.captions[key]);
  if (known.length === 0) {
    const captions = rows.map(({ key }) => keys.captions[key]);
    return { ...unknown, captions: [], nearest: nearestCaptions(text, captions), state: found.state };
  }
  // Of pictures that share a text, their own likeness settles on one: the text itself, which the first step goes by, doesn't.
  const shared = new Set(known.map(({ id }) => id)).size > 1;
  const weights = (shared ? found.steps[0] : found.steps.at(-1))?.weights ?? [];
  const items = weights.map(({ item, weight }): RecalledItem => {
    const own = rows.filter(({ row }) => row === item).map(({ key }) => similarities[key]);
    return { id: memory.ids[item], similarity: Math.max(...own), weight, confidence: null };
  });
  const outcome = items.length > 1 ? "blend" : "recalled";
  return { outcome, confidence: null, certified: true, items, ...found, captions: known, nearest: [] };
}

const unknown: Omit<Answer, "state"> = {
  outcome: "unknown",
  confidence: null,
  certified: true,
  ...{ items: [], steps: [], energies: [], termination: "converged" },
};

/** A caption by its number, and its item's row; captions of items that have been removed are left out. */
interface KeyRow {
  readonly key: number;
  readonly row: number;
}

function rowsOfItems({ ids }: Memory, { captions }: CaptionKeys): KeyRow[] {
  const rowOfId = new Map(ids.map((id, row) => [id, row]));
  return captions.flatMap(({ id }, key) => {
    const row = rowOfId.get(id);
    return row === undefined ? [] : [{ key, row }];
  });
}

/** [picture; text] for every caption, without a copy of the picture for each. */
interface Association {
  readonly rows: readonly KeyRow[];
  readonly lengths: readonly [picture: number, text: number];
  /** ⟨text, t⟩ of every caption, `[K]`. */
  textScores(text: Float32Array): Float32Array;
  /** Scores of a state [picture; text] with every row of `rows`. */
  scores(state: Float32Array): Float32Array;
  /** Σ p [√½ ξ; √½ t]. */
  sum(weights: Float32Array): Float32Array;
}

const scale = Math.sqrt(textModel.pictureShare);

function associationOf({ patterns }: Memory, { codes }: CaptionKeys, rows: readonly KeyRow[]): Association {
  const backend = bestBackend();
  const lengths = [patterns.columns, codes.columns] as const;
  const textScores = (text: Float32Array): Float32Array => productsOf(backend, text, codes);
  return {
    rows,
    lengths,
    textScores,
    scores: (state) => {
      const pictures = productsOf(backend, state.subarray(0, lengths[0]), patterns);
      const texts = textScores(state.subarray(lengths[0]));
      return Float32Array.from(rows, ({ key, row }) => scale * (pictures[row] + texts[key]));
    },
    sum: (weights) => {
      const state = new Float32Array(lengths[0] + lengths[1]);
      for (const [i, { key, row }] of rows.entries()) {
        if (weights[i] === 0) continue;
        const [pattern, text] = [rowOf(patterns, row), rowOf(codes, key)];
        for (let k = 0; k < pattern.length; k++) state[k] += weights[i] * scale * pattern[k];
        for (let k = 0; k < text.length; k++) state[lengths[0] + k] += weights[i] * scale * text[k];
      }
      return state;
    },
  };
}

function productsOf(backend: Backend, state: Float32Array, patterns: Matrix): Float32Array {
  return backend.dotProducts(zeros(1, patterns.rows), matrix(state.slice(), 1, state.length), patterns).data;
}

/** Retrieval by the one loop, from a blank picture; shares are summed by item, and energies are |x|²/2 − Ψ*(β s)/β. */
function settleByText(
  association: Association,
  code: Matrix,
): Pick<Answer, "state" | "steps" | "termination" | "energies"> {
  const { separation, beta } = textModel;
  const [pictureLength, textLength] = association.lengths;
  const start = zeros(1, pictureLength + textLength);
  start.data.set(
    code.data.map((value) => scale * value),
    pictureLength,
  );
  const steps: RecallStep[] = [];
  const energies: number[] = [];
  const scored = (state: Float32Array): Float32Array => {
    const scores = association.scores(state);
    const half = state.reduce((sum, value) => sum + value * value, 0) / 2;
    energies.push(half - (separation.potential?.(scores, beta) ?? 0) / beta);
    return scores;
  };
  const { states, termination } = retrieveBy(
    ({ data }) => {
      const scores = scored(data);
      const weights = separation.weights(new Float32Array(scores.length), scores, beta) as Float32Array;
      steps.push({ weights: sharesByItem(association.rows, weights) });
      return matrix(association.sum(weights), 1, data.length);
    },
    start,
    { steps: mostSteps },
  );
  scored(states.data);
  return { state: states.data.slice(0, pictureLength), steps, energies, termination: termination[0] };
}

function sharesByItem(rows: readonly KeyRow[], weights: Float32Array): RecallStep["weights"] {
  const shares = new Map<number, number>();
  for (const [i, { row }] of rows.entries()) {
    if (weights[i] > 0) shares.set(row, (shares.get(row) ?? 0) + weights[i]);
  }
  return [...shares].map(([item, weight]) => ({ item, weight })).sort((a, b) => b.weight - a.weight);
}
