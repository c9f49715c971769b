import { type Backend, bestBackend, type Matrix, type Row, rowOf, zeros } from "../math/index.ts";
import type { Separation } from "./separation/separation.ts";
import type { Similarity } from "./similarity/similarity.ts";

/** Gives the energy of a state from the state itself and its scores. */
export type Energy = (state: Float32Array, scores: Row, query: number) => number;

/**
 * The energy that the model's retrieval descends, E(x) = confinement(x) − Ψ*(β s)/β, or undefined where the model
 * has none. For dot and softmax: |x|²/2 − lse(β, s). U-Hop, eq. 2.2–2.3 with Ψ* divided by β.
 */
export function energyOf(similarity: Similarity, separation: Separation, beta: number): Energy | undefined {
  const { confinement } = similarity;
  const { potential } = separation;
  if (!confinement || !potential) return undefined;
  return (state, scores, query) => confinement(state) - potential(scores, beta, query) / beta;
}

/**
 * The energies of `states` `[B, d]`; undefined where the model has none.
 */
export function energies(
  states: Matrix,
  patterns: Matrix,
  model: { similarity: Similarity; separation: Separation; beta: number; backend?: Backend },
): Float64Array | undefined {
  const { similarity, separation, beta, backend = bestBackend() } = model;
  const energy = energyOf(similarity, separation, beta);
  if (!energy) return undefined;
  const scores = similarity.prepare(patterns, backend).scores(zeros(states.rows, patterns.rows), states);
  return Float64Array.from({ length: states.rows }, (_, b) => energy(rowOf(states, b), rowOf(scores, b), b));
}

/**
 * The energy of the dense associative memory, E = −Σ F(s) with F(s) = sⁿ, or max(s, 0)ⁿ where `rectified`.
 * Normalised polynomial retrieval carries no guarantee for it. Krotov and Hopfield 2016, eq. 3.
 */
export function polynomialEnergy(
  scores: ArrayLike<number>,
  degree: number,
  { rectified = true }: { rectified?: boolean } = {},
): number {
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += (rectified ? Math.max(scores[i], 0) : scores[i]) ** degree;
  return -sum;
}
