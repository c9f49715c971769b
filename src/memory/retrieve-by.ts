import { type Matrix, type MatrixInput, requireFinite, toMatrix } from "../math/index.ts";
import { type RetrievalOptions, requireRange } from "./retrieve.ts";
import { settling, type Termination } from "./settling.ts";

/** What a model makes of the states `[A, d]` of the queries numbered in `active`: one row for each. */
export type Attend = (states: Matrix, active: readonly number[]) => Matrix;

export interface RetrieveByOptions extends Pick<RetrievalOptions, "steps" | "tolerance" | "known"> {
  /** What the last step reads out, `[B, v]`, of the states that it began with. Default: the states after it. */
  readout?: Attend | undefined;
}

export interface RetrievedBy {
  /** The states after the last step, `[B, d]`. */
  states: Matrix;
  /** What was read out, `[B, v]`; the states themselves without a readout. */
  outputs: Matrix;
  /** How many steps each query took, the confirming one included, `[B]`. */
  steps: number[];
  /** Why each query ended, `[B]`. */
  termination: Termination[];
}

/**
 * Retrieval by the one loop for a model that attends its own way: x ← attend(x) until the state settles or the steps
 * run out. `attend` gives a new matrix of next states; it checks the queries' columns itself.
 * @throws RangeError for NaN or infinity (naming row and column) and options out of range.
 */
export function retrieveBy(
  attend: Attend,
  queries: MatrixInput,
  { steps = 1, tolerance = 1e-6, known, readout }: RetrieveByOptions = {},
): RetrievedBy {
  requireRange({ beta: 1, steps, tolerance });
  const start = requireFinite(toMatrix(queries, "queries"), "queries");
  const loop = settling(start, { steps, tolerance, known });
  let turn = loop.next();
  while (!turn.done) turn = loop.next(attend(turn.value.states, turn.value.active));
  const { states, before, steps: taken, termination } = turn.value;
  const all = Array.from({ length: states.rows }, (_, b) => b);
  return { states, outputs: readout ? readout(before, all) : states, steps: taken, termination };
}
