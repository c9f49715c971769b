import { type Matrix, rowOf, rowsOf } from "../math/index.ts";

/** `"converged"`: the last step moved the state by at most the tolerance. */
export type Termination = "converged" | "max-steps-reached";

export interface SettlingOptions {
  readonly steps: number;
  readonly tolerance: number;
  /** Coordinates that stay as the query has them, `[d]` for all queries or `[B][d]`. */
  readonly known: readonly boolean[] | readonly (readonly boolean[])[] | undefined;
  /** Called after each step with the queries that took it and the states as they stand. */
  readonly onStep?: (active: readonly number[], states: Matrix) => void;
}

/** The queries that take a step, and their states. */
export interface Turn {
  readonly active: readonly number[];
  readonly states: Matrix;
}

export interface Settled {
  /** The states after the last step, `[B, d]`. */
  readonly states: Matrix;
  /** The states that the last step of each query began with, `[B, d]`. */
  readonly before: Matrix;
  readonly steps: number[];
  readonly termination: Termination[];
}

/**
 * The one loop of retrieval: hands out the states of the queries that still move and takes their next states
 * sep(β K(x, Ξ)) Ξ, until all have settled or the steps run out. Whatever computes those, at once or after a while,
 * drives it. Each query runs on its own.
 */
export function* settling(
  start: Matrix,
  { steps, tolerance, known, onStep }: SettlingOptions,
): Generator<Turn, Settled, Matrix> {
  const x: Matrix = { ...start, data: start.data.slice() };
  const before: Matrix = { ...start, data: start.data.slice() };
  const clamp = clampTo(start, known);
  const taken = new Array<number>(x.rows).fill(0);
  const termination = new Array<Termination>(x.rows).fill("max-steps-reached");
  let active = Array.from({ length: x.rows }, (_, b) => b);
  for (let step = 0; step < steps && active.length > 0; step++) {
    const moved = yield { active, states: rowsOf(x, active) };
    const moving = active.filter((b, i) => {
      rowOf(before, b).set(rowOf(x, b));
      const change = move(rowOf(x, b), clamp(rowOf(moved, i), b));
      taken[b]++;
      if (change <= tolerance) termination[b] = "converged";
      return change > tolerance;
    });
    onStep?.(active, x);
    active = moving;
  }
  return { states: x, before, steps: taken, termination };
}

/** Puts the known coordinates of query b back into a new state. */
function clampTo(
  start: Matrix,
  known: SettlingOptions["known"],
): (state: Float32Array, b: number) => Float32Array {
  if (!known) return (state) => state;
  const perQuery = Array.isArray(known[0]);
  return (state, b) => {
    const flags = (perQuery ? known[b] : known) as readonly boolean[] | undefined;
    if (flags?.length !== state.length) {
      throw new RangeError(
        `retrieve: known has ${flags?.length ?? "no"} flags for query ${b}, which has ${state.length} coordinates`,
      );
    }
    const given = rowOf(start, b);
    for (let i = 0; i < state.length; i++) if (flags[i]) state[i] = given[i];
    return state;
  };
}

/** state ← next; returns |next − state|₂. */
function move(state: Float32Array, next: Float32Array): number {
  let squared = 0;
  for (let i = 0; i < state.length; i++) squared += (next[i] - state[i]) ** 2;
  state.set(next);
  return Math.sqrt(squared);
}
