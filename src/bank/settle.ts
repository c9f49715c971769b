import { type Backend, fromRows, type Matrix, rowOf } from "../math/index.ts";
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
 */
export function settle(cue: Matrix, similarities: Matrix, patterns: Matrix, backend: Backend): Settled {
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
