import {
  type Backend,
  bestBackend,
  createRandom,
  integer,
  type Matrix,
  type Row,
  softmaxRow,
  zeros,
} from "../math/index.ts";
import { dot, retrieveBy, type Separation } from "../memory/index.ts";
import { attentionModel } from "./attention-model.ts";
import { queriesOf, storedContentsOf } from "./contents.ts";
import { countOf, requireFraction } from "./count-of.ts";
import type { Model } from "./model.ts";
import { type Seed, seedNumber } from "./seed.ts";

/**
 * The random masked model: x ← softmax(β x Ξᵀ) Ξ over k = max(1, ⌊keep · N⌋) patterns drawn for each query on its own,
 * the same in every step of a retrieval and for every seed's next run. Only the scores of the kept patterns are
 * computed: a step takes O(k d) for each query, besides drawing them, which multiplies nothing.
 * `asPrinted` is the printed formula, softmax over all patterns and then the mask: its weights sum to less than 1, and it
 * takes all scores.
 * Nonparametric, eq. 3.10 and remark 3.7, normalised over the kept set.
 * @throws RangeError for a keep outside of (0, 1], a bad seed, or β that isn't > 0.
 */
export function randomMasked({
  beta = 1,
  keep = 0.5,
  seed = 1,
  asPrinted = false,
}: {
  beta?: number;
  keep?: number;
  seed?: Seed;
  asPrinted?: boolean;
} = {}): Model {
  requireFraction("randomMasked", "keep", keep);
  if (!(beta > 0 && Number.isFinite(beta))) {
    throw new RangeError(`randomMasked: beta must be a finite number > 0, got ${beta}`);
  }
  const mask: Masking = { keep, seed: seedNumber("randomMasked", seed) };
  const about = { name: "random-masked", source: "Nonparametric, eq. 3.10 and remark 3.7" };
  if (asPrinted) {
    const separation = maskedSoftmax(mask, weighAll);
    return attentionModel(
      about,
      () => ({ similarity: dot, separation, beta }),
      ({ N, d, v }) => N * d + countOf("randomMasked", keep, N) * v,
    );
  }
  return {
    ...about,
    store(input, options = {}) {
      const { patterns, values } = storedContentsOf(about.name, input, options.values);
      const { rows: N, columns: d } = patterns;
      const backend = bestBackend();
      return {
        patternCount: N,
        dimension: d,
        definition: { similarity: dot, separation: maskedSoftmax(mask, weighKept), beta },
        retrieve(queries, chosen = {}) {
          const x = queriesOf(about.name, queries, d);
          const weights = zeros(x.rows, N);
          const task: Task = { mask, beta, patterns, weights, backend };
          const readout =
            values && (() => backend.weightedSums(zeros(x.rows, values.columns), weights, values));
          const found = retrieveBy((states, places) => attendKept(task, states, places), x, {
            ...chosen,
            readout,
          });
          return { ...found, weights };
        },
        operations: (B) => B * countOf("randomMasked", keep, N) * (d + (values ?? patterns).columns),
      };
    },
  };
}

/** Which share of the patterns is kept, and what draws them. */
interface Masking {
  readonly keep: number;
  readonly seed: number;
}

/**
 * The indices of the patterns that a query keeps, ascending; every set of that size is as likely. The smaller of what is
 * kept and what is masked is drawn (Floyd; Bentley 1987).
 */
function keptOf(N: number, { keep, seed }: Masking, query: number): Uint32Array {
  const count = countOf("randomMasked", keep, N);
  const random = createRandom(seed, `mask of query ${query}`);
  const [few, drawn] = 2 * count <= N ? [count, 1] : [N - count, 0];
  const flags = new Uint8Array(N).fill(1 - drawn);
  for (let last = N - few; last < N; last++) {
    const n = integer(random, last + 1);
    flags[flags[n] === drawn ? last : n] = drawn;
  }
  const kept = new Uint32Array(count);
  for (let n = 0, taken = 0; taken < count; n++) {
    kept[taken] = n;
    taken += flags[n];
  }
  return kept;
}

interface Task {
  readonly mask: Masking;
  readonly beta: number;
  readonly patterns: Matrix;
  /** The weights of each query's last step are left here, `[B, N]`. */
  readonly weights: Matrix;
  readonly backend: Backend;
}

/** The next states, `[A, d]`, from the kept patterns alone. */
function attendKept(
  { mask, beta, patterns, weights, backend }: Task,
  states: Matrix,
  places: readonly number[],
): Matrix {
  const { rows: N, columns: d } = patterns;
  const k = countOf("randomMasked", mask.keep, N);
  const [gathered, scores, chosen] = [zeros(k, d), zeros(1, k), zeros(1, k)];
  const out = zeros(states.rows, d);
  places.forEach((query, a) => {
    const kept = keptOf(N, mask, query);
    gatherRows(gathered.data, patterns, kept);
    backend.dotProducts(scores, viewOfRow(states, a), gathered);
    softmaxRow(chosen.data, scores.data, beta);
    backend.weightedSums(viewOfRow(out, a), chosen, gathered);
    for (let i = 0; i < k; i++) weights.data[query * N + kept[i]] = chosen.data[i];
  });
  return out;
}

function gatherRows(out: Float32Array, { data, columns: d }: Matrix, kept: Uint32Array): void {
  for (let i = 0, to = 0; i < kept.length; i++) {
    const from = kept[i] * d;
    for (let j = 0; j < d; j++) out[to++] = data[from + j];
  }
}

/** Row i as a matrix `[1, columns]`, without a copy. */
function viewOfRow({ data, columns }: Matrix, i: number): Matrix {
  return { rows: 1, columns, data: data.subarray(i * columns, (i + 1) * columns) };
}

type Weigh = (out: Row, scores: Row, task: { beta: number; kept: Uint32Array }) => Row;

/** What the model computes, from all scores: for checking, and for the printed formula. */
function maskedSoftmax(mask: Masking, weigh: Weigh): Separation {
  return {
    name: `random-masked(${mask.keep})`,
    weights: (out, scores, beta, query = 0) =>
      weigh(out, scores, { beta, kept: keptOf(scores.length, mask, query) }),
  };
}

const weighKept: Weigh = (out, scores, { beta, kept }) => {
  const chosen = Float64Array.from(kept, (n) => scores[n]);
  const weights = softmaxRow(new Float64Array(kept.length), chosen, beta);
  out.fill(0);
  for (let i = 0; i < kept.length; i++) out[kept[i]] = weights[i];
  return out;
};

const weighAll: Weigh = (out, scores, { beta, kept }) => {
  const weights = softmaxRow(new Float64Array(scores.length), scores, beta);
  out.fill(0);
  for (const n of kept) out[n] = weights[n];
  return out;
};
