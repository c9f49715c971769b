import { type Answer, type Memory, model, type RecallStep } from "madeleine/bank";
import { fromRows, type Matrix, rowOf } from "madeleine/math";
import { energies } from "madeleine/memory";

/** How often the energy is looked at on the way of each step. */
export const LOOKS = 12;

/**
 * The energy on the straight way of each step, at t = 0, 1/{@link LOOKS}, … 1 of (1 − t) xₖ + t xₖ₊₁: the model's own
 * energy there, not a line drawn between the ends.
 * @returns one row of LOOKS + 1 energies per step.
 */
export function energiesOnTheWay(memory: Memory, cue: Matrix, { steps }: Pick<Answer, "steps">): number[][] {
  const seen = memory.features;
  const states = [rowOf(memory.featuresOf(cue), 0), ...steps.map((step) => stateOf(step, seen))];
  const ways = steps.flatMap((_, k) =>
    Array.from({ length: LOOKS + 1 }, (_, look) => between(states[k], states[k + 1], look / LOOKS)),
  );
  if (ways.length === 0) return [];
  const all = Array.from(energies(fromRows(ways), seen, model) ?? []);
  return steps.map((_, k) => all.slice(k * (LOOKS + 1), (k + 1) * (LOOKS + 1)));
}

/** What a step reads out: Σ weight · pattern, `[d]`. */
function stateOf({ weights }: RecallStep, patterns: Matrix): Float32Array {
  const state = new Float32Array(patterns.columns);
  for (const { item, weight } of weights) {
    const pattern = rowOf(patterns, item);
    for (let i = 0; i < state.length; i++) state[i] += weight * pattern[i];
  }
  return state;
}

function between(from: Float32Array, to: Float32Array, t: number): Float32Array {
  return from.map((value, i) => (1 - t) * value + t * to[i]);
}
