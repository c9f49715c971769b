import { loadavg } from "node:os";
import { type Matrix, matrix, normal, type Random, rowsOf } from "../math/index.ts";
import { openRetriever } from "../memory/index.ts";
import {
  dense,
  linear,
  type Model,
  randomFeatures,
  randomMasked,
  type StoredModel,
  sparse,
  topK,
  window,
} from "../zoo/index.ts";
import { type Durations, durationsOf } from "./durations.ts";
import type { CellContext } from "./experiment.ts";
import { torchAttention } from "./torch-attention.ts";

/** So many sequences of so many vectors, each asked of a memory of its own sequence: Nonparametric, appendix E.5. */
export type AttentionCell = {
  readonly model: string;
  readonly batch: number;
  /** One length; PyTorch, which takes seconds to start, is asked for all at once. */
  readonly lengths: readonly number[];
  /** The most runs that are timed. */
  readonly runs: number;
};

export type AttentionOutcome = {
  /** null where what is timed isn't there. */
  readonly points: readonly AttentionPoint[] | null;
};

export type AttentionPoint = {
  readonly length: number;
  /** Of a batch. */
  readonly durations: Durations;
  /** Multiplications of a batch: of storing, and of the step after it. null where they aren't counted. */
  readonly operations: { readonly storing: number; readonly retrieving: number } | null;
  /** How many processes wanted to run, on average over the last minute. */
  readonly load: number;
};

/** Numbers in a vector, and β = 1/√d, as the layers of the published code have them. */
const dimension = 16;
export const beta: number = 1 / Math.sqrt(dimension);

/** m = ⌊d ln d⌋, as the published code has it. */
export const featureCount: number = Math.floor(dimension * Math.log(dimension));

/** Places to either side in the window whose size doesn't grow. */
export const fixedReach = 16;

/** Weights that are held at a time. */
const weightsHeld = 2 ** 22;

interface Contender {
  make(random: Random): Model;
  /** Multiplications of storing L patterns; default: none. */
  storing?(L: number): number;
  /** Takes all queries at once, as it forms no weights. Default: false, blocks of them. */
  readonly whole?: boolean;
}

const contenders: Readonly<Record<string, Contender>> = {
  dense: { make: () => dense({ beta }) },
  sparse: { make: () => sparse({ beta }) },
  "top 20 %": { make: () => topK({ beta, fraction: 0.2 }) },
  ...Object.fromEntries(
    [20, 50, 80].map((percent): [string, Contender] => [
      `${percent} % masked`,
      { make: (random) => randomMasked({ beta, keep: 1 - percent / 100, seed: random }) },
    ]),
  ),
  "window √L": { make: () => window({ beta }), whole: true },
  [`window ${fixedReach}`]: { make: () => window({ beta, window: fixedReach }), whole: true },
  // Σ φ(ξ)ᵀ ξ; the features take none.
  linear: { make: () => linear(), storing: (L) => L * dimension * dimension, whole: true },
  // Ω ξ, then Σ φ(ξ)ᵀ ξ.
  "random features": {
    make: (random) => randomFeatures({ beta, features: featureCount, seed: random }),
    storing: (L) => 2 * L * featureCount * dimension,
    whole: true,
  },
};

/** Times storing and asking, and counts their multiplications. */
export async function attention(cell: AttentionCell, context: CellContext): Promise<AttentionOutcome> {
  if (cell.model.startsWith("torch ")) return { points: await torchPoints(cell) };
  const points: AttentionPoint[] = [];
  for (const length of cell.lengths) points.push(await pointOf(cell, length, context));
  return { points };
}

async function pointOf(
  { model, batch, runs }: AttentionCell,
  length: number,
  { random, clock }: CellContext,
): Promise<AttentionPoint> {
  const sequences = Array.from({ length: batch }, () => drawn(random, length));
  if (model === "dense, retriever") {
    const durations = await durationsOf(() => askRetrievers(sequences), { clock, runs });
    return { length, durations, operations: operationsOf(contenders.dense, random, sequences), load: load() };
  }
  const contender = contenders[model];
  const made = contender.make(random);
  const durations = await durationsOf(
    () => {
      for (const sequence of sequences) ask(made.store(sequence), sequence, contender.whole === true);
    },
    { clock, runs },
  );
  return { length, durations, operations: operationsOf(contender, random, sequences), load: load() };
}

function ask(stored: StoredModel, queries: Matrix, whole: boolean): void {
  const { rows } = queries;
  const block = whole ? rows : Math.max(1, Math.min(rows, Math.floor(weightsHeld / rows)));
  for (let from = 0; from < rows; from += block) {
    const count = Math.min(block, rows - from);
    stored.retrieve(
      rowsOf(
        queries,
        Array.from({ length: count }, (_, i) => from + i),
      ),
    );
  }
}

/** Dense by the kernels of a retriever, which forms no weights. */
async function askRetrievers(sequences: readonly Matrix[]): Promise<void> {
  for (const sequence of sequences) {
    const retriever = await openRetriever(sequence, { threads: 1, screening: false });
    await retriever.retrieve(sequence, { beta });
    await retriever.close();
  }
}

function operationsOf(
  { make, storing }: Contender,
  random: Random,
  sequences: readonly Matrix[],
): AttentionPoint["operations"] {
  const [{ rows: L }] = sequences;
  const stored = make(random).store(sequences[0]);
  return {
    storing: sequences.length * (storing?.(L) ?? 0),
    retrieving: sequences.length * stored.operations(L),
  };
}

async function torchPoints({
  model,
  batch,
  lengths,
  runs,
}: AttentionCell): Promise<AttentionOutcome["points"]> {
  const found = await torchAttention(model === "torch linear" ? "linear" : "softmax", {
    ...{ batch, lengths, runs, dimension, beta, weightsHeld },
  });
  if (!found) return null;
  return lengths.map((length, i) => ({ length, durations: found[i], operations: null, load: load() }));
}

function drawn(random: Random, length: number): Matrix {
  return matrix(
    Float32Array.from({ length: length * dimension }, () => normal(random)),
    length,
    dimension,
  );
}

function load(): number {
  return loadavg()[0];
}
