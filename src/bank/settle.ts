import { type Backend, fromRows, largest, type Matrix, matrix, rowOf, rowsOf, zeros } from "../math/index.ts";
import { dot, energies, retrieve, type Separation, type Similarity, sparsemax } from "../memory/index.ts";
import type { Answer, RecallStep } from "./answer.ts";

/**
 * Sparsemax gives weight to items within 1/β of the best only, so it returns an item itself, exactly, unless
 * others are alike to a cosine of 1 − 1/β = 0.95.
 */
export const model: { similarity: Similarity; separation: Separation; beta: number } = {
  similarity: dot,
  separation: sparsemax,
  beta: 20,
};

const mostSteps = 50;

export interface Settled extends Pick<Answer, "state" | "steps" | "termination" | "energies"> {
  /** The state before each step and after the last, `[steps + 1, D]`. */
  readonly path: Matrix;
}

/**
 * Retrieval to a fixed point, step by step. The first step takes the `similarities` `[1, N]` that compare only
 * where the cue shows anything; from then on the state is whole and settles by the dot product.
 *
 * Sparsemax gives a weight to what scores within 1/β of the best only, so that a few items do, and all are looked at
 * once for every state: where others come within reach of one, they join and it settles again.
 */
export function settle(cue: Matrix, similarities: Matrix, patterns: Matrix, backend: Backend): Settled {
  let items = withinReach(rowOf(similarities, 0));
  const known = new Set<string>();
  for (;;) {
    const some = matrix(
      Float32Array.from(items, (item) => similarities.data[item]),
      1,
      items.length,
    );
    const settled = settleOver(cue, some, rowsOf(patterns, items), backend);
    const there = new Set(items);
    for (const item of reachedFrom(settled.path, { patterns, backend, known })) there.add(item);
    if (there.size === items.length) return numbered(settled, items);
    items = [...there].sort((a, b) => a - b);
  }
}

/** A little more than 1/β: scores may differ in their last bits by what they are computed beside. */
const reach = 1 / model.beta + 1e-5;

function withinReach(scores: Float32Array): number[] {
  const least = largest(scores) - reach;
  const items: number[] = [];
  for (let i = 0; i < scores.length; i++) if (scores[i] >= least) items.push(i);
  return items;
}

/** The items within reach at any of the states `[n, D]` that aren't `known`, which they then are. */
function reachedFrom(
  states: Matrix,
  { patterns, backend, known }: { patterns: Matrix; backend: Backend; known: Set<string> },
): Set<number> {
  const rows = Array.from({ length: states.rows }, (_, n) => rowOf(states, n));
  const fresh = rows.filter((row) => {
    const key = row.join();
    return !known.has(key) && known.add(key);
  });
  const reached = new Set<number>();
  if (fresh.length === 0) return reached;
  const scores = backend.dotProducts(zeros(fresh.length, patterns.rows), fromRows(fresh), patterns);
  for (let n = 0; n < fresh.length; n++) for (const item of withinReach(rowOf(scores, n))) reached.add(item);
  return reached;
}

/** The steps of some items by the numbers of all. */
function numbered(settled: Settled, items: readonly number[]): Settled {
  const steps = settled.steps.map(({ weights }) => {
    return { weights: weights.map(({ item, weight }) => ({ item: items[item], weight })) };
  });
  return { ...settled, steps };
}

function settleOver(cue: Matrix, similarities: Matrix, patterns: Matrix, backend: Backend): Settled {
  const steps: RecallStep[] = [];
  const states = [rowOf(cue, 0)];
  const found = retrieve(cue, patterns, {
    ...model,
    similarity: firstGiven(similarities, model.similarity),
    steps: mostSteps,
    energies: false,
    backend,
    onStep: (_, { data }, weights) => {
      steps.push({ weights: sharesOf(rowOf(weights, 0)) });
      states.push(data.slice());
    },
  });
  const path = fromRows(states);
  return {
    state: rowOf(found.states, 0),
    steps,
    termination: found.termination[0],
    energies: Array.from(energies(path, patterns, { ...model, backend }) ?? []),
    path,
  };
}

/** The similarity whose first scores `[B, N]` are given, of all queries, and those of every step after by `then`. */
export function firstGiven(given: Matrix, then: Similarity): Similarity {
  return {
    name: `${then.name} after a first look`,
    prepare: (patterns, backend) => {
      const scorer = then.prepare(patterns, backend);
      let looked = false;
      return {
        scores: (out, states) => {
          if (looked) return scorer.scores(out, states);
          looked = true;
          out.data.set(given.data);
          return out;
        },
      };
    },
  };
}

function sharesOf(weights: Float32Array): RecallStep["weights"] {
  const shares: RecallStep["weights"] = [];
  weights.forEach((weight, item) => {
    if (weight > 0) shares.push({ item, weight });
  });
  return shares.sort((a, b) => b.weight - a.weight);
}
