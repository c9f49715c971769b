import { type Matrix, norm, rowOf, squaredDistance } from "madeleine/math";
import type { Retriever } from "madeleine/memory";
import type { Definition } from "madeleine/zoo";

/** The way of one state to where it settles. */
export interface Trajectory {
  /** x₀ … xₙ, `[d]` each. */
  readonly states: readonly Float32Array[];
  /** What each step weighed: items with a weight, the largest first. */
  readonly weights: readonly (readonly { readonly item: number; readonly weight: number }[])[];
  /** The energy of each state; undefined where the model has none. */
  readonly energies: readonly number[] | undefined;
  /** Whether the last step hardly moved the state. */
  readonly converged: boolean;
}

export interface TrajectoryOptions {
  readonly definition: Definition;
  /** Default: 60. */
  readonly steps?: number;
  /** A step that moves the state by at most this share of its length is the last. Default: 1e-4. */
  readonly tolerance?: number;
}

/** Takes a state `[1, d]` step by step to where it settles, by the library's retriever. */
export async function trajectoryOf(
  retriever: Retriever,
  start: Matrix,
  { definition, steps = 60, tolerance = 1e-4 }: TrajectoryOptions,
): Promise<Trajectory> {
  const states = [rowOf(start, 0).slice()];
  const weights: Trajectory["weights"][number][] = [];
  const energies: number[] = [];
  let converged = false;
  let state = start;
  for (let step = 0; step < steps && !converged; step++) {
    const options = { ...definition, steps: 1, support: true, energies: true };
    const found = await retriever.retrieve(state, options);
    const [before, after] = [rowOf(state, 0), rowOf(found.states, 0)];
    states.push(after.slice());
    weights.push(sharesOf(found.support?.[0]));
    if (found.energies) energies.push(...found.energies[0].slice(step === 0 ? 0 : 1));
    converged = Math.sqrt(squaredDistance(before, after)) <= tolerance * Math.max(norm(before), 1e-9);
    state = found.states;
  }
  return { states, weights, energies: energies.length > 0 ? energies : undefined, converged };
}

function sharesOf(
  support: { readonly indices: ArrayLike<number>; readonly weights: ArrayLike<number> } | undefined,
): { item: number; weight: number }[] {
  const { indices, weights } = support ?? { indices: [], weights: [] };
  const shares = Array.from(indices, (item, i) => ({ item, weight: weights[i] }));
  return shares.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
}
