import {
  type Backend,
  bestBackend,
  type Matrix,
  type MatrixInput,
  requireFinite,
  rowOf,
  rowsOf,
  shapeOf,
  toMatrix,
  zeros,
} from "../math/index.ts";
import { type Energy, energyOf } from "./energy.ts";
import type { Separation } from "./separation/separation.ts";
import { softmax } from "./separation/softmax.ts";
import { settling, type Termination } from "./settling.ts";
import { dot } from "./similarity/dot.ts";
import type { Similarity } from "./similarity/similarity.ts";

export interface RetrievalOptions {
  /** Default: `dot`. */
  similarity?: Similarity;
  /** Default: `softmax`. */
  separation?: Separation;
  /** Inverse temperature β > 0. Default: 1. */
  beta?: number;
  /** The most steps to take. Default: 1. */
  steps?: number;
  /** A query has converged when a step moves its state by at most this in the 2-norm. Default: 1e-6. */
  tolerance?: number;
  /** What the weights of the last step are applied to, `[N, v]`. Default: the patterns. */
  values?: MatrixInput;
  /** Clamped recall: coordinates that stay as the query has them, `[d]` for all queries or `[B][d]`. */
  known?: readonly boolean[] | readonly (readonly boolean[])[];
  /** Whether to compute energies, which costs one more look at the patterns. Default: true. */
  energies?: boolean;
  /** Called after each step with the queries that took it, the states and the weights as they stand (not copies). */
  onStep?: (active: readonly number[], states: Matrix, weights: Matrix) => void;
  /** What computes. Default: the fastest that runs here. */
  backend?: Backend;
}

export interface Retrieval {
  /** The states after the last step, `[B, d]`. */
  states: Matrix;
  /** The weights of the last step, `[B, N]`. */
  weights: Matrix;
  /** The weights applied to the values, `[B, v]`; the states themselves where no values were given. */
  outputs: Matrix;
  /** How many steps each query took, the confirming one included, `[B]`. */
  steps: number[];
  /** Why each query ended, `[B]`. */
  termination: Termination[];
  /** The energy of each query's state before every step and after the last, `[B][steps + 1]`; undefined where the model has none. */
  energies: number[][] | undefined;
}

/**
 * Retrieval, by the one loop of every model: x ← sep(β K(x, Ξ)) Ξ until the state settles or the steps run out. Each
 * query runs on its own. Values, where given, are applied to the weights of the last step only.
 *
 * @param queries where retrieval starts, `[B, d]`
 * @param patterns the memories Ξ, `[N, d]`
 * @throws RangeError for an empty memory, shapes that don't fit, NaN or infinity (naming row and column), and
 * options out of range. Not settling within the steps is an outcome, not an error.
 * Source: Ramsauer et al. 2020, eq. 3; U-Hop, eq. 2.4; Nonparametric, eq. 3.4.
 */
export function retrieve(
  queries: MatrixInput,
  patterns: MatrixInput,
  options: RetrievalOptions = {},
): Retrieval {
  const { similarity = dot, separation = softmax, beta = 1, steps = 1, tolerance = 1e-6 } = options;
  const { backend = bestBackend() } = options;
  requireRange({ beta, steps, tolerance });
  const start = requireFinite(toMatrix(queries, "queries"), "queries");
  const Xi = requireFinite(toMatrix(patterns, "patterns"), "patterns");
  requireShapes(start, Xi);
  const values = options.values && requireValues(toMatrix(options.values, "values"), Xi);
  const energy = options.energies === false ? undefined : energyOf(similarity, separation, beta);

  const scorer = similarity.prepare(Xi, backend);
  const weights = zeros(start.rows, Xi.rows);
  const found = energy && Array.from({ length: start.rows }, (): number[] => []);
  const loop = settling(start, {
    ...{ steps, tolerance, known: options.known },
    onStep: (active, states) => options.onStep?.(active, states, weights),
  });
  let turn = loop.next();
  while (!turn.done) {
    const { active, states } = turn.value;
    const scores = scorer.scores(zeros(active.length, Xi.rows), states);
    record(found, energy, active, { states, scores });
    active.forEach((b, i) => {
      separation.weights(rowOf(weights, b), rowOf(scores, i), beta, b);
    });
    const sums = zeros(active.length, Xi.columns);
    turn = loop.next(backend.weightedSums(sums, rowsOf(weights, active), Xi));
  }
  const { states, termination, steps: taken } = turn.value;
  if (energy) {
    const all = Array.from({ length: states.rows }, (_, b) => b);
    record(found, energy, all, { states, scores: scorer.scores(zeros(states.rows, Xi.rows), states) });
  }
  const outputs = values ? backend.weightedSums(zeros(states.rows, values.columns), weights, values) : states;
  return { states, weights, outputs, steps: taken, termination, energies: found };
}

/** The indices of the patterns with a weight above zero, per query. */
export function supportOf(weights: Matrix): number[][] {
  return Array.from({ length: weights.rows }, (_, b) => {
    const support: number[] = [];
    rowOf(weights, b).forEach((weight, n) => {
      if (weight > 0) support.push(n);
    });
    return support;
  });
}

export function requireRange({
  beta,
  steps,
  tolerance,
}: {
  beta: number;
  steps: number;
  tolerance: number;
}): void {
  if (!(beta > 0 && Number.isFinite(beta))) {
    throw new RangeError(`retrieve: beta must be a finite number > 0, got ${beta}`);
  }
  if (!(Number.isInteger(steps) && steps >= 1)) {
    throw new RangeError(`retrieve: steps must be a whole number ≥ 1, got ${steps}`);
  }
  if (!(tolerance >= 0)) throw new RangeError(`retrieve: tolerance must be ≥ 0, got ${tolerance}`);
}

export function requireShapes(queries: Matrix, patterns: Matrix): void {
  if (patterns.rows === 0) {
    throw new RangeError(
      `retrieve: the memory is empty (patterns ${shapeOf(patterns)}); store at least one pattern`,
    );
  }
  if (queries.rows > 0 && queries.columns !== patterns.columns) {
    throw new RangeError(
      `retrieve: queries are ${shapeOf(queries)} and patterns ${shapeOf(patterns)}; both need the same number of columns`,
    );
  }
}

export function requireValues(values: Matrix, patterns: Matrix): Matrix {
  if (values.rows !== patterns.rows) {
    throw new RangeError(
      `retrieve: values are ${shapeOf(values)} and patterns ${shapeOf(patterns)}; both need the same number of rows`,
    );
  }
  return requireFinite(values, "values");
}

function record(
  found: number[][] | undefined,
  energy: Energy | undefined,
  active: readonly number[],
  { states, scores }: { states: Matrix; scores: Matrix },
): void {
  if (!energy) return;
  active.forEach((b, i) => {
    found?.[b]?.push(energy(rowOf(states, i), rowOf(scores, i), b));
  });
}
